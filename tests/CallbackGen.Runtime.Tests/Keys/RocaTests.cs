using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Keys;

/// <summary>Public keys whose private keys can be computed (CVE-2017-15361) are refused in every form, and no others.</summary>
public class RocaTests
{
    private const string Refusal = "is an RSA key of a faulty generator (ROCA, CVE-2017-15361)";

    /// <summary>
    /// The modulus <c>mod03</c> of the detection tool of the authors of the attack, https://github.com/crocs-muni/roca: 2048 bits.
    /// </summary>
    private const string Vulnerable = """
        9dcd7420e420c270a68060eb8b5aa7457a9f6648f86fafed2775cc1f79ae962f1e63f1b9e51c55f9ea6fdc7332e9b0058c9ff2eb1fc89855029cf6aafe21e689
        feb38ac9ffb12f1ce371bb5d0e9aae64161abce74b4244bf68f1edb4411f756a097c8929c14740245ea355f8332d1aa36bb50c7dcb4505da8de02e4e53d38f8d
        f06097da7524df0df93db48eac8cc4af2d3a16257eb2b2adca6ba464e5974fa92550d31b1babf161e7692d00b86e3dd886ecab4abfbe1a8f8cc263ff4af55cdb
        45f4249a5193925f5e983d762f0b6800943eb0267b08f42ed311ce1f5c86eacbc8ce4d3cb7a2fee1ef5641423a1cf4114e5ecf50034a60a412523af9e6f4aa11
        """;

    /// <summary>The key <c>pubkey03</c> from the same source: 2049 bits.</summary>
    private const string VulnerablePem = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEBqcWmh9uPsqMPgt/43aFU
        wpHvJ7BLJeGFuKsgxMal9gSFn+We3lSgr3wOcoiACtcZO7cxpb8eEXDXocZpMNQe
        o+sh3t97ivXUKpHDT3IEW5bv1XyxgjAd3MJpZ+VQjpq4iZhtV+g33+cPmfw3xJj0
        PBfDubBkz3BEQ9egM+A6ghaXqr8w+ynufTOzdnllqJBY47OXVL06HAB9KKI7DPp5
        +dcRrG5MS093sGNLHs1oWRrwPH1TtipfLZEWPU70+PJoMa5GHthexfeIxRI//BLI
        dCD9z+odG0pSw1IYJPs5mDSHObYqmG2OdrIom8Lri8BtE4FHhRuDoHGD0hBVn5Bj
        IQIDAQAB
        -----END PUBLIC KEY-----
        """;

    private static readonly BigInteger Modulus = BigInteger.Parse(
        "0" + Vulnerable.ReplaceLineEndings(""),
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture
    );

    private static TheoryData<CallbackKeyEncoding, string> Forms(BigInteger modulus)
    {
        using var rsa = RSA.Create(new RSAParameters { Modulus = BytesOf(modulus), Exponent = [1, 0, 1] });
        using var issuer = RSA.Create(2048);
        using var certificate = new CertificateRequest(new("CN=callbacks.example"), new PublicKey(rsa), HashAlgorithmName.SHA256).Create(
            new("CN=issuer.example"),
            X509SignatureGenerator.CreateForRSA(issuer, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(100),
            [1]
        );
        var jwk = $$"""{"kty":"RSA","n":"{{Given.Base64Url(BytesOf(modulus))}}","e":"AQAB"}""";
        return new()
        {
            { CallbackKeyEncoding.Pem, rsa.ExportSubjectPublicKeyInfoPem() },
            { CallbackKeyEncoding.Pem, rsa.ExportRSAPublicKeyPem() },
            { CallbackKeyEncoding.Pem, certificate.ExportCertificatePem() },
            { CallbackKeyEncoding.Spki, Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()) },
            { CallbackKeyEncoding.Jwk, jwk },
            { CallbackKeyEncoding.Jwks, $$"""{"keys":[{{jwk}}]}""" },
        };
    }

    public static TheoryData<CallbackKeyEncoding, string> VulnerableKeys => Forms(Modulus);

    public static TheoryData<CallbackKeyEncoding, string> Neighbours => Forms(Modulus + 2);

    [Theory]
    [MemberData(nameof(VulnerableKeys))]
    public void A_key_of_the_faulty_generator_is_refused_whatever_reason_is_given(CallbackKeyEncoding encoding, string text)
    {
        var problem = Assert.Single(Problems(encoding, text, "the provider has no other"));

        Assert.True(problem.IsError);
        Assert.Contains(Refusal, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void The_next_odd_modulus_is_taken(CallbackKeyEncoding encoding, string text) => Assert.Empty(Problems(encoding, text));

    [Fact]
    public void Another_published_key_is_refused() =>
        Assert.Contains(Refusal, Assert.Single(Problems(CallbackKeyEncoding.Pem, VulnerablePem)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(512, 39)]
    [InlineData(1024, 71)]
    [InlineData(2048, 126)]
    [InlineData(4096, 225)]
    public void Moduli_made_as_the_generator_makes_them_are_known_at_every_length(int bits, int primes)
    {
        // From the product of primes for each length, as in the paper; the result does not depend on whether the factors are prime.
        var product = FirstPrimes(primes).Aggregate(BigInteger.One, (left, right) => left * right);
        BigInteger Factor(int exponent) =>
            ((BigInteger.One << (bits / 2)) / product * product) + BigInteger.ModPow(65537, exponent, product);

        Assert.True(RocaFingerprint.IsIn(BytesOf(Factor(123_456_789) * Factor(987_654_321))));
        Assert.False(RocaFingerprint.IsIn(BytesOf(Factor(123_456_789) * (Factor(987_654_321) + 2))));
    }

    [Fact]
    public void In_a_set_it_is_passed_over_as_a_weak_key_is()
    {
        var keys = string.Join(
            ',',
            new[] { Modulus, Modulus + 2 }.Select(
                (modulus, index) => $$"""{"kty":"RSA","kid":"{{index}}","n":"{{Given.Base64Url(BytesOf(modulus))}}","e":"AQAB"}"""
            )
        );
        var definition = Given.Definition(keys: [new("set", CallbackKeyEncoding.Jwks)]);

        Assert.Single(CallbackKeys.Create(definition, "set", $$"""{"keys":[{{keys}}]}""").Get("set"));
    }

    [Fact]
    public void No_random_odd_number_has_the_fingerprint()
    {
        var random = new Random(65537);
        var modulus = new byte[256];
        for (var round = 0; round < 20_000; round++)
        {
            random.NextBytes(modulus);
            modulus[0] |= 0x80;
            modulus[^1] |= 1;
            Assert.False(RocaFingerprint.IsIn(modulus));
        }
    }

    [Theory]
    [InlineData(
        """
            724141289739678726883327365350176142086203682420157971027960868278827540062602040617995470049837314267775964456588898868610270450337600149480480674
            67947960318205453778973975867532910489227970143091184725760290172935872752222320334100097730483600892686353719855397381316384244147860260153198611313
            067061116317
            """
    )]
    [InlineData(
        """
            138345973265163614694352477004469191286459111070564516299381495188624946671065451924677704628892476011773201612117597303315530745738015579159106259811
            204610647347662150159814774894784524366138220226431598991937057442020694466365850170057813627445465881816985939192840583168136876337135351417253708364
            245923133
            """
    )]
    public void A_modulus_that_fits_each_prime_and_not_all_together_is_none_of_them(string digits) =>
        Assert.False(RocaFingerprint.IsIn(BytesOf(BigInteger.Parse(digits.ReplaceLineEndings(""), CultureInfo.InvariantCulture))));

    private static byte[] BytesOf(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);

    private static IEnumerable<int> FirstPrimes(int count) =>
        Enumerable
            .Range(2, 2000)
            .Where(number =>
                Enumerable.Range(2, number - 2).TakeWhile(divisor => divisor * divisor <= number).All(divisor => number % divisor != 0)
            )
            .Take(count);

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
}
