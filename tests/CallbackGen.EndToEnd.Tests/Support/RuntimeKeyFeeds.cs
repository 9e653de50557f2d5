using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A detached token with a key set that is fetched from a fixed address.</summary>
public sealed record AcmeFetched : TestPayload, IVerifiedPayload<AcmeFetched>
{
    public const string Address = "https://keys.acme.example/jwks";

    public static CallbackFeed<AcmeFetched> Feed { get; } =
        new VerifiedFeed<AcmeFetched>(
            RuntimeKeyFeeds.Define(
                "Fetched",
                "jwt",
                new CallbackKeyDefinition("set", CallbackKeyEncoding.Jwks) { Fetch = new() { Url = Address } }
            )
        );

    public static AcmeFetched? Verify(CallbackVerification verification) =>
        verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && verification.VerifyDetachedJws(
            verification.Header("X-Signature"),
            message,
            [JwsAlgorithm.RS256],
            "set",
            signatures: IdentityModelSignatures.Instance
        )
            is not null
            ? verification.ReadPayload<AcmeFetched>()
            : null;

    public static AcmeFetched? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeFetched, TReader>(ref reader);

    public static string? GetRole(AcmeFetched payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(AcmeFetched payload) => payload.OrderId;
}

/// <summary>A signature whose certificate is at the address in the request.</summary>
public sealed record AcmeCertified : TestPayload, IVerifiedPayload<AcmeCertified>
{
    public static CallbackFeed<AcmeCertified> Feed { get; } =
        new VerifiedFeed<AcmeCertified>(
            RuntimeKeyFeeds.Define(
                "Certified",
                "signature",
                new CallbackKeyDefinition("certificate", CallbackKeyEncoding.Pem)
                {
                    Fetch = new()
                    {
                        From = "header:X-Cert-Url",
                        Hosts = ["keys.acme.example"],
                        Path = "/certs/",
                    },
                }
            )
        );

    public static AcmeCertified? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Base64) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && signatures.PublicKeyMatches(message, SignatureAlgorithm.RsaPkcs1Sha256, "certificate")
            ? verification.ReadPayload<AcmeCertified>()
            : null;

    public static AcmeCertified? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeCertified, TReader>(ref reader);

    public static string? GetRole(AcmeCertified payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(AcmeCertified payload) => null;
}

/// <summary>A code whose key the application looks up by a member of the body.</summary>
public sealed record AcmeAccount : TestPayload, IVerifiedPayload<AcmeAccount>
{
    public static CallbackFeed<AcmeAccount> Feed { get; } =
        new VerifiedFeed<AcmeAccount>(
            RuntimeKeyFeeds.Define(
                "Account",
                "hmac",
                new CallbackKeyDefinition("hashKey", CallbackKeyEncoding.Utf8) { Lookup = "body:/order_id" }
            )
        );

    public static AcmeAccount? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeAccount>() : null;

    public static AcmeAccount? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeAccount, TReader>(ref reader);

    public static string? GetRole(AcmeAccount payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(AcmeAccount payload) => null;
}

/// <summary>The feeds with a key that is obtained at run time.</summary>
internal static class RuntimeKeyFeeds
{
    public static IReadOnlyList<CallbackFeed> All { get; } = [AcmeFetched.Feed, AcmeCertified.Feed, AcmeAccount.Feed];

    public static CallbackFeedDefinition Define(string feed, string scheme, CallbackKeyDefinition key) =>
        new()
        {
            Name = $"remote.{feed.ToLowerInvariant()}",
            Provider = "Remote",
            Feed = feed,
            Scheme = scheme,
            SignatureFrom = "header:X-Signature",
            Receive = [new CallbackTransport("POST", CallbackContent.Json)],
            Keys = [key],
        };
}
