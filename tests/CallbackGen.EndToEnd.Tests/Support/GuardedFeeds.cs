using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>The claims of a token with an audience: HS256 in one header, HS512 in another, both with one key.</summary>
public sealed record GuardedToken : TestPayload, IVerifiedPayload<GuardedToken>
{
    public static CallbackFeed<GuardedToken> Feed { get; } =
        new VerifiedFeed<GuardedToken>(GuardedFeeds.Define("Token", "anyOf", CallbackContent.Json, GuardedFeeds.Secret("hashKey")));

    public static GuardedToken? Verify(CallbackVerification verification)
    {
        if (Read(verification, "X-Signature", JwsAlgorithm.HS256) is { } payload)
            return payload;
        verification.NextAlternative();
        return Read(verification, "X-Signature-512", JwsAlgorithm.HS512);
    }

    public static GuardedToken? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<GuardedToken, TReader>(ref reader);

    public static string? GetRole(GuardedToken payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(GuardedToken payload) => null;

    private static GuardedToken? Read(CallbackVerification verification, string header, JwsAlgorithm algorithm) =>
        verification.VerifyJws(verification.Header(header), [algorithm], "hashKey") is { } token && token.CheckAudience("shop")
            ? verification.ReadClaims<GuardedToken>(token)
            : null;
}

/// <summary>An encrypted, signed body; the tag is in a separate header.</summary>
public sealed record GuardedCipher : TestPayload, IVerifiedPayload<GuardedCipher>
{
    public static readonly byte[] Nonce = "twelve bytes"u8.ToArray();

    public static CallbackFeed<GuardedCipher> Feed { get; } =
        new VerifiedFeed<GuardedCipher>(
            GuardedFeeds.Define(
                "Cipher",
                "hmac",
                CallbackContent.Text,
                GuardedFeeds.Secret("hashKey"),
                GuardedFeeds.Secret("cipher") with
                {
                    Decrypts = true,
                }
            )
        );

    public static GuardedCipher? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.Header("X-Tag"))
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
        && verification.DecryptAesGcm(
            TextFilters.HexDecode(verification.RawBody),
            "cipher",
            WireValue.Scalar(Nonce),
            tag: TextFilters.HexDecode(verification.Header("X-Tag")),
            hasTag: true
        )
            is { } plaintext
            ? verification.ReadPlaintext<GuardedCipher>(plaintext)
            : null;

    public static GuardedCipher? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<GuardedCipher, TReader>(ref reader);

    public static string? GetRole(GuardedCipher payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(GuardedCipher payload) => null;

    /// <summary>The ciphertext followed by the tag.</summary>
    public static byte[] Encrypt(string plaintext, string key)
    {
        var plain = System.Text.Encoding.UTF8.GetBytes(plaintext);
        var encrypted = new byte[plain.Length + 16];
        using var cipher = new AesGcm(System.Text.Encoding.UTF8.GetBytes(key), 16);
        cipher.Encrypt(Nonce, plain, encrypted.AsSpan(0, plain.Length), encrypted.AsSpan(plain.Length));
        return encrypted;
    }
}

/// <summary>A detached token whose key is that of a fetched certificate.</summary>
public sealed record GuardedCertificate : TestPayload, IVerifiedPayload<GuardedCertificate>
{
    public const string Address = "https://keys.acme.example/certificate";

    public static CallbackFeed<GuardedCertificate> Feed { get; } =
        new VerifiedFeed<GuardedCertificate>(
            GuardedFeeds.Define(
                "Certificate",
                "jwt",
                CallbackContent.Json,
                new CallbackKeyDefinition("certificate", CallbackKeyEncoding.Pem) { Fetch = new() { Url = Address } }
            )
        );

    public static GuardedCertificate? Verify(CallbackVerification verification) =>
        verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && verification.VerifyDetachedJws(
            verification.Header("X-Signature"),
            message,
            [JwsAlgorithm.RS256],
            "certificate",
            signatures: IdentityModelSignatures.Instance
        )
            is not null
            ? verification.ReadPayload<GuardedCertificate>()
            : null;

    public static GuardedCertificate? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<GuardedCertificate, TReader>(ref reader);

    public static string? GetRole(GuardedCertificate payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(GuardedCertificate payload) => null;
}

/// <summary>A faulty verifier, which the generator never emits: it returns a payload after a refusal.</summary>
public sealed record CarelessOrder : TestPayload, IVerifiedPayload<CarelessOrder>
{
    public static CallbackFeed<CarelessOrder> Feed { get; } =
        new VerifiedFeed<CarelessOrder>(GuardedFeeds.Define("Careless", "hmac", CallbackContent.Json, GuardedFeeds.Secret("hashKey")));

    public static CarelessOrder? Verify(CallbackVerification verification)
    {
        TestFeeds.HeaderMac(verification);
        return new CarelessOrder();
    }

    public static CarelessOrder? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<CarelessOrder, TReader>(ref reader);

    public static string? GetRole(CarelessOrder payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(CarelessOrder payload) => null;
}

/// <summary>The feeds whose checks are tested individually.</summary>
internal static class GuardedFeeds
{
    public static IReadOnlyList<CallbackFeed> All { get; } =
    [GuardedToken.Feed, GuardedCipher.Feed, GuardedCertificate.Feed, CarelessOrder.Feed];

    public static CallbackKeyDefinition Secret(string name) => new(name, CallbackKeyEncoding.Utf8);

    public static CallbackFeedDefinition Define(string feed, string scheme, CallbackContent content, params CallbackKeyDefinition[] keys) =>
        new()
        {
            Name = $"guarded.{feed.ToLowerInvariant()}",
            Provider = "Guarded",
            Feed = feed,
            Scheme = scheme,
            SignatureFrom = "header:X-Signature",
            Receive = [new CallbackTransport("POST", content)],
            Keys = keys,
        };
}
