using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Keys;

public class PublicKeyTests
{
    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static TheoryData<CallbackKeyEncoding, string> PublicKeys =>
        new()
        {
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem() },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem() + "\n" },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n", StringComparison.Ordinal) },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\r\\n", StringComparison.Ordinal) },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem().Replace("\n", " ", StringComparison.Ordinal) },
            { CallbackKeyEncoding.Pem, Rsa.ExportRSAPublicKeyPem() },
            { CallbackKeyEncoding.Pem, Ec.ExportSubjectPublicKeyInfoPem() },
            { CallbackKeyEncoding.Pem, Certificate() },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo()) },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String(Ec.ExportSubjectPublicKeyInfo()) },
            { CallbackKeyEncoding.Jwk, RsaJwk() },
            { CallbackKeyEncoding.Jwk, EcJwk() },
        };

    public static TheoryData<CallbackKeyEncoding, string> PrivateKeys =>
        new()
        {
            { CallbackKeyEncoding.Pem, Rsa.ExportPkcs8PrivateKeyPem() },
            { CallbackKeyEncoding.Pem, Rsa.ExportRSAPrivateKeyPem() },
            { CallbackKeyEncoding.Pem, Ec.ExportECPrivateKeyPem() },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem() + "\n" + Rsa.ExportPkcs8PrivateKeyPem() },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String(Rsa.ExportPkcs8PrivateKey()) },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String(Ec.ExportPkcs8PrivateKey()) },
            { CallbackKeyEncoding.Jwk, EcJwk()[..^1] + ""","d":"AA"}""" },
            { CallbackKeyEncoding.Jwk, """{"kty":"oct","k":"AAAA"}""" },
        };

    public static TheoryData<CallbackKeyEncoding, string> NoKeys =>
        new()
        {
            { CallbackKeyEncoding.Pem, "no PEM at all" },
            { CallbackKeyEncoding.Pem, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" },
            { CallbackKeyEncoding.Pem, "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----" },
            { CallbackKeyEncoding.Pem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" },
            { CallbackKeyEncoding.Pem, Rsa.ExportSubjectPublicKeyInfoPem() + "\n" + Ec.ExportSubjectPublicKeyInfoPem() },
            { CallbackKeyEncoding.Pem, "-----BEGIN PARAMETERS-----\nAAAA\n-----END PARAMETERS-----" },
            { CallbackKeyEncoding.Spki, "AAAA" },
            { CallbackKeyEncoding.Spki, "%%%%" },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String([.. Ec.ExportSubjectPublicKeyInfo(), 0]) },
            { CallbackKeyEncoding.Jwk, "{}" },
            { CallbackKeyEncoding.Jwk, "[]" },
            { CallbackKeyEncoding.Jwk, "not JSON" },
            { CallbackKeyEncoding.Jwk, """{"kty":"RSA"}""" },
            { CallbackKeyEncoding.Jwk, """{"kty":"RSA","n":"%%","e":"AQAB"}""" },
            { CallbackKeyEncoding.Jwk, """{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}""" },
            { CallbackKeyEncoding.Jwk, EcJwk().Replace("P-256", "P-512", StringComparison.Ordinal) },
            { CallbackKeyEncoding.Jwk, EcJwk()[..^1] + ""","use":"enc"}""" },
        };

    [Theory]
    [MemberData(nameof(PublicKeys))]
    public void A_public_key_is_taken_in_every_form(CallbackKeyEncoding encoding, string text) => Assert.Empty(Problems(encoding, text));

    [Theory]
    [MemberData(nameof(PrivateKeys))]
    public void A_private_key_is_refused_because_it_belongs_elsewhere(CallbackKeyEncoding encoding, string text) =>
        Assert.Equal("publicKey[0] is a private key; configure the public one", Assert.Single(Problems(encoding, text)).ToString());

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_is_no_public_key_is_refused_in_words_that_hold_nothing_of_it(CallbackKeyEncoding encoding, string text)
    {
        var problem = Assert.Single(Problems(encoding, text));

        Assert.True(problem.IsError);
        Assert.StartsWith("is not ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CallbackKeyEncoding.Pem)]
    [InlineData(CallbackKeyEncoding.Spki)]
    [InlineData(CallbackKeyEncoding.Jwk)]
    public void An_empty_text_is_refused(CallbackKeyEncoding encoding) => Assert.True(Assert.Single(Problems(encoding, " ")).IsError);

    [Fact]
    public void A_short_rsa_key_is_an_error_unless_a_reason_is_given()
    {
        using var rsa = RSA.Create(1024);
        var text = rsa.ExportSubjectPublicKeyInfoPem();

        Assert.Contains("less than 2048 bits", Assert.Single(Problems(CallbackKeyEncoding.Pem, text)).Message, StringComparison.Ordinal);
        Assert.Empty(Problems(CallbackKeyEncoding.Pem, text, "the provider has no other"));
    }

    [Theory]
    [InlineData(CallbackKeyDerivation.None, "6b6579")]
    [InlineData(CallbackKeyDerivation.Sha1, "a62f2225bf70bfaccbc7f1ef2a397836717377de")]
    [InlineData(CallbackKeyDerivation.Sha256, "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683")]
    [InlineData(CallbackKeyDerivation.Md5Hex, "3363366530623861396331353232346138323238623961393863613135333164")]
    public void A_key_is_derived_as_the_schema_says(CallbackKeyDerivation derivation, string hex)
    {
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Utf8, Derivation: derivation)]);
        var keys = CallbackKeys.Create(definition, [new("hashKey", "key")], "short for the test");

        Assert.Equal(hex, Convert.ToHexStringLower(keys.Get("hashKey")[0].Value), ignoreCase: false);
    }

    [Fact]
    public void A_derived_text_is_lower_case_hexadecimal()
    {
        foreach (var (derivation, length) in new[] { (CallbackKeyDerivation.Sha1Hex, 40), (CallbackKeyDerivation.Sha256Hex, 64) })
        {
            var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Utf8, Derivation: derivation)]);
            var value = CallbackKeys.Create(definition, "hashKey", Given.KeyText).Get("hashKey")[0].Value;

            Assert.Equal(length, value.Length);
            Assert.Matches("^[0-9a-f]+$", System.Text.Encoding.ASCII.GetString(value));
        }
    }

    [Fact]
    public void A_value_that_is_no_secret_may_be_short()
    {
        var definition = Given.Definition(keys: [new("merchantId", CallbackKeyEncoding.Utf8, Secret: false)]);

        Assert.True(CallbackKeys.TryCreate(definition, [new("merchantId", "42")], null, out _, out var problems));
        Assert.Empty(problems);
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

    /// <summary>An expired certificate: only its key is used.</summary>
    private static string Certificate()
    {
        using var certificate = new CertificateRequest("CN=callbacks.example", Ec, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddDays(1)
        );
        return certificate.ExportCertificatePem();
    }

    private static string RsaJwk()
    {
        var key = Rsa.ExportParameters(includePrivateParameters: false);
        return $$"""{"kty":"RSA","use":"sig","n":"{{Given.Base64Url(key.Modulus!)}}","e":"{{Given.Base64Url(key.Exponent!)}}"}""";
    }

    private static string EcJwk()
    {
        var point = Ec.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-256","x":"{{Given.Base64Url(point.X!)}}","y":"{{Given.Base64Url(point.Y!)}}"}""";
    }
}
