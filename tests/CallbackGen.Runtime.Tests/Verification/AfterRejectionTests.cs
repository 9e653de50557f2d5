using System.Security.Cryptography;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>
/// Once something is wrong, no step says that anything is right, although it would be: a verifier need not look at what each
/// step gives, and what was wrong first stays the reason.
/// </summary>
public class AfterRejectionTests
{
    private const string CipherKey = "0123456789abcdef0123456789ABCDEF";

    private static readonly string Token = Given.Token("""{"id":"1","aud":"shop"}""", """{"alg":"HS256","iss":"bank"}""");

    private static readonly CallbackFeedDefinition Definition = Given.Definition(keys:
    [
        new("hashKey", CallbackKeyEncoding.Utf8), new("publicKey", CallbackKeyEncoding.Pem), new("cipher", CallbackKeyEncoding.Utf8),
    ]);

    private static readonly CallbackKeys Keys = CallbackKeys.Create(
        Definition, [new("hashKey", Given.KeyText), new("publicKey", SigningKeys.Rsa.ExportSubjectPublicKeyInfoPem()), new("cipher", CipherKey)]);

    /// <summary>Each step with what must have gone well before it.</summary>
    private static readonly (string Name, Action<CallbackVerification> Before, Func<CallbackVerification, bool> Step)[] Steps =
    [
        ("ReadBody", _ => { }, verification => verification.ReadBody()),
        ("ReadPayload", _ => { }, verification => verification.ReadPayload<AnyPayload>() is not null),
        ("ReadText", _ => { }, verification => verification.ReadText<AnyPayload>(WireValue.FromText("{}")) is not null),
        ("FindSignature", _ => { }, FindMac),
        ("Append", _ => { }, verification => verification.Append(WireValue.FromText("a"))),
        ("AppendMember", verification => verification.ReadBody(), verification => verification.AppendMember("/id", "|"u8, first: true)),
        ("AppendMembers", verification => verification.ReadBody(), verification => verification.AppendMembers(new() { WithNames = true, Join = "&" })),
        ("AppendJson", verification => verification.ReadBody(), verification => verification.AppendJson(new())),
        ("CheckTimestamp", _ => { }, verification => verification.CheckTimestamp(WireValue.FromText($"{Given.Unix()}"), TimestampUnit.Seconds, TimeSpan.FromMinutes(1))),
        ("TextEquals", _ => { }, verification => verification.TextEquals(WireValue.FromText("a"), WireValue.FromText("a"))),
        ("TokenMatches", _ => { }, verification => verification.TokenMatches(WireValue.FromText(Given.KeyText), "hashKey")),
        ("Is", _ => { }, verification => verification.Is(WireValue.FromText("a"), "a")),
        ("IsOneOf", _ => { }, verification => verification.IsOneOf(WireValue.FromText("a"), "b", "a")),
        ("IsAbsent", _ => { }, verification => verification.IsAbsent(default)),
        ("IsPresent", _ => { }, verification => verification.IsPresent(WireValue.FromText("a"))),
        ("MacMatches", verification => FindMac(verification), verification => verification.MacMatches(MacAlgorithm.HmacSha256, "hashKey")),
        ("SignatureMatches", FindPublicKeySignature, verification => verification.SignatureMatches(SignatureAlgorithm.RsaPkcs1Sha256, "publicKey")),
        ("TryKeys", _ => { }, verification => verification.TryKeys(0, "hashKey")),
        ("Matched", TryDigest, verification => verification.Matched()),
        ("VerifyJws", _ => { }, VerifyToken),
        ("VerifyDetachedJws", _ => { }, VerifyDetached),
        ("RequireClaim", verification => VerifyToken(verification), verification => verification.RequireClaim("id")),
        ("ClaimEquals", verification => VerifyToken(verification), verification => verification.ClaimEquals("id", WireValue.FromText("1"), WireValue.FromText("1"))),
        ("CheckAudience", verification => VerifyToken(verification), verification => verification.CheckAudience("shop")),
        ("CheckLifetime", verification => VerifyToken(verification), verification => verification.CheckLifetime("exp", required: false, null)),
        ("RequireTokenHeader", verification => VerifyToken(verification), verification => verification.RequireTokenHeader("iss")),
        ("TokenHeaderEquals", verification => VerifyToken(verification), verification => verification.TokenHeaderEquals("iss", WireValue.FromText("a"), WireValue.FromText("a"))),
        ("ReadClaims", verification => VerifyToken(verification), verification => verification.ReadClaims<TokenInvoice>() is not null),
        ("ReadClaims again", verification => { VerifyToken(verification); verification.Claim("id"); }, verification => verification.ReadClaims<TokenInvoice>() is not null),
        ("DecryptAesGcm", _ => { }, Decrypt),
        ("ReadPlaintext", verification => Decrypt(verification), verification => verification.ReadPlaintext<AnyPayload>() is not null),
        ("AnswerText", _ => { }, verification => verification.AnswerText(WireValue.FromText("a"))),
        ("AnswerJson", _ => { }, verification => verification.AnswerJson(WireValue.FromText("a"))),
        ("AppendToken", _ => { }, verification => verification.AppendToken(WireValue.FromText("a"))),
        ("MakeMac", _ => { }, verification => verification.MakeMac("code", MacAlgorithm.HmacSha256, "hashKey", SignatureEncoding.Hex).IsScalar),
        ("EndAnswer", _ => { }, verification => verification.EndAnswer(200, "text/plain") is not null),
    ];

    public static TheoryData<string> Names => [.. Steps.Select(step => step.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_step_goes_well_once_something_is_wrong(string name)
    {
        var (_, before, step) = Steps.Single(step => step.Name == name);
        using var genuine = Begin();
        before(genuine);
        Assert.True(step(genuine), genuine.Rejection?.ToString());

        using var refused = Begin();
        before(refused);
        Assert.Null(refused.Rejection);
        refused.Reject(CallbackRejectionReason.NotSelected, "first", "was wrong");
        Assert.False(step(refused));
        Assert.Equal((CallbackRejectionReason.NotSelected, "first"), (refused.Rejection?.Reason, refused.Rejection?.Where));
    }

    private static CallbackVerification Begin() =>
        Given.Verification(Given.Json("""{"id":"1"}"""), Keys, definition: Definition);

    private static bool FindMac(CallbackVerification verification) =>
        verification.FindSignature(WireValue.FromText(Given.HexMac("")), SignatureEncoding.Hex);

    private static void FindPublicKeySignature(CallbackVerification verification) =>
        verification.FindSignature(WireValue.FromText(Convert.ToBase64String(SigningKeys.Sign(JwsAlgorithm.RS256, []))), SignatureEncoding.Base64);

    private static void TryDigest(CallbackVerification verification)
    {
        verification.FindSignature(WireValue.FromText(Convert.ToHexString(SHA256.HashData(Given.Utf8(Given.KeyText)))), SignatureEncoding.Hex);
        verification.TryKeys(0, "hashKey");
        verification.Append(verification.Key("hashKey"));
        verification.CompareDigest(DigestAlgorithm.Sha256);
    }

    private static bool VerifyToken(CallbackVerification verification) =>
        verification.VerifyJws(WireValue.FromText(Token), [JwsAlgorithm.HS256], "hashKey");

    private static bool VerifyDetached(CallbackVerification verification) =>
        verification.VerifyDetachedJws(WireValue.FromText(SigningKeys.Token(JwsAlgorithm.RS256, "")), [JwsAlgorithm.RS256], "publicKey", signatures: IdentityModelSignatures.Instance);

    private static bool Decrypt(CallbackVerification verification)
    {
        var (plain, nonce, tag) = (Given.Utf8("{}"), new byte[12], new byte[16]);
        var encrypted = new byte[plain.Length];
        using var cipher = new AesGcm(Given.Utf8(CipherKey), tag.Length);
        cipher.Encrypt(nonce, plain, encrypted, tag);
        return verification.DecryptAesGcm(WireValue.Scalar([.. encrypted, .. tag]), "cipher", WireValue.Scalar(nonce));
    }
}
