using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Keys;

/// <summary>
/// The bounds of every kind of key, and the first value beyond each, in every form in which keys are configured or fetched.
/// </summary>
public sealed class KeyBoundTests
{
    private const string Reason = "the provider has no other";

    [Theory]
    [InlineData(1024, "less than 2048 bits")]
    [InlineData(2000, "less than 2048 bits")]
    [InlineData(2047, "less than 2048 bits")]
    [InlineData(2048, null)]
    [InlineData(3072, null)]
    [InlineData(8192, null)]
    [InlineData(8193, "more than 8192 bits")]
    [InlineData(16384, "more than 8192 bits")]
    public void An_RSA_key_has_2048_to_8192_bits(int bits, string? problem)
    {
        using var rsa = Rsa(bits);
        Assert.Equal(bits, rsa.KeySize);
        (CallbackKeyEncoding Encoding, string Text)[] forms =
        [
            (CallbackKeyEncoding.Pem, rsa.ExportSubjectPublicKeyInfoPem()),
            (CallbackKeyEncoding.Pem, rsa.ExportRSAPublicKeyPem()),
            (CallbackKeyEncoding.Spki, Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())),
            (CallbackKeyEncoding.Jwk, SigningKeys.Jwk(rsa)),
            (CallbackKeyEncoding.Jwks, SigningKeys.Jwks(SigningKeys.Jwk(rsa))),
        ];

        foreach (var (encoding, text) in forms)
        {
            AssertProblem(problem, Problems(encoding, text));
            // A reason allows short keys only: longer keys exceed the maximum length of a signature, with or without a reason.
            AssertProblem(bits < 2048 ? null : problem, Problems(encoding, text, Reason));
            AssertProblem(problem, Problems(encoding, text, "  "));
            // Fetched keys have no reason.
            Assert.Equal((encoding, problem is null), (encoding, Fetched(encoding, text)));
        }
    }

    /// <summary>With an exponent of 1 a message is its own signature, and with an even one no signature verifies.</summary>
    [Theory]
    [InlineData("AA")]
    [InlineData("AQ")]
    [InlineData("Ag")]
    [InlineData("BA")]
    [InlineData("AAE")]
    [InlineData("AQAA")]
    public void An_RSA_key_has_an_exponent_that_signs(string exponent)
    {
        var key = SigningKeys.Jwk(SigningKeys.Rsa);

        AssertProblem(null, Problems(CallbackKeyEncoding.Jwk, key));
        AssertProblem(
            "is not an RSA, EC or Ed25519 public key",
            Problems(CallbackKeyEncoding.Jwk, key.Replace("AQAB", exponent, StringComparison.Ordinal), Reason)
        );
        Assert.False(Fetched(CallbackKeyEncoding.Jwks, SigningKeys.Jwks(key.Replace("AQAB", exponent, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(2040, false)]
    [InlineData(2048, true)]
    public void The_key_of_a_certificate_is_held_to_the_same(int bits, bool isTaken)
    {
        using var rsa = RSA.Create(bits);
        using var certificate = new CertificateRequest(
            "CN=acme",
            rsa,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(Given.Now.AddDays(-1), Given.Now.AddDays(1));
        var pem = certificate.ExportCertificatePem();

        AssertProblem(isTaken ? null : "less than 2048 bits", Problems(CallbackKeyEncoding.Pem, pem));
        Assert.Equal(isTaken, Fetched(CallbackKeyEncoding.Pem, pem));
    }

    [Theory]
    [InlineData("nistP256", true)]
    [InlineData("nistP384", true)]
    [InlineData("nistP521", true)]
    [InlineData("brainpoolP160r1", false)]
    [InlineData("brainpoolP224r1", false)]
    [InlineData("brainpoolP256r1", true)]
    public void A_key_of_an_elliptic_curve_has_256_bits_or_more(string curve, bool isTaken)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        foreach (
            var (encoding, text) in new[]
            {
                (CallbackKeyEncoding.Pem, key.ExportSubjectPublicKeyInfoPem()),
                (CallbackKeyEncoding.Spki, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())),
            }
        )
        {
            AssertProblem(isTaken ? null : "no named curve of 256 bits or more", Problems(encoding, text));
            // The reason for weak secrets does not apply to this.
            AssertProblem(isTaken ? null : "no named curve of 256 bits or more", Problems(encoding, text, Reason));
            Assert.Equal(isTaken, Fetched(encoding, text));
        }
    }

    /// <summary>
    /// An attacker who chooses the parameters of a curve can choose them such that any signature is valid (CVE-2020-0601).
    /// </summary>
    [Fact]
    public void A_curve_that_is_written_out_instead_of_named_is_refused()
    {
        using var named = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var explicitly = ECDsa.Create(named.ExportExplicitParameters(includePrivateParameters: false));

        AssertProblem("no named curve", Problems(CallbackKeyEncoding.Pem, explicitly.ExportSubjectPublicKeyInfoPem(), Reason));
        Assert.False(Fetched(CallbackKeyEncoding.Pem, explicitly.ExportSubjectPublicKeyInfoPem()));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(500, false)]
    public void A_set_has_64_keys_at_most(int count, bool isTaken)
    {
        var set = SigningKeys.Jwks([
            .. Enumerable.Range(0, count).Select(number => SigningKeys.Jwk(SigningKeys.P256, $",\"kid\":\"{number}\"")),
        ]);

        AssertProblem(isTaken ? null : "more than 64 keys", Problems(CallbackKeyEncoding.Jwks, set));
        Assert.Equal(isTaken, Fetched(CallbackKeyEncoding.Jwks, set));
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void A_key_has_16_values_at_most(int count, bool isTaken)
    {
        var values = Enumerable.Repeat(KeyValuePair.Create("hashKey", Given.KeyText), count);

        Assert.Equal(isTaken, CallbackKeys.TryCreate(Given.Definition(), values, null, out var keys, out _));
        Assert.Equal(isTaken ? count : 0, keys.Get("hashKey").Length);
    }

    [Theory]
    [InlineData(""","use":"sig" """, true)]
    [InlineData(""","use":"enc" """, false)]
    [InlineData(""","use":"SIG" """, false)]
    [InlineData(""","use":"sign" """, false)]
    [InlineData(""","use":"" """, false)]
    [InlineData(""","use":null""", false)]
    [InlineData(""","key_ops":["verify"] """, true)]
    [InlineData(""","key_ops":["encrypt","verify"] """, true)]
    [InlineData(""","key_ops":["encrypt"] """, false)]
    [InlineData(""","key_ops":["sign"] """, false)]
    [InlineData(""","key_ops":["verifying","ver"] """, false)]
    [InlineData(""","key_ops":[] """, false)]
    [InlineData(""","key_ops":"verify" """, false)]
    [InlineData(""","key_ops":null""", false)]
    [InlineData(""","use":"enc","key_ops":["verify"] """, false)]
    [InlineData(""","alg":"ES256" """, true)]
    [InlineData(""","alg":"ES384" """, false)]
    [InlineData(""","alg":"RS256" """, false)]
    [InlineData(""","alg":"HS256" """, false)]
    [InlineData(""","alg":"ECDH-ES" """, false)]
    [InlineData(""","alg":"none" """, false)]
    [InlineData(""","alg":"es256" """, false)]
    [InlineData(""","alg":"" """, false)]
    [InlineData(""","alg":null""", false)]
    [InlineData(""","kid":"1" """, true)]
    [InlineData(""","kid":1""", false)]
    [InlineData(""","kid":null""", false)]
    [InlineData(""","kid":["1"] """, false)]
    [InlineData(""","x5c":["MIIB"],"x5u":"https://attacker.example/x" """, true)]
    public void A_key_that_says_what_it_is_for_is_for_nothing_else(string members, bool isTaken)
    {
        var key = SigningKeys.Jwk(SigningKeys.P256, members);

        Assert.Equal(isTaken, Problems(CallbackKeyEncoding.Jwk, key).Count == 0);
        Assert.Equal(isTaken, Problems(CallbackKeyEncoding.Jwks, SigningKeys.Jwks(key)).Count == 0);
        // In a set it is skipped in favour of another usable key.
        var set = SigningKeys.Jwks(key, SigningKeys.Jwk(SigningKeys.Rsa));
        Assert.Equal(
            isTaken ? 2 : 1,
            CallbackKeys
                .Create(Given.Definition(keys: [new("publicKey", CallbackKeyEncoding.Jwks)]), "publicKey", set)
                .Get("publicKey")
                .Length
        );
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAA"}""")]
    [InlineData("""{"kty":"oct"}""")]
    [InlineData("""{"kty":"RSA","d":"AAAA"}""")]
    [InlineData("""{"kty":"EC","k":"AAAA"}""")]
    [InlineData("""{"kty":"OKP","d":null}""")]
    public void A_set_that_holds_a_secret_is_none_whatever_else_it_holds(string secret)
    {
        foreach (
            var set in new[]
            {
                SigningKeys.Jwks(SigningKeys.Jwk(SigningKeys.Rsa), secret),
                SigningKeys.Jwks(secret, SigningKeys.Jwk(SigningKeys.Rsa)),
            }
        )
        {
            AssertProblem("holds a private key", Problems(CallbackKeyEncoding.Jwks, set));
            Assert.False(Fetched(CallbackKeyEncoding.Jwks, set));
        }
    }

    [Theory]
    [InlineData("\"key\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_set_of_anything_but_keys_is_none(string item)
    {
        AssertProblem("is not a set of keys", Problems(CallbackKeyEncoding.Jwks, SigningKeys.Jwks(SigningKeys.Jwk(SigningKeys.Rsa), item)));
        Assert.False(Fetched(CallbackKeyEncoding.Jwks, SigningKeys.Jwks(item, SigningKeys.Jwk(SigningKeys.Rsa))));
    }

    [Fact]
    public void Nothing_may_follow_a_key_within_its_encoding()
    {
        byte[] pkcs1 = [.. SigningKeys.Rsa.ExportRSAPublicKey(), 0];
        byte[] spki = [.. SigningKeys.Rsa.ExportSubjectPublicKeyInfo(), 0];

        AssertProblem("is not PEM", Problems(CallbackKeyEncoding.Pem, PemEncoding.WriteString("RSA PUBLIC KEY", pkcs1)));
        AssertProblem("is not PEM", Problems(CallbackKeyEncoding.Pem, PemEncoding.WriteString("PUBLIC KEY", spki)));
        AssertProblem("is not base64 of a public key", Problems(CallbackKeyEncoding.Spki, Convert.ToBase64String(spki)));
    }

    [Theory]
    [InlineData("before\n{0}")]
    [InlineData("{0}\nafter")]
    [InlineData("{0}\n{0}")]
    public void A_PEM_stands_alone(string text)
    {
        var pem = text.Replace("{0}", SigningKeys.Rsa.ExportSubjectPublicKeyInfoPem(), StringComparison.Ordinal);

        AssertProblem("is not PEM", Problems(CallbackKeyEncoding.Pem, pem));
        Assert.False(Fetched(CallbackKeyEncoding.Pem, pem));
    }

    [Theory]
    [InlineData("\"AQAB\"", "\"AQAB=\"")]
    [InlineData("\"AQAB\"", "\"AQAB====\"")]
    [InlineData("\"AQAB\"", "\" AQAB\"")]
    [InlineData("\"AQAB\"", "\"AQA\"")]
    [InlineData("\"AQAB\"", "\"\"")]
    [InlineData("\"AQAB\"", "null")]
    [InlineData("\"AQAB\"", "[\"AQAB\"]")]
    [InlineData("\"RSA\"", "\"rsa\"")]
    [InlineData("\"RSA\"", "\"RSA2\"")]
    [InlineData("\"RSA\"", "\"EC\"")]
    public void The_numbers_of_a_key_have_one_spelling(string was, string becomes)
    {
        var key = SigningKeys.Jwk(SigningKeys.Rsa);

        AssertProblem(null, Problems(CallbackKeyEncoding.Jwk, key));
        AssertProblem(
            "is not an RSA, EC or Ed25519 public key",
            Problems(CallbackKeyEncoding.Jwk, key.Replace(was, becomes, StringComparison.Ordinal), Reason)
        );
    }

    /// <summary>The modulus of a public key can be created for any number of bits; it is not used to sign here.</summary>
    private static RSA Rsa(int bits)
    {
        var modulus = new byte[(bits + 7) / 8];
        new Random(bits).NextBytes(modulus);
        var top = (bits - 1) % 8;
        modulus[0] = (byte)((modulus[0] & ((1 << top) - 1)) | (1 << top));
        modulus[^1] |= 1;
        return RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [1, 0, 1] });
    }

    private static void AssertProblem(string? expected, IReadOnlyList<CallbackKeyProblem> problems)
    {
        if (expected is null)
            Assert.Empty(problems);
        else
            Assert.Contains(expected, Assert.Single(problems, problem => problem.IsError).Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<CallbackKeyProblem> Problems(CallbackKeyEncoding encoding, string text, string? allowWeakKey = null)
    {
        CallbackKeys.TryCreate(
            Given.Definition(keys: [new("publicKey", encoding)]),
            [new("publicKey", text)],
            allowWeakKey,
            out _,
            out var problems
        );
        return problems;
    }

    private static bool Fetched(CallbackKeyEncoding encoding, string text) =>
        CallbackKeyDecoder.DecodeFetched(new("publicKey", encoding), text, out _).Length > 0;
}
