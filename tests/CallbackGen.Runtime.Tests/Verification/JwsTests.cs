using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class JwsTests
{
    private const string Payload = """{"id":"1"}""";

    [Fact]
    public void A_token_signed_with_the_key_is_verified()
    {
        Assert.Null(Verify(Given.Token(Payload)));
        Assert.Null(Verify(Given.Token(Payload, """{"typ":"JWT","alg":"HS256","kid":"x","x":[{}]}""")));
    }

    [Fact]
    public void A_token_with_any_letter_changed_is_refused()
    {
        var token = Given.Token(Payload);
        for (var index = 0; index < token.Length; index++)
        {
            foreach (var letter in "AZaz09-_.+/= \n")
            {
                if (letter != token[index])
                    Assert.NotNull(Verify(token[..index] + letter + token[(index + 1)..]));
            }
        }
    }

    [Fact]
    public void A_token_has_one_spelling()
    {
        var token = Given.Token(Payload);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = alphabet[alphabet.IndexOf(token[^1], StringComparison.Ordinal) | 1];
        foreach (
            var other in new[]
            {
                token + "=",
                token + " ",
                token + "\n",
                " " + token,
                token + ".",
                "." + token,
                token[..^1] + last,
                token.Replace(".", " .", StringComparison.Ordinal),
            }
        )
            Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e")]
    [InlineData("{}")]
    public void What_does_not_have_exactly_two_dots_and_a_header_is_no_token(string token) =>
        Assert.True(Verify(token) is CallbackRejectionReason.SignatureMalformed or CallbackRejectionReason.SignatureMissing);

    [Fact]
    public void Thirty_thousand_dots_are_no_token() =>
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(new string('.', 30_000)));

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"hs256"}""")]
    [InlineData("""{"alg":"HS256 "}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"HS512"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":""}""")]
    [InlineData("""{"alg":null}""")]
    [InlineData("""{"alg":256}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"Alg":"HS256"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""")]
    [InlineData("""{"alg":"HS256","crit":[]}""")]
    [InlineData("""{"alg":"HS256","crit":null}""")]
    [InlineData("""{"alg":"HS256","b64":false}""")]
    [InlineData("""{"alg":"HS256","b64":true}""")]
    public void An_algorithm_or_extension_that_is_not_pinned_is_refused(string header) =>
        Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, Verify(Given.Token(Payload, header)));

    [Theory]
    [InlineData("""{"alg":"HS256","alg":"HS256"}""")]
    [InlineData("""{"alg":"none","\u0061lg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","kid":1,"kid":2}""")]
    [InlineData("""{"alg":"HS256","x":{"a":1,"a":1}}""")]
    [InlineData("""{"alg":"HS256",}""")]
    [InlineData("""{"alg":"HS256"}{}""")]
    [InlineData("""{"alg":"HS256","x":"\ud800"}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("\"HS256\"")]
    [InlineData("null")]
    [InlineData("HS256")]
    [InlineData("\uFEFF{\"alg\":\"HS256\"}")]
    public void A_header_that_is_no_strict_JSON_object_is_refused(string header) =>
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(Given.Token(Payload, header)));

    [Fact]
    public void A_signature_must_have_its_full_length()
    {
        var token = Given.Token(Payload);
        var dot = token.LastIndexOf('.');
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(token[..(dot + 1)]));
        for (var bytes = 3; bytes < 32; bytes += 3)
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(token[..(dot + 1 + (bytes / 3 * 4))]));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(token + new string('A', 1000)));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(Given.Token(Payload, key: Given.OtherKeyText)));
    }

    [Fact]
    public void A_key_in_the_header_is_never_used()
    {
        var jwk = Given.Base64Url(Given.Utf8(Given.OtherKeyText));
        var header =
            $$"""{"alg":"HS256","jwk":{"kty":"oct","k":"{{jwk}}"},"jku":"https://attacker.example/keys","""
            + "\"x5u\":\"https://attacker.example/x\",\"kid\":\"../../dev/null\"}";
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(Given.Token(Payload, header, Given.OtherKeyText)));
        Assert.Null(Verify(Given.Token(Payload, header)));
    }

    [Fact]
    public void A_prefix_is_required_and_stripped()
    {
        Assert.Null(Verify("Bearer " + Given.Token(Payload), "Bearer "));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify(Given.Token(Payload), "Bearer "));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("bearer " + Given.Token(Payload), "Bearer "));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("Bearer  " + Given.Token(Payload), "Bearer "));
    }

    [Fact]
    public void An_absent_token_is_missing_and_an_absent_key_is_told()
    {
        Assert.Equal(CallbackRejectionReason.SignatureMissing, Verify(""));
        using var verification = Given.Verification(keys: CallbackKeys.Empty);
        Assert.Null(verification.VerifyJws(WireValue.FromText(Given.Token(Payload)).From("body:/token"), [JwsAlgorithm.HS256], "hashKey"));
        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, verification.Rejection?.Reason);
    }

    [Fact]
    public void Algorithms_of_one_list_keep_apart()
    {
        using var verification = Given.Verification();
        Assert.Null(verification.VerifyJws(WireValue.FromText(Given.Token(Payload)), [JwsAlgorithm.HS384, JwsAlgorithm.HS512], "hashKey"));
        Assert.Equal(CallbackRejectionReason.AlgorithmNotAllowed, verification.Rejection?.Reason);
        using var none = Given.Verification();
        Assert.Null(none.VerifyJws(WireValue.FromText(Given.Token(Payload)), [], "hashKey"));
    }

    [Theory]
    [InlineData("[]", CallbackRejectionReason.Malformed)]
    [InlineData("foo", CallbackRejectionReason.Malformed)]
    [InlineData("", CallbackRejectionReason.Malformed)]
    [InlineData("null", CallbackRejectionReason.Malformed)]
    [InlineData("""{"id":"1"}{}""", CallbackRejectionReason.Malformed)]
    [InlineData("""{"id":"1","id":"2"}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"id":"1","\u0069d":"2"}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"id":"1","x":"\ud800"}""", CallbackRejectionReason.Malformed)]
    public void A_signed_payload_that_is_no_strict_JSON_object_is_refused_when_it_is_wanted(string payload, CallbackRejectionReason reason)
    {
        using var verification = Given.Verification();
        var token = verification.VerifyJws(WireValue.FromText(Given.Token(payload)).From("body:/token"), [JwsAlgorithm.HS256], "hashKey");
        Assert.NotNull(token);
        Assert.Null(verification.ReadClaims<TokenInvoice>(token));
        Assert.Equal((reason, "body:/token"), (verification.Rejection?.Reason, verification.Rejection?.Where));

        using var other = Given.Verification();
        var otherToken = other.VerifyJws(WireValue.FromText(Given.Token(payload)).From("body:/token"), [JwsAlgorithm.HS256], "hashKey");
        Assert.False(otherToken!.Claim("id").IsScalar);
        Assert.Equal(reason, other.Rejection?.Reason);
    }

    [Fact]
    public void Claims_come_from_a_verified_token_only()
    {
        using var verification = Given.Verification();
        var token = verification.VerifyJws(WireValue.FromText(Given.Token(Payload)), [JwsAlgorithm.HS256], "hashKey");
        verification.NextAlternative();
        Assert.False(token!.Claim("id").IsScalar);
        Assert.Equal(CallbackRejectionReason.SignatureMissing, verification.Rejection?.Reason);
        verification.NextAlternative();
        Assert.Null(verification.ReadClaims<TokenInvoice>(token));
        using var refused = Given.Verification();
        Assert.Null(refused.VerifyJws(WireValue.FromText(Given.Token(Payload, key: Given.OtherKeyText)), [JwsAlgorithm.HS256], "hashKey"));
    }

    [Fact]
    public void A_feed_of_tokens_reads_the_claims_and_refuses_the_tampered_twin()
    {
        var body = $$"""{"token":"{{Given.Token("""{"id":"7","amount":"1.50"}""")}}","code":1}""";
        var invoice = TokenInvoice.TypedFeed.Verify(Given.Json(body), Given.Keys(), Given.Clock()).GetValueOrThrow();
        Assert.Equal(("7", 1.50m), (invoice.Payload.Members.Id, invoice.Payload.Members.Amount));
        Assert.Equal("hashKey[0]", invoice.Receipt.KeyId);
        var tampered = TokenInvoice.TypedFeed.Verify(
            Given.Json(body.Replace("\"token\":\"ey", "\"token\":\"eY", StringComparison.Ordinal)),
            Given.Keys(),
            Given.Clock()
        );
        Assert.False(tampered.IsSuccess);
    }

    private static CallbackRejectionReason? Verify(string token, string prefix = "")
    {
        using var verification = Given.Verification();
        var isVerified =
            verification.VerifyJws(WireValue.FromText(token).From("body:/token"), [JwsAlgorithm.HS256], "hashKey", prefix) is not null;
        Assert.Equal(isVerified, verification.Rejection is null);
        return verification.Rejection?.Reason;
    }
}
