using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>Tokens with public-key signatures (RFC 7518, sections 3.3 to 3.5), and the keys to which they may refer.</summary>
public class PublicKeyTokenTests
{
    private const string Payload = """{"id":"1"}""";

    public static TheoryData<JwsAlgorithm> Algorithms =>
        [.. Enum.GetValues<JwsAlgorithm>().Where(algorithm => algorithm is > JwsAlgorithm.HS512 and < JwsAlgorithm.EdDSA)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_token_of_the_pinned_algorithm_and_its_key_is_verified_and_no_other(JwsAlgorithm algorithm)
    {
        var key = SigningKeys.Jwk(SigningKeys.Of(algorithm));
        var token = SigningKeys.Token(algorithm, Payload);
        Assert.Null(Verify(token, key, algorithm));
        Assert.Equal(
            CallbackRejectionReason.AlgorithmNotAllowed,
            Verify(token, key, [.. Enum.GetValues<JwsAlgorithm>().Where(other => other != algorithm)])
        );

        var dots = (First: token.IndexOf('.', StringComparison.Ordinal), Last: token.LastIndexOf('.'));
        foreach (var place in new[] { dots.First + 2, dots.Last + 1, dots.Last + 40, token.Length - 3 })
            Assert.NotNull(Verify(token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..], key, algorithm));
        Assert.NotNull(Verify(token[..(dots.Last + 1)], key, algorithm));
        Assert.NotNull(Verify(token + "AAAA", key, algorithm));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_header_that_lies_about_the_algorithm_helps_nobody(JwsAlgorithm algorithm)
    {
        foreach (
            var claimed in Enum.GetValues<JwsAlgorithm>()
                .Where(other => other is > JwsAlgorithm.HS512 and < JwsAlgorithm.EdDSA && other != algorithm)
        )
        {
            var token = SigningKeys.Token(algorithm, Payload, $$"""{"alg":"{{claimed}}"}""");
            Assert.NotNull(Verify(token, SigningKeys.Jwk(SigningKeys.Of(algorithm)), claimed, algorithm));
        }
    }

    [Theory]
    [InlineData(JwsAlgorithm.ES256, "nistP384")]
    [InlineData(JwsAlgorithm.ES256, "secP256k1")]
    [InlineData(JwsAlgorithm.ES256, "brainpoolP256r1")]
    [InlineData(JwsAlgorithm.ES384, "nistP256")]
    [InlineData(JwsAlgorithm.ES512, "nistP256")]
    public void An_algorithm_of_elliptic_curves_takes_its_one_curve(JwsAlgorithm algorithm, string curve)
    {
        // The library alone would accept these.
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var token = SigningKeys.Token(algorithm, Payload, key: key);
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            Verify(token, key.ExportSubjectPublicKeyInfoPem(), CallbackKeyEncoding.Pem, algorithm)
        );
    }

    [Fact]
    public void A_signature_in_DER_is_none()
    {
        var input = $"{Given.Base64Url("""{"alg":"ES256"}"""u8.ToArray())}.{Given.Base64Url(Given.Utf8(Payload))}";
        var der = SigningKeys.P256.SignData(Given.Utf8(input), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify($"{input}.{Given.Base64Url(der)}", SigningKeys.Jwk(SigningKeys.P256), JwsAlgorithm.ES256)
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify($"{input}.{Given.Base64Url(new byte[64])}", SigningKeys.Jwk(SigningKeys.P256), JwsAlgorithm.ES256)
        );
    }

    [Fact]
    public void A_MAC_with_the_text_of_a_public_key_verifies_nothing()
    {
        var pem = SigningKeys.Rsa.ExportSubjectPublicKeyInfoPem();
        var token = Given.Token(Payload, key: pem);
        Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Verify(token, pem, CallbackKeyEncoding.Pem, JwsAlgorithm.RS256));
        // Even if a schema allowed it, which the compiler refuses.
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(token, pem, CallbackKeyEncoding.Pem, JwsAlgorithm.RS256, JwsAlgorithm.HS256)
        );
    }

    [Fact]
    public void Without_the_library_no_signature_is_verified()
    {
        using var verification = Given.Verification(keys: Keys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(SigningKeys.Rsa)));
        Assert.Null(
            verification.VerifyJws(WireValue.FromText(SigningKeys.Token(JwsAlgorithm.RS256, Payload)), [JwsAlgorithm.RS256], "key")
        );
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection!.Reason);
    }

    [Fact]
    public void A_kid_chooses_among_the_keys_of_a_set()
    {
        var set = SigningKeys.Jwks(
            SigningKeys.Jwk(SigningKeys.Rsa, ""","kid":"one","use":"sig" """),
            SigningKeys.Jwk(SigningKeys.OtherRsa, ""","kid":"two" """),
            SigningKeys.Jwk(SigningKeys.P256, ""","kid":"three","alg":"ES256" """)
        );
        Assert.Null(Verify(Named("one", SigningKeys.Rsa), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256));
        Assert.Null(Verify(Named("two", SigningKeys.OtherRsa), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(Named("one", SigningKeys.OtherRsa), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256)
        );
        // A key of the set of another kind, and a key that is not in the set.
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            Verify(Named("three", SigningKeys.Rsa), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256)
        );
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            Verify(Named("four", SigningKeys.Rsa), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256)
        );
        // A token without a key id may use any key.
        Assert.Null(
            Verify(
                SigningKeys.Token(JwsAlgorithm.RS256, Payload, key: SigningKeys.OtherRsa),
                set,
                CallbackKeyEncoding.Jwks,
                JwsAlgorithm.RS256
            )
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            Verify(
                SigningKeys.Token(JwsAlgorithm.RS256, Payload, """{"alg":"RS256","kid":1}"""),
                set,
                CallbackKeyEncoding.Jwks,
                JwsAlgorithm.RS256
            )
        );

        static string Named(string kid, RSA key) =>
            SigningKeys.Token(JwsAlgorithm.RS256, Payload, $$"""{"alg":"RS256","kid":"{{kid}}"}""", key);
    }

    [Fact]
    public void The_key_that_matched_is_told()
    {
        var set = SigningKeys.Jwks(
            SigningKeys.Jwk(SigningKeys.OtherRsa),
            SigningKeys.Jwk(SigningKeys.P256),
            SigningKeys.Jwk(SigningKeys.Rsa)
        );
        using var verification = Given.Verification(keys: Keys(CallbackKeyEncoding.Jwks, set));
        Assert.NotNull(
            verification.VerifyJws(
                WireValue.FromText(SigningKeys.Token(JwsAlgorithm.RS256, Payload)),
                [JwsAlgorithm.RS256],
                "key",
                signatures: IdentityModelSignatures.Instance
            )
        );
        Assert.Equal("key[0].2", verification.CreateReceipt(null).KeyId);

        using var refused = Given.Verification(keys: Keys(CallbackKeyEncoding.Jwks, set));
        Assert.Null(
            refused.VerifyJws(
                WireValue.FromText(SigningKeys.Token(JwsAlgorithm.ES256, Payload, key: SigningKeys.P384)),
                [JwsAlgorithm.ES256],
                "key",
                signatures: IdentityModelSignatures.Instance
            )
        );
        Assert.Equal(["key[0].1"], refused.Rejection!.KeysTried);
        Assert.Null(refused.CreateReceipt(null).KeyId);
    }

    /// <summary>A token without a key id may use any key; with a large set, refusing a forged token would be expensive.</summary>
    [Theory]
    [InlineData(15, null)]
    [InlineData(16, CallbackRejectionReason.SignatureMismatch)]
    public void Of_the_keys_that_fit_a_token_16_are_tried(int before, CallbackRejectionReason? expected)
    {
        var others = Enumerable.Repeat(SigningKeys.Jwk(SigningKeys.OtherRsa), before);
        var set = SigningKeys.Jwks([
            .. Enumerable.Repeat(SigningKeys.Jwk(SigningKeys.P256), 20),
            .. others,
            SigningKeys.Jwk(SigningKeys.Rsa, ""","kid":"one" """),
        ]);

        Assert.Equal(expected, Verify(SigningKeys.Token(JwsAlgorithm.RS256, Payload), set, CallbackKeyEncoding.Jwks, JwsAlgorithm.RS256));
    }

    /// <summary>The signature verifier is not called if a check without cryptography suffices.</summary>
    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_signature_of_another_length_or_of_another_kind_of_key_is_not_asked_about(JwsAlgorithm algorithm)
    {
        var input = $"{Given.Base64Url(Given.Utf8($$"""{"alg":"{{algorithm}}"}"""))}.{Given.Base64Url(Given.Utf8(Payload))}";
        var length = SigningKeys.Sign(algorithm, Given.Utf8(input)).Length;
        foreach (var key in new AsymmetricAlgorithm[] { SigningKeys.Rsa, SigningKeys.P256, SigningKeys.P384, SigningKeys.P521 })
        {
            var keys = Keys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(key));
            foreach (var bytes in new[] { 0, 1, length - 1, length, length + 1, 64, 96, 132, 256, 1024 })
            {
                var trusting = new TrustingVerifier();
                using var verification = Given.Verification(keys: keys);
                var isVerified =
                    verification.VerifyJws(
                        WireValue.FromText($"{input}.{Given.Base64Url(new byte[bytes])}"),
                        [algorithm],
                        "key",
                        signatures: trusting
                    )
                    is not null;
                var isPossible = key == SigningKeys.Of(algorithm) && bytes == length;
                Assert.Equal(
                    (algorithm, key.KeySize, bytes, isPossible, isPossible),
                    (algorithm, key.KeySize, bytes, isVerified, trusting.WasAsked)
                );
            }
        }
    }

    [Fact]
    public void A_key_in_the_header_is_never_used()
    {
        var header =
            $$"""{"alg":"RS256","jwk":{{SigningKeys.Jwk(SigningKeys.OtherRsa)}},"jku":"https://attacker.example/jwks","""
            + "\"x5u\":\"https://attacker.example/x\",\"x5c\":[\"MIIB\"]}";
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(
                SigningKeys.Token(JwsAlgorithm.RS256, Payload, header, SigningKeys.OtherRsa),
                SigningKeys.Jwk(SigningKeys.Rsa),
                JwsAlgorithm.RS256
            )
        );
        Assert.Null(Verify(SigningKeys.Token(JwsAlgorithm.RS256, Payload, header), SigningKeys.Jwk(SigningKeys.Rsa), JwsAlgorithm.RS256));
    }

    [Fact]
    public void A_key_for_one_algorithm_verifies_no_other()
    {
        var key = SigningKeys.Jwk(SigningKeys.Rsa, ""","alg":"PS256" """);
        Assert.Null(Verify(SigningKeys.Token(JwsAlgorithm.PS256, Payload), key, JwsAlgorithm.PS256, JwsAlgorithm.RS256));
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            Verify(SigningKeys.Token(JwsAlgorithm.RS256, Payload), key, JwsAlgorithm.PS256, JwsAlgorithm.RS256)
        );
    }

    [Fact]
    public void The_example_of_RFC_7515_with_ES256_is_verified()
    {
        const string Key =
            """{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","""
            + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";
        const string Token =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        using var verification = Given.Verification(
            keys: Keys(CallbackKeyEncoding.Jwk, Key),
            now: DateTimeOffset.FromUnixTimeSeconds(1_300_000_000)
        );
        Assert.True(
            verification.VerifyJws(WireValue.FromText(Token), [JwsAlgorithm.ES256], "key", signatures: IdentityModelSignatures.Instance)
                is not null,
            verification.Rejection?.ToString()
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(
                Token.Replace("IkYj", "IkYk", StringComparison.Ordinal).Replace("DtEh", "DtEi", StringComparison.Ordinal),
                Key,
                JwsAlgorithm.ES256
            )
        );
    }

    [Fact]
    public void Many_threads_share_one_key()
    {
        var keys = Keys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(SigningKeys.P256));
        var token = SigningKeys.Token(JwsAlgorithm.ES256, Payload);
        var results = new bool[200];

        Parallel.For(
            0,
            results.Length,
            index =>
            {
                using var verification = Given.Verification(keys: keys);
                results[index] =
                    verification.VerifyJws(
                        WireValue.FromText(token),
                        [JwsAlgorithm.ES256],
                        "key",
                        signatures: IdentityModelSignatures.Instance
                    )
                        is not null;
            }
        );

        Assert.DoesNotContain(false, results);
    }

    [Theory]
    [InlineData(false, """{"alg":"ES256"}""", null)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["b64"]}""", null)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["b64","iss"],"iss":"bank"}""", null)]
    [InlineData(false, """{"alg":"ES256","crit":["iss"],"iss":"bank"}""", null)]
    [InlineData(false, """{"alg":"ES256","b64":false,"crit":["b64"]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(false, """{"alg":"ES256","b64":true}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":"false","crit":["b64"]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":true,"crit":["b64"]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":[]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["iss"],"iss":"bank"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":"b64"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["b64",1]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["b64","iss"]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData(true, """{"alg":"ES256","b64":false,"crit":["b64","exp"],"exp":1}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    public void A_detached_payload_is_signed_in_the_way_that_the_schema_says(
        bool isUnencoded,
        string header,
        CallbackRejectionReason? expected
    )
    {
        const string Message = "{\"amount\": 1.00}\n.";
        Assert.Equal(expected, VerifyDetached(Sign(Message), Message));
        if (expected is null)
        {
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, VerifyDetached(Sign(Message), "{\"amount\": 9.00}\n."));
            Assert.Equal(
                CallbackRejectionReason.SignatureMalformed,
                VerifyDetached(Sign(Message).Replace("..", ".e30.", StringComparison.Ordinal), Message)
            );
        }

        string Sign(string message)
        {
            var encoded = Given.Base64Url(Given.Utf8(header));
            var input = $"{encoded}.{(isUnencoded ? message : Given.Base64Url(Given.Utf8(message)))}";
            return $"{encoded}..{Given.Base64Url(SigningKeys.Sign(JwsAlgorithm.ES256, Given.Utf8(input)))}";
        }

        CallbackRejectionReason? VerifyDetached(string token, string message)
        {
            using var verification = Given.Verification(keys: Keys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(SigningKeys.P256)));
            var content = verification.BeginMessage();
            content.Append(Given.Utf8(message));
            var verified = verification.VerifyDetachedJws(
                WireValue.FromText(token).From("header:X"),
                content,
                [JwsAlgorithm.ES256],
                "key",
                signatures: IdentityModelSignatures.Instance,
                unencoded: isUnencoded,
                understood: ["iss"]
            );
            Assert.Equal(verified is not null, verification.Rejection is null);
            Assert.False(verified is not null && verified.RequireClaim("amount")); // it has no claims
            return verified is not null ? null : verification.Rejection?.Reason;
        }
    }

    [Fact]
    public void A_detached_token_without_a_payload_of_its_own_is_no_other_token()
    {
        var token = SigningKeys.Token(JwsAlgorithm.ES256, "");
        using var verification = Given.Verification(keys: Keys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(SigningKeys.P256)));
        var message = verification.BeginMessage();
        message.Append("x"u8);
        Assert.Null(
            verification.VerifyDetachedJws(
                WireValue.FromText(token).From("header:X"),
                message,
                [JwsAlgorithm.ES256],
                "key",
                signatures: IdentityModelSignatures.Instance
            )
        );
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection!.Reason);
    }

    /// <summary>Accepts every signature.</summary>
    private sealed class TrustingVerifier : JwsSignatureVerifier
    {
        public bool WasAsked { get; private set; }

        public override bool Verify(
            JwsAlgorithm algorithm,
            JwsPublicKey key,
            ReadOnlySpan<byte> signingInput,
            ReadOnlySpan<byte> signature
        ) => WasAsked = true;
    }

    private static CallbackKeys Keys(CallbackKeyEncoding encoding, string text) =>
        CallbackKeys.Create(Given.Definition(keys: [new("key", encoding)]), "key", text);

    private static CallbackRejectionReason? Verify(string token, string jwk, params JwsAlgorithm[] allowed) =>
        Verify(token, jwk, CallbackKeyEncoding.Jwk, allowed);

    private static CallbackRejectionReason? Verify(string token, string key, CallbackKeyEncoding encoding, params JwsAlgorithm[] allowed)
    {
        using var verification = Given.Verification(keys: Keys(encoding, key));
        var isVerified =
            verification.VerifyJws(WireValue.FromText(token), allowed, "key", signatures: IdentityModelSignatures.Instance) is not null;
        Assert.Equal(isVerified, verification.Rejection is null);
        return verification.Rejection?.Reason;
    }
}
