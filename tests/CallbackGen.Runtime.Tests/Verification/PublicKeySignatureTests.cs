using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class PublicKeySignatureTests
{
    private const string Body = """{"id":"1"}""";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly RSA OtherRsa = RSA.Create(2048);
    private static readonly ECDsa P256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly ECDsa P384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static TheoryData<SignatureAlgorithm> Algorithms =>
        [.. Enum.GetValues<SignatureAlgorithm>().Where(algorithm => algorithm != SignatureAlgorithm.Ed25519)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_is_verified_and_the_body_changed_in_one_byte_is_not(SignatureAlgorithm algorithm)
    {
        var key = IsRsa(algorithm) ? Public(Rsa) : Public(P256);

        Assert.Null(Run(algorithm, Sign(algorithm), key));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Run(algorithm, Sign(algorithm), key, Body.Replace('1', '2'))!.Reason);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_is_refused_by_every_other_algorithm(SignatureAlgorithm algorithm)
    {
        foreach (var other in Enum.GetValues<SignatureAlgorithm>().Where(other => other != algorithm))
            AssertNoMatch(Run(other, Sign(algorithm), IsRsa(other) ? Public(Rsa) : Public(P256)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_is_refused_by_a_key_of_another_kind_and_another_key(SignatureAlgorithm algorithm)
    {
        string[] others = IsRsa(algorithm) ? [Public(P256), Public(OtherRsa)] : [Public(Rsa), Public(P384)];
        foreach (var other in others)
            AssertNoMatch(Run(algorithm, Sign(algorithm), other));
    }

    /// <summary>A genuine signature of the key, with an algorithm of the other kind of key: the key is not used.</summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_is_refused_by_its_own_key_under_every_other_algorithm(SignatureAlgorithm algorithm)
    {
        foreach (var other in Enum.GetValues<SignatureAlgorithm>().Where(other => other != algorithm))
            AssertNoMatch(Run(other, Sign(algorithm), IsRsa(algorithm) ? Public(Rsa) : Public(P256)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_malformed_signature_is_a_mismatch(SignatureAlgorithm algorithm)
    {
        var signature = Sign(algorithm);
        byte[][] malformed =
        [
            signature[..^1],
            [.. signature, 0],
            [0, .. signature],
            signature[..1],
            [0x30],
            [0x30, 0],
            [0x30, 0x80],
            [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF],
            new byte[signature.Length],
            new byte[1024],
            [.. signature, .. signature],
            [0x30, 6, 2, 1, 0, 2, 1, 0],
            [0x30, 6, 2, 1, 1, 2, 1, 1],
        ];
        foreach (var bytes in malformed)
            AssertNoMatch(Run(algorithm, bytes, IsRsa(algorithm) ? Public(Rsa) : Public(P256)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_with_any_bit_flipped_is_a_mismatch(SignatureAlgorithm algorithm)
    {
        var signature = Sign(algorithm);
        for (var bit = 0; bit < signature.Length * 8; bit += 61)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(
                CallbackRejectionReason.SignatureMismatch,
                Run(algorithm, flipped, IsRsa(algorithm) ? Public(Rsa) : Public(P256))!.Reason
            );
        }
    }

    [Fact]
    public void The_key_that_matched_is_reported_and_all_that_did_not_are_told()
    {
        using var verification = Begin(Sign(SignatureAlgorithm.RsaPkcs1Sha256), Body, Public(OtherRsa), Public(P256), Public(Rsa));
        Assert.True(Matches(verification, SignatureAlgorithm.RsaPkcs1Sha256));
        Assert.Equal("publicKey[2]", verification.CreateReceipt(null).KeyId);

        Assert.Equal(
            ["publicKey[0]"],
            Run(SignatureAlgorithm.RsaPkcs1Sha256, Sign(SignatureAlgorithm.RsaPkcs1Sha256), Public(OtherRsa))!.KeysTried
        );
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Every_signature_of_a_list_is_tried(SignatureAlgorithm algorithm)
    {
        var good = Convert.ToBase64String(Sign(algorithm));
        var bad = Convert.ToBase64String([.. Sign(algorithm).Select(unit => (byte)(unit ^ 1))]);
        foreach (var (list, expected) in new[] { ($"{bad} {good}", true), ($"AA== {good} {bad}", true), ($"{bad} {bad}", false) })
        {
            using var verification = Given.Verification(
                Given.Json(Body),
                CallbackKeys.Create(Definition(), "publicKey", IsRsa(algorithm) ? Public(Rsa) : Public(P256)),
                definition: Definition()
            );
            var signatures = verification.FindSignatures(
                WireValue.FromText(list).From("header:X"),
                SignatureEncoding.Base64,
                SignatureFormat.List,
                ' '
            );
            Assert.Equal(expected, signatures!.PublicKeyMatches(Message(verification), algorithm, "publicKey"));
        }
    }

    [Fact]
    public void One_key_verifies_on_many_threads_at_once()
    {
        var keys = CallbackKeys.Create(Definition(), "publicKey", Public(P256));
        var signature = Convert.ToBase64String(Sign(SignatureAlgorithm.EcdsaSha256));
        var results = new bool[200];

        Parallel.For(
            0,
            results.Length,
            index =>
            {
                using var verification = Given.Verification(Given.Json(Body, ("X-Signature", signature)), keys, definition: Definition());
                results[index] = Matches(verification, SignatureAlgorithm.EcdsaSha256);
            }
        );

        Assert.DoesNotContain(false, results);
    }

    [Theory]
    [InlineData(MacAlgorithm.HmacSha256)]
    [InlineData(MacAlgorithm.HmacSha512)]
    public void A_public_key_makes_no_mac(MacAlgorithm algorithm)
    {
        // Possible HMAC keys of a confused library: the key's text, its bytes, or an empty key.
        foreach (var key in new[] { Given.Utf8(Public(Rsa)), Rsa.ExportSubjectPublicKeyInfo(), [] })
        {
            var mac =
                algorithm == MacAlgorithm.HmacSha256
                    ? HMACSHA256.HashData(key, Given.Utf8(Body))
                    : HMACSHA512.HashData(key, Given.Utf8(Body));
            using var verification = Begin(mac, Body, Public(Rsa));
            Assert.False(Find(verification).MacMatches(Message(verification), algorithm, "publicKey"));
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection!.Reason);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_public_key_verifies_no_token(bool isEmptySignature)
    {
        var input = $"{Given.Base64Url("""{"alg":"HS256"}"""u8.ToArray())}.{Given.Base64Url("{}"u8.ToArray())}";
        var token = $"{input}.{(isEmptySignature ? "" : Given.Base64Url(HMACSHA256.HashData(Array.Empty<byte>(), Given.Utf8(input))))}";
        using var verification = Given.Verification(
            keys: CallbackKeys.Create(Definition(), "publicKey", Public(Rsa)),
            definition: Definition()
        );

        Assert.Null(verification.VerifyJws(WireValue.FromText(token).From("body:/token"), [JwsAlgorithm.HS256], "publicKey"));
    }

    [Fact]
    public void A_public_key_is_no_token_and_in_no_message()
    {
        using var verification = Begin([1], Body, Public(Rsa));
        Assert.False(verification.TokenMatches(WireValue.FromText(Public(Rsa)).From("header:X-Token"), "publicKey"));

        using var other = Begin([1], Body, Public(Rsa));
        var trial = other.TryKeys(Find(other), "publicKey");
        Assert.NotNull(trial.NextMessage());
        Assert.False(trial.Key("publicKey").IsScalar);
        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, other.Rejection!.Reason);
    }

    private static CallbackRejection? Run(SignatureAlgorithm algorithm, byte[] signature, string key, string body = Body)
    {
        using var verification = Begin(signature, body, key);
        Assert.Equal(Matches(verification, algorithm), verification.Rejection is null);
        return verification.Rejection;
    }

    private static CallbackVerification Begin(byte[] signature, string body, params string[] keys)
    {
        var request = Given.Json(body, ("X-Signature", Convert.ToBase64String(signature)));
        return Given.Verification(request, CallbackKeys.Create(Definition(), "publicKey", keys), definition: Definition());
    }

    private static Signatures Find(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Base64)!;

    private static MessageBuilder Message(CallbackVerification verification)
    {
        var message = verification.BeginMessage();
        message.Append(verification.RawBody);
        return message;
    }

    private static bool Matches(CallbackVerification verification, SignatureAlgorithm algorithm) =>
        Find(verification).PublicKeyMatches(Message(verification), algorithm, "publicKey");

    private static CallbackFeedDefinition Definition() => Given.Definition(keys: [new("publicKey", CallbackKeyEncoding.Pem)]);

    private static string Public(AsymmetricAlgorithm key) => key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A signature of another length than the algorithm produces is reported as such.</summary>
    private static void AssertNoMatch(CallbackRejection? rejection) =>
        Assert.Contains(rejection!.Reason, new[] { CallbackRejectionReason.SignatureMismatch, CallbackRejectionReason.SignatureMalformed });

    private static bool IsRsa(SignatureAlgorithm algorithm) => algorithm.ToString().StartsWith("Rsa", StringComparison.Ordinal);

    private static byte[] Sign(SignatureAlgorithm algorithm)
    {
        var name = algorithm.ToString();
        var hash =
            name[^1] == '1' && name.EndsWith("Sha1", StringComparison.Ordinal)
                ? HashAlgorithmName.SHA1
                : new HashAlgorithmName("SHA" + name[^3..]);
        if (IsRsa(algorithm))
            return Rsa.SignData(
                Given.Utf8(Body),
                hash,
                name.Contains("Pss", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
            );
        return P256.SignData(
            Given.Utf8(Body),
            hash,
            name.Contains("Raw", StringComparison.Ordinal)
                ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                : DSASignatureFormat.Rfc3279DerSequence
        );
    }
}
