using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;
using Microsoft.IdentityModel.Tokens;

namespace CallbackGen.Runtime.Tests.Differential;

/// <summary>
/// Named tokens that our verification and both handlers of the library check. If the results differ, the test's name says so and a comment
/// gives the reason. <see cref="TokenLibraryTests"/> compares random tokens.
/// </summary>
public sealed class TokenLibraryCaseTests
{
    private const string Payload = """{"id":"1"}""";
    private const string Shop = "https://shop.example";

    private static readonly JwsAlgorithm[] Algorithms =
    [
        .. Enum.GetValues<JwsAlgorithm>().Where(algorithm => algorithm is >= JwsAlgorithm.HS256 and < JwsAlgorithm.EdDSA),
    ];

    public static TheoryData<JwsAlgorithm> All => [.. Algorithms];

    [Theory]
    [InlineData($"\"{Shop}\"", true)]
    [InlineData($"[\"{Shop}\"]", true)]
    [InlineData($"[\"https://bank.example\",\"{Shop}\"]", true)]
    [InlineData(null, false)]
    [InlineData("\"https://bank.example\"", false)]
    [InlineData("\"https://shop.example.attacker.example\"", false)]
    [InlineData("\"https://SHOP.example\"", false)]
    [InlineData("[\"https://bank.example\"]", false)]
    [InlineData("[]", false)]
    [InlineData("\"\"", false)]
    [InlineData("7", false)]
    [InlineData("null", false)]
    [InlineData("{}", false)]
    public void Both_sides_judge_an_audience_alike(string? audience, bool isMeant)
    {
        var token = Given.Token(audience is null ? Payload : $$"""{"aud":{{audience}}}""");

        Assert.Equal(isMeant, Refusal(token, Secret, [JwsAlgorithm.HS256], Shop) is null);
        Assert.Equal(isMeant ? Handlers.Both : Handlers.None, TokenLibrary.Accepting(token, TokenLibrary.Parameters(LibrarySecret, Shop)));
    }

    /// <summary>
    /// The library ignores a slash at the end of a name. RFC 7519 (section 4.1.3) compares names literally, and so does our verification.
    /// </summary>
    [Theory]
    [InlineData($"\"{Shop}/\"")]
    [InlineData($"[\"{Shop}/\"]")]
    public void A_slash_behind_an_audience_is_refused_by_us_alone(string audience)
    {
        var token = Given.Token($$"""{"aud":{{audience}}}""");

        Assert.Equal(CallbackRejectionReason.ClaimMismatch, Refusal(token, Secret, [JwsAlgorithm.HS256], Shop));
        Assert.Equal(Handlers.Both, TokenLibrary.Accepting(token, TokenLibrary.Parameters(LibrarySecret, Shop)));
    }

    /// <summary>
    /// A configured certificate is pinned: only its key is used. The library ignores the dates, too, unless it is configured to validate
    /// the key.
    /// </summary>
    [Theory]
    [InlineData(JwsAlgorithm.RS256, -2, -1)]
    [InlineData(JwsAlgorithm.RS256, -1, 1)]
    [InlineData(JwsAlgorithm.RS256, 1, 2)]
    [InlineData(JwsAlgorithm.PS384, -2, -1)]
    [InlineData(JwsAlgorithm.PS384, 1, 2)]
    public void The_dates_of_a_pinned_certificate_count_on_no_side(JwsAlgorithm algorithm, int fromDay, int toDay)
    {
        using var certificate = Certificate(fromDay, toDay);
        var token = SigningKeys.Token(algorithm, Payload);
        var keys = PublicKeys(CallbackKeyEncoding.Pem, certificate.ExportCertificatePem());

        AssertJudged(isAccepted: true, token, keys, TokenLibrary.Parameters(new X509SecurityKey(certificate)), algorithm);
        AssertJudged(isAccepted: false, Forged(token), keys, TokenLibrary.Parameters(new X509SecurityKey(certificate)), algorithm);
    }

    /// <summary>A fetched certificate must be valid at the time, as in the library if it validates the key.</summary>
    [Theory]
    [InlineData(JwsAlgorithm.RS256, -2, -1, false)]
    [InlineData(JwsAlgorithm.RS256, -1, 1, true)]
    [InlineData(JwsAlgorithm.RS256, 1, 2, false)]
    [InlineData(JwsAlgorithm.PS384, -2, -1, false)]
    [InlineData(JwsAlgorithm.PS384, -1, 1, true)]
    [InlineData(JwsAlgorithm.PS384, 1, 2, false)]
    public void Both_sides_hold_a_fetched_certificate_to_its_dates(JwsAlgorithm algorithm, int fromDay, int toDay, bool isValid)
    {
        using var certificate = Certificate(fromDay, toDay);
        var token = SigningKeys.Token(algorithm, Payload);
        var definition = new CallbackKeyDefinition("key", CallbackKeyEncoding.Pem);
        var keys = CallbackKeys.Empty.With("key", CallbackKeyDecoder.DecodeFetched(definition, certificate.ExportCertificatePem(), out _));
        var parameters = TokenLibrary.Parameters(new X509SecurityKey(certificate));
        parameters.ValidateIssuerSigningKey = true;

        AssertJudged(isValid, token, keys, parameters, algorithm);
        AssertJudged(isAccepted: false, Forged(token), keys, parameters, algorithm);
    }

    /// <summary>
    /// The library reads only RSA keys from certificates. RFC 5480 defines certificates with elliptic-curve keys, and providers use them.
    /// </summary>
    [Fact]
    public void A_certificate_of_an_elliptic_curve_is_refused_by_the_library_alone()
    {
        using var certificate = new CertificateRequest("CN=acme", SigningKeys.P256, HashAlgorithmName.SHA256).CreateSelfSigned(
            Now.AddDays(-1),
            Now.AddDays(1)
        );
        var token = SigningKeys.Token(JwsAlgorithm.ES256, Payload);
        var keys = PublicKeys(CallbackKeyEncoding.Pem, certificate.ExportCertificatePem());

        Assert.Null(Refusal(token, keys, [JwsAlgorithm.ES256]));
        Assert.Equal(Handlers.None, TokenLibrary.Accepting(token, TokenLibrary.Parameters(new X509SecurityKey(certificate))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_sides_take_the_pinned_algorithm_and_no_other(JwsAlgorithm pinned)
    {
        foreach (var signed in Algorithms)
        {
            foreach (var named in new[] { $"{signed}", $"{pinned}", $"{pinned}".ToLowerInvariant(), "none", "" })
            {
                var token = Token(signed, Payload, $$"""{"alg":"{{named}}"}""");
                var parameters = TokenLibrary.Parameters(LibraryKeyOf(pinned));
                parameters.ValidAlgorithms = [$"{pinned}"];

                AssertJudged(signed == pinned && named == $"{pinned}", token, KeysOf(pinned), parameters, pinned);
            }
        }
    }

    /// <summary>RFC 7518 (section 3.4) defines each ES algorithm with one curve; the library accepts any key.</summary>
    [Theory]
    [InlineData(JwsAlgorithm.ES256, "nistP384")]
    [InlineData(JwsAlgorithm.ES384, "nistP521")]
    public void A_key_on_another_curve_than_the_algorithms_is_refused_by_us_alone(JwsAlgorithm algorithm, string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var token = SigningKeys.Token(algorithm, Payload, key: key);
        var keys = PublicKeys(CallbackKeyEncoding.Pem, key.ExportSubjectPublicKeyInfoPem());

        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, Refusal(token, keys, [algorithm]));
        Assert.Equal(Handlers.Both, TokenLibrary.Accepting(token, TokenLibrary.Parameters(new ECDsaSecurityKey(key))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Both_sides_refuse_every_tampered_twin(JwsAlgorithm algorithm)
    {
        var token = Token(algorithm, """{"id":"1","amount":"10.00"}""");
        var other = Token(algorithm, """{"id":"2","amount":"99.00"}""");
        var (parts, others) = (token.Split('.'), other.Split('.'));
        var parameters = TokenLibrary.Parameters(LibraryKeyOf(algorithm));
        AssertJudged(isAccepted: true, token, KeysOf(algorithm), parameters, algorithm);

        var twins = new List<string>
        {
            $"{parts[0]}.{others[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{others[2]}",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}..{parts[2]}",
            $".{parts[1]}.{parts[2]}",
            $"{parts[1]}.{parts[0]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}.{parts[1]}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{Given.Base64Url(new byte[64])}",
            $"{Given.Base64Url("""{"alg":"none"}"""u8.ToArray())}.{parts[1]}.",
        };
        // Every fifth character is changed, except for the last of a part: it may contain bits that the library's decoder ignores.
        for (var at = 0; at < token.Length - 1; at += 5)
        {
            if (token[at] != '.' && token[at + 1] != '.')
                twins.Add(token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..]);
        }

        Assert.All(twins, twin => AssertJudged(isAccepted: false, twin, KeysOf(algorithm), parameters, algorithm));
    }

    [Theory]
    [InlineData("exp", 3600, true)]
    [InlineData("exp", -3600, false)]
    [InlineData("nbf", -3600, true)]
    [InlineData("nbf", 3600, false)]
    public void Both_sides_hold_a_token_to_its_times(string claim, int seconds, bool isAccepted) =>
        AssertJudged(
            isAccepted,
            Given.Token($$"""{"{{claim}}":{{Now.ToUnixTimeSeconds() + seconds}}}"""),
            Secret,
            TokenLibrary.Parameters(LibrarySecret),
            JwsAlgorithm.HS256
        );

    /// <summary>
    /// The library allows five minutes of clock skew in both directions; we allow one minute for tokens from the future, and none after
    /// <c>exp</c>.
    /// </summary>
    [Theory]
    [InlineData("exp", -10, CallbackRejectionReason.Expired)]
    [InlineData("nbf", 290, CallbackRejectionReason.NotYetValid)]
    public void A_token_within_the_librarys_skew_is_refused_by_us_alone(string claim, int seconds, CallbackRejectionReason reason)
    {
        var token = Given.Token($$"""{"{{claim}}":{{Now.ToUnixTimeSeconds() + seconds}}}""");

        Assert.Equal(reason, Refusal(token, Secret, [JwsAlgorithm.HS256]));
        Assert.Equal(Handlers.Both, TokenLibrary.Accepting(token, TokenLibrary.Parameters(LibrarySecret)));
    }

    /// <summary>The time of both sides: the library's clock cannot be set. All dates differ from it by at least minutes.</summary>
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static string SecretText { get; } = Given.KeyText + Given.OtherKeyText;

    private static CallbackKeys Secret { get; } =
        CallbackKeys.Create(Given.Definition(keys: [new("key", CallbackKeyEncoding.Utf8)]), "key", Given.KeyText);

    private static SymmetricSecurityKey LibrarySecret { get; } = new(Given.Utf8(Given.KeyText));

    /// <summary>The reason for which our verification refuses a token, or null.</summary>
    private static CallbackRejectionReason? Refusal(string token, CallbackKeys keys, JwsAlgorithm[] pinned, string? audience = null)
    {
        using var verification = Given.Verification(keys: keys, now: Now);
        var verified = verification.VerifyJws(WireValue.FromText(token), pinned, "key", signatures: IdentityModelSignatures.Instance);
        var isAccepted = verified is not null && (audience is null || verified.CheckAudience(audience));
        Assert.Equal(isAccepted, verification.Rejection is null);
        return verification.Rejection?.Reason;
    }

    private static void AssertJudged(
        bool isAccepted,
        string token,
        CallbackKeys keys,
        TokenValidationParameters parameters,
        JwsAlgorithm algorithm
    ) =>
        Assert.Equal(
            (token, isAccepted, isAccepted ? Handlers.Both : Handlers.None),
            (token, Refusal(token, keys, [algorithm]) is null, TokenLibrary.Accepting(token, parameters))
        );

    private static string Forged(string token) =>
        token.Replace(Given.Base64Url(Given.Utf8(Payload)), Given.Base64Url("{}"u8.ToArray()), StringComparison.Ordinal);

    private static string Token(JwsAlgorithm algorithm, string payload, string? header = null)
    {
        if (algorithm > JwsAlgorithm.HS512)
            return SigningKeys.Token(algorithm, payload, header);
        header ??= $$"""{"alg":"{{algorithm}}"}""";
        var input = $"{Given.Base64Url(Given.Utf8(header))}.{Given.Base64Url(Given.Utf8(payload))}";
        var (key, bytes) = (Given.Utf8(SecretText), Given.Utf8(input));
        var mac = algorithm switch
        {
            JwsAlgorithm.HS256 => HMACSHA256.HashData(key, bytes),
            JwsAlgorithm.HS384 => HMACSHA384.HashData(key, bytes),
            _ => HMACSHA512.HashData(key, bytes),
        };
        return $"{input}.{Given.Base64Url(mac)}";
    }

    private static CallbackKeys KeysOf(JwsAlgorithm algorithm) =>
        algorithm <= JwsAlgorithm.HS512
            ? CallbackKeys.Create(Given.Definition(keys: [new("key", CallbackKeyEncoding.Utf8)]), "key", SecretText)
            : PublicKeys(CallbackKeyEncoding.Jwk, SigningKeys.Jwk(SigningKeys.Of(algorithm)));

    private static CallbackKeys PublicKeys(CallbackKeyEncoding encoding, string text) =>
        CallbackKeys.Create(Given.Definition(keys: [new("key", encoding)]), "key", text);

    private static SecurityKey LibraryKeyOf(JwsAlgorithm algorithm) =>
        algorithm <= JwsAlgorithm.HS512
            ? new SymmetricSecurityKey(Given.Utf8(SecretText))
            : SigningKeys.Of(algorithm) switch
            {
                RSA rsa => new RsaSecurityKey(rsa),
                AsymmetricAlgorithm key => new ECDsaSecurityKey((ECDsa)key),
            };

    private static X509Certificate2 Certificate(int fromDay, int toDay) =>
        new CertificateRequest("CN=acme", SigningKeys.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            Now.AddDays(fromDay),
            Now.AddDays(toDay)
        );
}
