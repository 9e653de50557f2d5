using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Corpora;

/// <summary>Wycheproof: HMAC with every hash, and JWS with every algorithm; it includes the examples of RFC 7520.</summary>
public class WycheproofTests
{
    private static readonly int[] MislabelledDuplicates = [367, 370]; // byte-identical to 357, which is valid
    private static readonly int[] MislabelledValid = [372, 373]; // contain a question mark, which is not base64url

    // PS384 and ES512 of RFC 7520; the suite calls their keys PS256 and "ES521".
    private static readonly int[] WrongAlgorithms = [346, 347, 350, 351];

    private static readonly JwsAlgorithm[] PublicKeyAlgorithms =
    [
        JwsAlgorithm.RS256,
        JwsAlgorithm.RS384,
        JwsAlgorithm.RS512,
        JwsAlgorithm.PS256,
        JwsAlgorithm.PS384,
        JwsAlgorithm.PS512,
        JwsAlgorithm.ES256,
        JwsAlgorithm.ES384,
        JwsAlgorithm.ES512,
    ];

    private static readonly JwsAlgorithm[] TokenAlgorithms = [JwsAlgorithm.HS256, JwsAlgorithm.HS384, JwsAlgorithm.HS512];

    [CorpusTheory]
    [InlineData("hmac_sha1_test.json", MacAlgorithm.HmacSha1, 20)]
    [InlineData("hmac_sha256_test.json", MacAlgorithm.HmacSha256, 32)]
    [InlineData("hmac_sha384_test.json", MacAlgorithm.HmacSha384, 48)]
    [InlineData("hmac_sha512_test.json", MacAlgorithm.HmacSha512, 64)]
    public void A_tag_matches_as_the_suite_says_and_never_when_it_is_shortened(string file, MacAlgorithm algorithm, int macBytes)
    {
        using var document = SharedData.Json("wycheproof", file);
        var (matched, shortened) = (0, 0);
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var isWhole = group.GetProperty("tagSize").GetInt32() == macBytes * 8;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var expected = isWhole && test.GetProperty("result").GetString() == "valid";
                Assert.Equal(expected, Matches(algorithm, test));
                matched += expected ? 1 : 0;
                shortened += isWhole ? 0 : 1;
            }
        }

        Assert.True(matched > 20 && shortened > 20);
    }

    [CorpusFact]
    public void A_token_is_verified_as_the_suite_says_but_for_four_wrong_labels()
    {
        using var document = SharedData.Json("wycheproof", "json_web_signature_test.json");
        var verified = 0;
        var refused = 0;
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var jwk = group.GetProperty("private");
            if (jwk.GetProperty("kty").GetString() != "oct")
                continue;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var id = test.GetProperty("tcId").GetInt32();
                if (MislabelledDuplicates.Contains(id))
                    continue;
                var expected = test.GetProperty("result").GetString() == "valid" && !MislabelledValid.Contains(id);
                Assert.True(expected == IsVerified(jwk, test.GetProperty("jws")), $"tcId {id}: {test.GetProperty("comment").GetString()}");
                (verified, refused) = expected ? (verified + 1, refused) : (verified, refused + 1);
            }
        }

        Assert.True(verified >= 5 && refused >= 30, $"{verified} verified, {refused} refused");
    }

    [CorpusFact]
    public void A_token_of_a_public_key_is_verified_as_the_suite_says()
    {
        using var document = SharedData.Json("wycheproof", "json_web_signature_test.json");
        var verified = 0;
        var refused = 0;
        foreach (var group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            if (!group.TryGetProperty("public", out var jwk) || jwk.GetProperty("kty").GetString() == "oct")
                continue;
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var id = test.GetProperty("tcId").GetInt32();
                var expected = test.GetProperty("result").GetString() == "valid";
                Assert.True(
                    expected == IsVerifiedByPublicKey(jwk, test.GetProperty("jws"), WrongAlgorithms.Contains(id)),
                    $"tcId {id}: {test.GetProperty("comment").GetString()}"
                );
                (verified, refused) = expected ? (verified + 1, refused) : (verified, refused + 1);
            }
        }

        Assert.True(verified >= 35 && refused >= 300, $"{verified} verified, {refused} refused");
    }

    private static bool IsVerifiedByPublicKey(JsonElement jwk, JsonElement jws, bool ignoresAlgorithm)
    {
        var members = jwk.EnumerateObject().Where(member => !ignoresAlgorithm || member.Name != "alg");
        var text = "{" + string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}";
        var definition = Given.Definition(keys: [new("publicKey", CallbackKeyEncoding.Jwk)]);
        if (!CallbackKeys.TryCreate(definition, [new("publicKey", text)], null, out var keys, out _))
            return false;
        var named =
            jwk.TryGetProperty("alg", out var alg) && !ignoresAlgorithm && Enum.TryParse<JwsAlgorithm>(alg.GetString(), out var pinned)
                ? [pinned]
                : PublicKeyAlgorithms;
        using var verification = Given.Verification(keys: keys);
        var token = jws.ValueKind == JsonValueKind.String ? jws.GetString()! : jws.GetRawText();
        return verification.VerifyJws(WireValue.FromText(token), named, "publicKey", signatures: IdentityModelSignatures.Instance)
            is not null;
    }

    private static bool Matches(MacAlgorithm algorithm, JsonElement test)
    {
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Hex)]);
        var keys = CallbackKeys.Create(
            definition,
            [new("hashKey", test.GetProperty("key").GetString()!)],
            allowWeakKey: "conformance data"
        );
        using var verification = Given.Verification(keys: keys);
        var message = verification.BeginMessage();
        message.Append(Convert.FromHexString(test.GetProperty("msg").GetString()!));
        return verification.FindSignatures(WireValue.FromText(test.GetProperty("tag").GetString()!).From("header:X"), SignatureEncoding.Hex)
                is { } signatures
            && signatures.MacMatches(message, algorithm, "hashKey");
    }

    private static bool IsVerified(JsonElement jwk, JsonElement jws)
    {
        var key = System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty("k").GetString());
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Hex)]);
        var keys = CallbackKeys.Create(definition, [new("hashKey", Convert.ToHexString(key))], allowWeakKey: "conformance data");
        var algorithm = jwk.GetProperty("alg").GetString() switch
        {
            "HS256" => TokenAlgorithms[0],
            "HS384" => TokenAlgorithms[1],
            _ => TokenAlgorithms[2],
        };
        using var verification = Given.Verification(keys: keys);
        var text = jws.ValueKind == JsonValueKind.String ? jws.GetString()! : jws.GetRawText();
        return verification.VerifyJws(WireValue.FromText(text), [algorithm], "hashKey") is not null;
    }
}
