using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class TrialTests
{
    private const string CipherKey = "0123456789abcdef0123456789ABCDEF";

    private static readonly CallbackFeedDefinition CipherDefinition = Given.Definition(
        keys: [new("hashKey", CallbackKeyEncoding.Utf8), new("cipher", CallbackKeyEncoding.Utf8)],
        unknownUnsigned: true
    );

    private static readonly CallbackKeyDefinition[] TwoKeys =
    [
        new("merchantId", CallbackKeyEncoding.Utf8, Secret: false),
        new("secret", CallbackKeyEncoding.Utf8),
    ];

    public static TheoryData<DigestAlgorithm, string> Digests =>
        new()
        {
            { DigestAlgorithm.Md5, Digest(HashAlgorithmName.MD5) },
            { DigestAlgorithm.Sha1, Digest(HashAlgorithmName.SHA1) },
            { DigestAlgorithm.Sha256, Digest(HashAlgorithmName.SHA256) },
            { DigestAlgorithm.Sha384, Digest(HashAlgorithmName.SHA384) },
            { DigestAlgorithm.Sha512, Digest(HashAlgorithmName.SHA512) },
        };

    [Theory]
    [MemberData(nameof(Digests))]
    public void A_digest_of_a_message_that_holds_the_secret_matches_and_a_shortened_one_does_not(DigestAlgorithm algorithm, string digest)
    {
        Assert.Null(Run(algorithm, digest, Given.Keys()));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Run(algorithm, digest[..^2], Given.Keys())!.Reason);
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Run(algorithm, digest[2..] + "00", Given.Keys())!.Reason);
    }

    [Fact]
    public void Every_configured_value_is_tried_and_the_one_that_matched_is_reported()
    {
        var digest = Convert.ToHexString(SHA256.HashData(Given.Utf8("{}" + Given.KeyText)));
        using var verification = Begin(digest, Given.Keys(Given.OtherKeyText, Given.KeyText), out var signatures);
        var trial = Try(verification, signatures, DigestAlgorithm.Sha256);

        Assert.True(trial.Matched());
        Assert.Equal("hashKey[1]", verification.CreateReceipt(null).KeyId);
        Assert.False(trial.Matched()); // logged once
    }

    [Fact]
    public void The_keys_that_were_tried_are_told()
    {
        var rejection = Run(DigestAlgorithm.Sha256, "00", Given.Keys(Given.OtherKeyText, Given.KeyText))!;

        Assert.Equal(["hashKey[0]", "hashKey[1]"], rejection.KeysTried);
    }

    [Fact]
    public void A_digest_of_a_message_without_a_secret_matches_nothing()
    {
        using var verification = Begin(Convert.ToHexString(SHA256.HashData(Given.Utf8("{}"))), Given.Keys(), out var signatures);
        var trial = verification.TryKeys(signatures, "hashKey");
        while (trial.NextMessage() is { } message)
        {
            message.Append(verification.RawBody);
            trial.CompareDigest(message, DigestAlgorithm.Sha256);
        }

        Assert.False(trial.Matched());
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection!.Reason);
    }

    [Fact]
    public void A_secret_that_was_mixed_into_one_attempt_is_in_no_other()
    {
        using var verification = Begin(
            Convert.ToHexString(SHA256.HashData(Given.Utf8("{}"))),
            Given.Keys(Given.KeyText, Given.OtherKeyText),
            out var signatures
        );
        var trial = verification.TryKeys(signatures, "hashKey");
        for (var attempt = 0; trial.NextMessage() is { } message; attempt++)
        {
            message.Append(verification.RawBody);
            if (attempt == 0)
                message.Append(trial.Key("hashKey"));
            trial.CompareDigest(message, DigestAlgorithm.Sha256);
        }

        Assert.False(trial.Matched());
    }

    [Fact]
    public void A_value_that_is_no_secret_proves_nothing()
    {
        var definition = Given.Definition(keys: TwoKeys);
        var keys = CallbackKeys.Create(definition, [new("merchantId", "42"), new("secret", Given.KeyText)]);
        var digest = Convert.ToHexString(SHA256.HashData(Given.Utf8("42")));
        using var verification = Begin(digest, keys, out var signatures, definition);
        var trial = verification.TryKeys(signatures, "merchantId");
        while (trial.NextMessage() is { } message)
        {
            message.Append(trial.Key("merchantId"));
            trial.CompareDigest(message, DigestAlgorithm.Sha256);
            trial.CompareMac(message, MacAlgorithm.HmacSha256, "merchantId");
        }

        Assert.False(trial.Matched());

        using var mac = Begin(Convert.ToHexString(HMACSHA256.HashData("42"u8, "{}"u8)), keys, out var macSignatures, definition);
        var body = mac.BeginMessage();
        body.Append(mac.RawBody);
        Assert.False(macSignatures.MacMatches(body, MacAlgorithm.HmacSha256, "merchantId"));

        using var token = Begin(digest, keys, out _, definition);
        Assert.False(token.TokenMatches(WireValue.FromText("42").From("header:X-Token"), "merchantId"));
    }

    [Fact]
    public void Values_of_several_keys_are_tried_in_step_and_the_last_of_the_shorter_list_stays()
    {
        var definition = Given.Definition(keys: TwoKeys);
        var keys = CallbackKeys.Create(
            definition,
            [new("merchantId", "42"), new("secret", Given.OtherKeyText), new("secret", Given.KeyText)]
        );
        var mac = Convert.ToHexString(HMACSHA256.HashData(Given.Utf8(Given.KeyText), "42{}"u8));
        using var verification = Begin(mac, keys, out var signatures, definition);
        var trial = verification.TryKeys(signatures, "merchantId", "secret");
        var attempts = 0;
        for (; trial.NextMessage() is { } message; attempts++)
        {
            message.Append(trial.Key("merchantId"));
            message.Append(verification.RawBody);
            trial.CompareMac(message, MacAlgorithm.HmacSha256, "secret");
        }

        Assert.Equal(2, attempts);
        Assert.True(trial.Matched());
        Assert.Equal("secret[1]", verification.CreateReceipt(null).KeyId);
    }

    [Fact]
    public void A_key_that_is_not_configured_is_told()
    {
        using var verification = Begin("00", CallbackKeys.Empty, out var signatures);
        var trial = verification.TryKeys(signatures, "hashKey");

        Assert.Null(trial.NextMessage());
        Assert.False(trial.Matched());
        Assert.Equal("KeyNotConfigured at key:hashKey: is not configured", verification.Rejection!.ToString());
    }

    [Theory]
    [InlineData("Bearer " + Given.KeyText, null)]
    [InlineData("Bearer " + Given.OtherKeyText, CallbackRejectionReason.SignatureMismatch)]
    [InlineData("Bearer a", CallbackRejectionReason.SignatureMismatch)]
    [InlineData("Bearer ", CallbackRejectionReason.SignatureMalformed)]
    [InlineData("bearer " + Given.KeyText, null)]
    [InlineData(Given.KeyText, CallbackRejectionReason.SignatureMalformed)]
    [InlineData("", CallbackRejectionReason.SignatureMissing)]
    [InlineData(null, CallbackRejectionReason.SignatureMissing)]
    public void A_token_is_compared_whole(string? header, CallbackRejectionReason? reason)
    {
        using var verification = Given.Verification(header is null ? Given.Json("{}") : Given.Json("{}", ("Authorization", header)));

        Assert.Equal(reason is null, verification.TokenMatches(verification.Header("Authorization"), "hashKey", "Bearer "));
        Assert.Equal(reason, verification.Rejection?.Reason);
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "aa", false)]
    [InlineData("", "", false)]
    [InlineData(null, "a", false)]
    [InlineData("a", null, false)]
    [InlineData(null, null, false)]
    public void Two_texts_are_equal_only_when_both_are_there(string? actual, string? expected, bool areEqual)
    {
        using var verification = Given.Verification();

        var isEqual = verification.TextEquals(
            actual is null ? default : WireValue.FromText(actual),
            expected is null ? default : WireValue.FromText(expected)
        );
        Assert.Equal(areEqual, isEqual);
        Assert.Equal(areEqual ? null : CallbackRejectionReason.SignatureMismatch, verification.Rejection?.Reason);
    }

    [Fact]
    public void The_url_is_the_configured_one_or_refused()
    {
        using var verification = Given.Verification(
            new()
            {
                Method = "POST",
                Url = "https://shop.example/cb?x=1",
                Path = "/internal",
            }
        );
        Assert.Equal("https://shop.example/cb?x=1"u8, verification.Url.Utf8);

        using var other = Given.Verification(new() { Method = "POST", Path = "/internal" });
        Assert.False(other.Url.IsScalar);
        Assert.Equal(CallbackRejectionReason.UrlNotConfigured, other.Rejection!.Reason);
    }

    [Fact]
    public void An_alternative_starts_afresh_and_the_more_telling_refusal_stays()
    {
        using var verification = Given.Verification(Given.Json("{}", ("X-Old", new string('0', 64)), ("X-New", Given.HexMac("{}"))));
        Assert.False(Attempt(verification, "X-Old"));
        verification.NextAlternative();
        Assert.Null(verification.Rejection);
        Assert.True(Attempt(verification, "X-New"));

        using var refused = Given.Verification(Given.Json("{}", ("X-Old", new string('0', 64))));
        var leftOver = refused.FindSignatures(refused.Header("X-Old"), SignatureEncoding.Hex)!;
        Assert.False(Attempt(refused, "X-Old"));
        refused.NextAlternative();
        Assert.False(leftOver.MacMatches(refused.BeginMessage(), MacAlgorithm.HmacSha256, "hashKey")); // no signature remains
        refused.NextAlternative();
        Assert.False(Attempt(refused, "X-New"));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, refused.Rejection!.Reason);
        Assert.Equal("header:X-Old", refused.Rejection.Where);
    }

    /// <summary>A proof of one scheme does not count for the next alternative: half of each proof is not a proof.</summary>
    [Fact]
    public void An_alternative_meets_nothing_that_was_proven_before_it()
    {
        using var verification = Given.Verification(
            Given.Json("""{"id":"1","amount":"1.50","more":1}"""),
            CallbackKeys.Create(CipherDefinition, [new("hashKey", Given.KeyText), new("cipher", CipherKey)]),
            definition: CipherDefinition
        );
        var token = verification.VerifyJws(WireValue.FromText(Given.Token("""{"id":"1"}""")), [JwsAlgorithm.HS256], "hashKey")!;
        var decrypted = verification.DecryptAesGcm(WireValue.Scalar(Encrypted), "cipher", WireValue.Scalar(new byte[12]))!;
        var signatures = verification.FindSignatures(
            WireValue.FromText($"t=1,v1={Digest(HashAlgorithmName.SHA256)}"),
            SignatureEncoding.Hex,
            SignatureFormat.Pairs,
            pick: "v1"
        )!;
        var trial = Try(verification, signatures, DigestAlgorithm.Sha256, "{}");
        Assert.True(token.RequireClaim("id") && token.Header("alg").IsScalar && signatures.Part("t").IsScalar);
        Assert.NotNull(verification.ReadPayload<SignedInvoice>());
        var receipt = verification.CreateReceipt();
        Assert.Equal(("hashKey[0]", 1, 1), (receipt.KeyId, receipt.UnknownMemberCount, receipt.UnsignedMembers.Count));

        verification.NextAlternative();
        receipt = verification.CreateReceipt();
        Assert.Equal((null, 0, 0), (receipt.KeyId, receipt.UnknownMemberCount, receipt.UnsignedMembers.Count));
        Assert.False(signatures.Part("t").IsScalar);
        Assert.False(token.Header("alg").IsScalar);
        Assert.Null(trial.NextMessage());
        Assert.False(trial.Matched());
        verification.NextAlternative();
        Assert.Null(verification.ReadPlaintext<AnyPayload>(decrypted));
        verification.NextAlternative();
        Assert.Null(verification.ReadClaims<TokenInvoice>(token));
        verification.NextAlternative();
        Assert.False(token.RequireClaim("id"));
        verification.NextAlternative();
        Assert.False(signatures.MacMatches(verification.BeginMessage(), MacAlgorithm.HmacSha256, "hashKey"));
    }

    private static byte[] Encrypted
    {
        get
        {
            var encrypted = new byte[2 + 16];
            using var cipher = new AesGcm(Given.Utf8(CipherKey), 16);
            cipher.Encrypt(new byte[12], "{}"u8, encrypted.AsSpan(0, 2), encrypted.AsSpan(2));
            return encrypted;
        }
    }

    private static string Digest(HashAlgorithmName name) =>
        Convert.ToHexString(CryptographicOperations.HashData(name, Given.Utf8("{}" + Given.KeyText)));

    private static bool Attempt(CallbackVerification verification, string header)
    {
        var message = verification.BeginMessage();
        message.Append(verification.RawBody);
        return verification.FindSignatures(verification.Header(header), SignatureEncoding.Hex) is { } signatures
            && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey");
    }

    private static CallbackRejection? Run(DigestAlgorithm algorithm, string digest, CallbackKeys keys)
    {
        using var verification = Begin(digest, keys, out var signatures);
        Assert.Equal(Try(verification, signatures, algorithm).Matched(), verification.Rejection is null);
        return verification.Rejection;
    }

    private static KeyTrial Try(CallbackVerification verification, Signatures signatures, DigestAlgorithm algorithm, string? content = null)
    {
        var trial = verification.TryKeys(signatures, "hashKey");
        while (trial.NextMessage() is { } message)
        {
            message.Append(content is null ? verification.RawBody : WireValue.FromText(content));
            message.Append(trial.Key("hashKey"));
            trial.CompareDigest(message, algorithm);
        }

        return trial;
    }

    private static CallbackVerification Begin(
        string signature,
        CallbackKeys keys,
        out Signatures signatures,
        CallbackFeedDefinition? definition = null
    )
    {
        var verification = Given.Verification(Given.Json("{}", ("X-Signature", signature)), keys, definition: definition);
        signatures = verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex)!;
        Assert.NotNull(signatures);
        return verification;
    }
}
