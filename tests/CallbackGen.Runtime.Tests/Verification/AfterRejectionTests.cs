using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>
/// After a rejection, every step fails, even if it would succeed otherwise: a verifier need not check the result of each step, and the
/// first rejection remains the reason.
/// </summary>
public class AfterRejectionTests
{
    private const string CipherKey = "0123456789abcdef0123456789ABCDEF";

    private static readonly string Token = Given.Token("""{"id":"1","aud":"shop"}""", """{"alg":"HS256","iss":"bank"}""");

    private static readonly CallbackFeedDefinition Definition = Given.Definition(
        keys: [new("hashKey", CallbackKeyEncoding.Utf8), new("publicKey", CallbackKeyEncoding.Pem), new("cipher", CallbackKeyEncoding.Utf8)]
    );

    private static readonly CallbackKeys Keys = CallbackKeys.Create(
        Definition,
        [new("hashKey", Given.KeyText), new("publicKey", SigningKeys.Rsa.ExportSubjectPublicKeyInfoPem()), new("cipher", CipherKey)]
    );

    /// <summary>Each step: the required earlier steps are performed, and the step is returned.</summary>
    private static readonly (string Name, Func<CallbackVerification, Func<bool>> Prepare)[] Steps =
    [
        ("ReadBody", verification => verification.ReadBody),
        ("ReadPayload", verification => () => verification.ReadPayload<AnyPayload>() is not null),
        ("ReadText", verification => () => verification.ReadText<AnyPayload>(WireValue.FromText("{}")) is not null),
        ("FindSignatures", verification => () => FindMac(verification) is not null),
        ("Append", verification => () => verification.BeginMessage().Append(WireValue.FromText("a"))),
        ("AppendToken", verification => () => verification.BeginMessage().AppendToken(WireValue.FromText("a"))),
        ("AppendMembers", verification => Read(verification, message => message.AppendMembers("|"u8, "/id"))),
        ("AppendMembers of none", verification => Read(verification, message => message.AppendMembers("|"u8))),
        ("BeginMembers", verification => Read(verification, message => message.BeginMembers("|"u8).Append(verification.Body("/id")))),
        ("AppendSelection", verification => Read(verification, message => message.AppendSelection(new() { WithNames = true, Join = "&" }))),
        ("AppendJson", verification => Read(verification, message => message.AppendJson(new()))),
        (
            "CheckTimestamp",
            verification =>
                () => verification.CheckTimestamp(WireValue.FromText($"{Given.Unix()}"), TimestampUnit.Seconds, TimeSpan.FromMinutes(1))
        ),
        ("TextEquals", verification => () => verification.TextEquals(WireValue.FromText("a"), WireValue.FromText("a"))),
        ("TokenMatches", verification => () => verification.TokenMatches(WireValue.FromText(Given.KeyText), "hashKey")),
        ("Is", verification => () => verification.Is(WireValue.FromText("a"), "a")),
        ("IsOneOf", verification => () => verification.IsOneOf(WireValue.FromText("a"), "b", "a")),
        ("IsAbsent", verification => () => verification.IsAbsent(default)),
        ("IsPresent", verification => () => verification.IsPresent(WireValue.FromText("a"))),
        (
            "MacMatches",
            verification =>
                With(FindMac(verification), found => found.MacMatches(verification.BeginMessage(), MacAlgorithm.HmacSha256, "hashKey"))
        ),
        (
            "PublicKeyMatches",
            verification =>
                With(
                    FindPublicKeySignature(verification),
                    found => found.PublicKeyMatches(verification.BeginMessage(), SignatureAlgorithm.RsaPkcs1Sha256, "publicKey")
                )
        ),
        (
            "NextMessage",
            verification => With(verification.TryKeys(FindMac(verification)!, "hashKey"), trial => trial.NextMessage() is not null)
        ),
        ("Matched", verification => With(TryDigest(verification), trial => trial.Matched())),
        ("VerifyJws", verification => () => VerifyToken(verification) is not null),
        ("VerifyDetachedJws", verification => () => VerifyDetached(verification)),
        ("RequireClaim", verification => With(VerifyToken(verification), token => token.RequireClaim("id"))),
        (
            "ClaimEquals",
            verification =>
                With(VerifyToken(verification), token => token.ClaimEquals("id", WireValue.FromText("1"), WireValue.FromText("1")))
        ),
        ("CheckAudience", verification => With(VerifyToken(verification), token => token.CheckAudience("shop"))),
        ("CheckLifetime", verification => With(VerifyToken(verification), token => token.CheckLifetime("exp", required: false, null))),
        ("RequireHeader", verification => With(VerifyToken(verification), token => token.RequireHeader("iss"))),
        (
            "HeaderEquals",
            verification =>
                With(VerifyToken(verification), token => token.HeaderEquals("iss", WireValue.FromText("a"), WireValue.FromText("a")))
        ),
        ("ReadClaims", verification => With(VerifyToken(verification), token => verification.ReadClaims<TokenInvoice>(token) is not null)),
        (
            "ReadClaims again",
            verification => With(Asked(VerifyToken(verification)), token => verification.ReadClaims<TokenInvoice>(token) is not null)
        ),
        ("DecryptAesGcm", verification => () => Decrypt(verification) is not null),
        ("ReadPlaintext", verification => With(Decrypt(verification), text => verification.ReadPlaintext<AnyPayload>(text) is not null)),
        ("AppendText", verification => () => verification.BeginAnswer().AppendText(WireValue.FromText("a"))),
        ("AppendJson of an answer", verification => () => verification.BeginAnswer().AppendJson(WireValue.FromText("a"))),
        (
            "MakeMac",
            verification =>
                () =>
                    verification
                        .BeginAnswer()
                        .MakeMac("code", verification.BeginMessage(), MacAlgorithm.HmacSha256, "hashKey", SignatureEncoding.Hex)
                        .IsScalar
        ),
        ("End", verification => () => verification.BeginAnswer().End(200, "text/plain") is not null),
    ];

    public static TheoryData<string> Names => [.. Steps.Select(step => step.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_step_goes_well_once_something_is_wrong(string name)
    {
        var (_, prepare) = Steps.Single(step => step.Name == name);
        using var genuine = Begin();
        Assert.True(prepare(genuine)(), genuine.Rejection?.ToString());

        using var refused = Begin();
        var step = prepare(refused);
        Assert.Null(refused.Rejection);
        refused.Reject(CallbackRejectionReason.NotSelected, "first", "was wrong");
        Assert.False(step());
        Assert.Equal((CallbackRejectionReason.NotSelected, "first"), (refused.Rejection?.Reason, refused.Rejection?.Where));
    }

    private static CallbackVerification Begin() => Given.Verification(Given.Json("""{"id":"1"}"""), Keys, definition: Definition);

    private static Func<bool> With<T>(T? found, Func<T, bool> step)
        where T : class
    {
        Assert.NotNull(found);
        return () => step(found);
    }

    private static Func<bool> Read(CallbackVerification verification, Func<MessageBuilder, bool> step)
    {
        Assert.True(verification.ReadBody());
        return () => step(verification.BeginMessage());
    }

    private static Signatures? FindMac(CallbackVerification verification) =>
        verification.FindSignatures(WireValue.FromText(Given.HexMac("")), SignatureEncoding.Hex);

    private static Signatures? FindPublicKeySignature(CallbackVerification verification) =>
        verification.FindSignatures(
            WireValue.FromText(Convert.ToBase64String(SigningKeys.Sign(JwsAlgorithm.RS256, []))),
            SignatureEncoding.Base64
        );

    private static KeyTrial TryDigest(CallbackVerification verification)
    {
        var digest = WireValue.FromText(Convert.ToHexString(SHA256.HashData(Given.Utf8(Given.KeyText))));
        var trial = verification.TryKeys(verification.FindSignatures(digest, SignatureEncoding.Hex)!, "hashKey");
        var message = trial.NextMessage()!;
        message.Append(trial.Key("hashKey"));
        trial.CompareDigest(message, DigestAlgorithm.Sha256);
        return trial;
    }

    private static VerifiedToken? VerifyToken(CallbackVerification verification) =>
        verification.VerifyJws(WireValue.FromText(Token), [JwsAlgorithm.HS256], "hashKey");

    private static VerifiedToken? Asked(VerifiedToken? token)
    {
        Assert.True(token!.Claim("id").IsScalar);
        return token;
    }

    private static bool VerifyDetached(CallbackVerification verification) =>
        verification.VerifyDetachedJws(
            WireValue.FromText(SigningKeys.Token(JwsAlgorithm.RS256, "")),
            verification.BeginMessage(),
            [JwsAlgorithm.RS256],
            "publicKey",
            signatures: IdentityModelSignatures.Instance
        )
            is not null;

    private static DecryptedText? Decrypt(CallbackVerification verification)
    {
        var (plain, nonce, tag) = (Given.Utf8("{}"), new byte[12], new byte[16]);
        var encrypted = new byte[plain.Length];
        using var cipher = new AesGcm(Given.Utf8(CipherKey), tag.Length);
        cipher.Encrypt(nonce, plain, encrypted, tag);
        return verification.DecryptAesGcm(WireValue.Scalar([.. encrypted, .. tag]), "cipher", WireValue.Scalar(nonce));
    }
}
