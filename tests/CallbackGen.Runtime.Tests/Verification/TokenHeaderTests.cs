using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.IdentityModel;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>
/// Headers that an issuer repeats are cached with the keys. A cached header is checked like a new one, regardless of earlier uses and
/// results.
/// </summary>
public class TokenHeaderTests
{
    private const string Payload = """{"id":"1"}""";
    private const string Plain = """{"alg":"HS256"}""";

    private readonly CallbackKeys _keys = Given.Keys();

    [Theory]
    [InlineData(JwsAlgorithm.HS256)]
    [InlineData(JwsAlgorithm.HS384)]
    [InlineData(JwsAlgorithm.HS512)]
    public void A_header_that_was_taken_in_one_place_is_no_header_where_its_algorithm_is_not_allowed(JwsAlgorithm algorithm)
    {
        var token = Token($$"""{"alg":"{{algorithm}}"}""", algorithm);
        JwsAlgorithm[] others =
        [
            .. new[] { JwsAlgorithm.HS256, JwsAlgorithm.HS384, JwsAlgorithm.HS512, JwsAlgorithm.RS256 }.Where(other => other != algorithm),
        ];

        for (var time = 0; time < 3; time++)
        {
            Assert.Null(Verify(token, [algorithm]));
            Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Verify(token, others));
            Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Verify(token, []));
            Assert.Equal(
                CallbackRejectionReason.AlgorithmNotAllowed,
                Detached(Token($$"""{"alg":"{{algorithm}}"}""", algorithm, ""), others)
            );
        }
    }

    [Theory]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"HS256 """)]
    [InlineData("""{"alg":"none" }""")]
    [InlineData("""{"alg":"HS256"}{}""")]
    [InlineData("""{"alg":"HS256"}x""")]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"HS256","b64":false,"crit":["b64"]}""")]
    [InlineData("""{"alg":"HS256""")]
    [InlineData("")]
    public void A_header_that_is_like_one_that_was_taken_is_another(string header)
    {
        Assert.Null(Verify(Token(Plain), [JwsAlgorithm.HS256]));
        Assert.NotNull(Verify(Token(header), [JwsAlgorithm.HS256]));
        Assert.Null(Verify(Token(Plain), [JwsAlgorithm.HS256]));
    }

    [Fact]
    public void What_one_place_understands_is_critical_in_another()
    {
        const string header = """{"alg":"HS256","crit":["iss"],"iss":"bank"}""";
        for (var time = 0; time < 3; time++)
        {
            Assert.Null(Verify(Token(header), [JwsAlgorithm.HS256], understood: ["iss"]));
            Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Verify(Token(header), [JwsAlgorithm.HS256]));
            Assert.Equal(
                CallbackRejectionReason.AlgorithmNotAllowed,
                Verify(Token(header), [JwsAlgorithm.HS256], understood: ["is", "issuer", "ISS", ""])
            );
        }
    }

    [Fact]
    public void A_header_of_a_payload_that_is_encoded_is_none_of_one_that_is_not()
    {
        for (var time = 0; time < 3; time++)
        {
            Assert.Null(Verify(Token(Plain), [JwsAlgorithm.HS256]));
            Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Detached(Unencoded(Plain), [JwsAlgorithm.HS256], unencoded: true));
            Assert.Null(Detached(Unencoded("""{"alg":"HS256","b64":false,"crit":["b64"]}"""), [JwsAlgorithm.HS256], unencoded: true));
            Assert.Equal(
                CallbackRejectionReason.AlgorithmNotAllowed,
                Detached(Token("""{"alg":"HS256","b64":false,"crit":["b64"]}""", payload: ""), [JwsAlgorithm.HS256])
            );
        }
    }

    [Fact]
    public void A_header_that_was_seen_proves_nothing_about_the_signature()
    {
        Assert.Null(Verify(Token(Plain), [JwsAlgorithm.HS256]));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(Given.Token(Payload, Plain, Given.OtherKeyText), [JwsAlgorithm.HS256])
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(Token(Plain, JwsAlgorithm.HS512), [JwsAlgorithm.HS256, JwsAlgorithm.HS512])
        );
    }

    [Fact]
    public void A_header_that_was_seen_has_members_that_can_be_checked()
    {
        const string header = """{"alg":"HS256","typ":"JWT","iss":"bank"}""";
        for (var time = 0; time < 3; time++)
        {
            using var verification = Given.Verification(keys: _keys);
            var token = verification.VerifyJws(WireValue.FromText(Token(header)), [JwsAlgorithm.HS256], "hashKey");
            Assert.NotNull(token);
            Assert.True(token.HeaderEquals("iss", token.Header("iss"), WireValue.FromText("bank").From("bank")));
            Assert.False(token.HeaderEquals("typ", token.Header("typ"), WireValue.FromText("at+jwt").From("at+jwt")));
        }
    }

    /// <summary>The object that verifies with a public key is kept for the next token, which may have another algorithm.</summary>
    [Fact]
    public void One_key_verifies_tokens_of_several_algorithms_one_after_the_other()
    {
        JwsAlgorithm[] algorithms = [JwsAlgorithm.RS256, JwsAlgorithm.PS256, JwsAlgorithm.RS512, JwsAlgorithm.PS384];
        var keys = CallbackKeys.Create(
            Given.Definition(keys: [new("key", CallbackKeyEncoding.Jwk)]),
            "key",
            SigningKeys.Jwk(SigningKeys.Rsa)
        );
        foreach (var signed in algorithms.Concat(algorithms))
        {
            Assert.Null(VerifyWith(keys, SigningKeys.Token(signed, Payload), algorithms));
            // Signed with one algorithm and labelled with another: refused by the key that has just verified the first.
            foreach (var claimed in algorithms.Where(other => other != signed))
                Assert.Equal(
                    CallbackRejectionReason.SignatureMismatch,
                    VerifyWith(keys, SigningKeys.Token(signed, Payload, $$"""{"alg":"{{claimed}}"}"""), algorithms)
                );
        }
    }

    [Fact]
    public void A_token_after_a_detached_one_has_its_claims_and_a_detached_one_after_it_has_none()
    {
        using var verification = Given.Verification(keys: _keys);
        var message = verification.BeginMessage();
        message.Append(Given.Utf8(Payload));
        Assert.NotNull(verification.VerifyDetachedJws(WireValue.FromText(Detach(Token(Plain))), message, [JwsAlgorithm.HS256], "hashKey"));
        var token = verification.VerifyJws(WireValue.FromText(Token(Plain)), [JwsAlgorithm.HS256], "hashKey");
        Assert.True(token!.RequireClaim("id"));
        var detached = verification.VerifyDetachedJws(WireValue.FromText(Detach(Token(Plain))), message, [JwsAlgorithm.HS256], "hashKey");
        Assert.False(detached!.RequireClaim("id"));
        Assert.Equal(CallbackRejectionReason.ClaimInvalid, verification.Rejection?.Reason);
        Assert.Null(verification.ReadClaims<TokenInvoice>(detached));
    }

    [Fact]
    public void Nothing_of_one_token_is_met_by_the_next_in_one_verification()
    {
        using var verification = Given.Verification(keys: _keys);
        var token = verification.VerifyJws(
            WireValue.FromText(Given.Token("""{"id":"1","iss":"bank"}""", """{"alg":"HS256","iss":"bank"}""")),
            [JwsAlgorithm.HS256],
            "hashKey"
        );
        Assert.True(token!.RequireClaim("iss") && token.RequireHeader("iss"));
        token = verification.VerifyJws(WireValue.FromText(Token(Plain)), [JwsAlgorithm.HS256], "hashKey");
        Assert.True(token!.Claim("id").Utf8.SequenceEqual("1"u8));
        Assert.False(token.Claim("iss").IsScalar);
        Assert.False(token.Header("iss").IsScalar);

        Assert.Null(
            verification.VerifyJws(WireValue.FromText(Given.Token(Payload, Plain, Given.OtherKeyText)), [JwsAlgorithm.HS256], "hashKey")
        );
        Assert.False(token.Header("alg").IsScalar);
        verification.NextAlternative();
        Assert.False(token.Header("alg").IsScalar);
        Assert.False(token.Claim("id").IsScalar);
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, verification.Rejection?.Reason);
    }

    private static string Token(string header, JwsAlgorithm algorithm = JwsAlgorithm.HS256, string payload = Payload)
    {
        var input = $"{Given.Base64Url(Given.Utf8(header))}.{Given.Base64Url(Given.Utf8(payload))}";
        return $"{input}.{Given.Base64Url(Mac(algorithm, input))}";
    }

    private static string Unencoded(string header)
    {
        var encoded = Given.Base64Url(Given.Utf8(header));
        return $"{encoded}..{Given.Base64Url(Mac(JwsAlgorithm.HS256, $"{encoded}."))}";
    }

    private static string Detach(string token) =>
        $"{token[..token.IndexOf('.', StringComparison.Ordinal)]}..{token[(token.LastIndexOf('.') + 1)..]}";

    private static byte[] Mac(JwsAlgorithm algorithm, string input) =>
        algorithm switch
        {
            JwsAlgorithm.HS256 => HMACSHA256.HashData(Given.Utf8(Given.KeyText), Given.Utf8(input)),
            JwsAlgorithm.HS384 => HMACSHA384.HashData(Given.Utf8(Given.KeyText), Given.Utf8(input)),
            _ => HMACSHA512.HashData(Given.Utf8(Given.KeyText), Given.Utf8(input)),
        };

    private CallbackRejectionReason? Verify(string token, JwsAlgorithm[] allowed, string[]? understood = null)
    {
        using var verification = Given.Verification(keys: _keys);
        Assert.Equal(
            verification.VerifyJws(WireValue.FromText(token), allowed, "hashKey", understood: understood) is not null,
            verification.Rejection is null
        );
        return verification.Rejection?.Reason;
    }

    private CallbackRejectionReason? Detached(string token, JwsAlgorithm[] allowed, bool unencoded = false)
    {
        using var verification = Given.Verification(keys: _keys);
        Assert.Equal(
            verification.VerifyDetachedJws(WireValue.FromText(token), verification.BeginMessage(), allowed, "hashKey", unencoded: unencoded)
                is not null,
            verification.Rejection is null
        );
        return verification.Rejection?.Reason;
    }

    private static CallbackRejectionReason? VerifyWith(CallbackKeys keys, string token, JwsAlgorithm[] allowed)
    {
        using var verification = Given.Verification(keys: keys);
        verification.VerifyJws(WireValue.FromText(token), allowed, "key", signatures: IdentityModelSignatures.Instance);
        return verification.Rejection?.Reason;
    }
}
