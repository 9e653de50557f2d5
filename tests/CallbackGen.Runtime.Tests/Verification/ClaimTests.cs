using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class ClaimTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(1, 0, CallbackRejectionReason.Expired)]
    [InlineData(0, 0, CallbackRejectionReason.Expired)]
    public void A_token_expires_at_the_second_it_names(int secondsPast, int secondsLeft, CallbackRejectionReason? reason) =>
        Assert.Equal(reason, Verify($$"""{"exp":{{Given.Unix() - secondsPast + secondsLeft}}}"""));

    [Fact]
    public void A_token_is_not_valid_more_than_a_minute_before_the_time_it_names()
    {
        Assert.Null(Verify($$"""{"nbf":{{Given.Unix(Minute)}}}"""));
        Assert.Equal(CallbackRejectionReason.NotYetValid, Verify($$"""{"nbf":{{Given.Unix(Minute) + 1}}}"""));
    }

    [Fact]
    public void A_time_counts_wherever_it_stands_and_however_its_name_is_spelt()
    {
        for (var length = 0; length < 80; length++)
        {
            var text = new string('x', length);
            Assert.Equal(CallbackRejectionReason.Expired, Verify($$"""{"a":"{{text}}","exp":1}"""));
            Assert.Equal(CallbackRejectionReason.Expired, Verify($$"""{"exp":1,"a":"{{text}}"}"""));
            Assert.Equal(CallbackRejectionReason.Expired, Verify($$"""{"a":"{{text}}","e\u0078p":1,"b":""}"""));
            Assert.Equal(
                CallbackRejectionReason.NotYetValid,
                Verify($$"""{"a":"{{text}}","nbf":{{Given.Unix() + 3600}},"b":"{{text}}"}""")
            );
            Assert.Equal(CallbackRejectionReason.ClaimInvalid, Verify($$"""{"alg":"x","a":"{{text}}","iat":"never"}"""));
            Assert.Null(Verify($$"""{"alg":"exp","a":"{{text}}","nbx":1,"b":"exp"}"""));
        }
    }

    [Fact]
    public void Fractions_and_exponents_of_a_time_are_exact()
    {
        Assert.Null(Verify($$"""{"exp":{{Given.Unix()}}.001}"""));
        Assert.Equal(CallbackRejectionReason.Expired, Verify($$"""{"exp":{{Given.Unix()}}.000}"""));
        Assert.Null(Verify("""{"exp":1.8e9}"""));
        Assert.Equal(CallbackRejectionReason.Expired, Verify("""{"exp":-1}"""));
    }

    [Fact]
    public void A_fraction_of_a_second_beyond_a_bound_is_beyond_it()
    {
        var (now, bound) = (Given.Unix(), 5 * Minute);
        foreach (
            var (claims, claim, maxAge, reason) in new (string, string, TimeSpan?, CallbackRejectionReason?)[]
            {
                ($"\"nbf\":{now + 60}.0", "nbf", null, null),
                ($"\"iat\":{now - 300}.0", "iat", bound, null),
                ($"\"iat\":{now - 300}.001", "iat", bound, null),
                ($"\"iat\":{now - 301}.999", "iat", bound, CallbackRejectionReason.Expired),
                ($"\"iat\":{now + 60}.0", "iat", bound, null),
                ($"\"iat\":{now + 60}.001", "iat", bound, CallbackRejectionReason.NotYetValid),
                ($"\"exp\":{now + 360}.0", "exp", bound, null),
                ($"\"exp\":{now + 360}.001", "exp", bound, CallbackRejectionReason.Expired),
            }
        )
        {
            Assert.Equal((claims, reason), (claims, Lifetime($"{{{claims}}}", claim, maxAge: maxAge)));
        }

        Assert.Equal(CallbackRejectionReason.NotYetValid, Verify($$"""{"nbf":{{now + 60}}.001}"""));
        Assert.Equal(CallbackRejectionReason.Expired, Verify($$"""{"exp":{{now - 1}}.999}"""));
    }

    [Theory]
    [InlineData("\"1709208001\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("1e400")]
    [InlineData("253402300800")]
    [InlineData("-62135596801")]
    [InlineData("1e-40")]
    public void A_time_that_is_no_number_in_the_calendar_is_invalid(string json)
    {
        foreach (var claim in new[] { "exp", "nbf", "iat" })
            Assert.Equal(CallbackRejectionReason.ClaimInvalid, Verify($$"""{"{{claim}}":{{json}}}"""));
    }

    [Fact]
    public void A_required_time_must_be_there()
    {
        foreach (var claim in new[] { "exp", "nbf", "iat" })
        {
            Assert.Equal(CallbackRejectionReason.ClaimInvalid, Lifetime("{}", claim, required: true));
            Assert.Null(Lifetime("{}", claim, required: false));
        }
    }

    [Fact]
    public void A_token_may_not_live_longer_than_the_schema_allows_and_a_minute()
    {
        Assert.Null(Lifetime($$"""{"exp":{{Given.Unix(6 * Minute)}}}""", "exp", maxAge: 5 * Minute));
        Assert.Equal(CallbackRejectionReason.Expired, Lifetime($$"""{"exp":{{Given.Unix(6 * Minute) + 1}}}""", "exp", maxAge: 5 * Minute));
        Assert.Null(Lifetime($$"""{"exp":{{Given.Unix(600 * Minute)}}}""", "exp"));
    }

    [Fact]
    public void A_token_may_not_be_issued_longer_ago_than_the_schema_allows_nor_in_the_future()
    {
        Assert.Null(Lifetime($$"""{"iat":{{Given.Unix(-5 * Minute)}}}""", "iat", maxAge: 5 * Minute));
        Assert.Equal(CallbackRejectionReason.Expired, Lifetime($$"""{"iat":{{Given.Unix(-5 * Minute) - 1}}}""", "iat", maxAge: 5 * Minute));
        Assert.Null(Lifetime($$"""{"iat":{{Given.Unix(Minute)}}}""", "iat", maxAge: 5 * Minute));
        Assert.Equal(CallbackRejectionReason.NotYetValid, Lifetime($$"""{"iat":{{Given.Unix(Minute) + 1}}}""", "iat", maxAge: 5 * Minute));
    }

    [Fact]
    public void Only_a_time_has_a_lifetime()
    {
        using var verification = Verified("{}", out var token);
        Assert.Throws<ArgumentOutOfRangeException>(() => token.CheckLifetime("jti", required: false, null));
    }

    [Theory]
    [InlineData("""{"id":"x"}""", true)]
    [InlineData("""{"id":1}""", true)]
    [InlineData("""{"id":""}""", true)]
    [InlineData("""{"id":null}""", false)]
    [InlineData("""{"id":["x"]}""", false)]
    [InlineData("""{"ID":"x"}""", false)]
    public void A_required_claim_must_be_a_scalar(string payload, bool expected)
    {
        using var verification = Verified(payload, out var token);
        Assert.Equal(expected, token.RequireClaim("id"));
        Assert.Equal(expected ? null : CallbackRejectionReason.ClaimInvalid, verification.Rejection?.Reason);
    }

    [Theory]
    [InlineData("""{"id":"abc"}""", "abc", null)]
    [InlineData("""{"id":"\u0061bc"}""", "abc", null)]
    [InlineData("""{"id":7}""", "7", null)]
    [InlineData("""{"id":"abc"}""", "abd", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("""{"id":"abc"}""", "abcd", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("""{"id":"abc"}""", "ABC", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("""{"id":"abc"}""", "", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("""{"id":"abc"}""", null, CallbackRejectionReason.ClaimInvalid)]
    [InlineData("""{"id":null}""", "abc", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("""{}""", null, CallbackRejectionReason.ClaimInvalid)]
    public void A_claim_must_be_equal_to_the_letter(string payload, string? expected, CallbackRejectionReason? reason)
    {
        using var verification = Verified(payload, out var token);
        token.ClaimEquals("id", token.Claim("id"), expected is null ? default : WireValue.FromText(expected));
        Assert.Equal(reason, verification.Rejection?.Reason);
    }

    [Fact]
    public void A_postback_proves_its_sender_for_the_id_that_the_token_names()
    {
        var token = Given.Token($$"""{"id":"INV-7","exp":{{Given.Unix(Minute)}}}""");
        CallbackRequest Request(string body) => Given.Json(body, ("Authorization", "Bearer " + token));
        var genuine = PostbackInvoice.TypedFeed.Verify(Request("""{"id":"7","amount":"1.50"}"""), Given.Keys(), Given.Clock());
        Assert.Equal("7", genuine.GetValueOrThrow().Payload.Members.Id);
        var other = PostbackInvoice.TypedFeed.Verify(Request("""{"id":"8","amount":"1.50"}"""), Given.Keys(), Given.Clock());
        Assert.Equal((CallbackRejectionReason.ClaimMismatch, "claim:id"), (other.Rejection?.Reason, other.Rejection?.Where));
        var late = PostbackInvoice.TypedFeed.Verify(Request("""{"id":"7"}"""), Given.Keys(), Given.Clock(Given.Now + Minute));
        Assert.Equal(CallbackRejectionReason.Expired, late.Rejection?.Reason);
        var without = PostbackInvoice.TypedFeed.Verify(Given.Json("""{"id":"7"}"""), Given.Keys(), Given.Clock());
        Assert.Equal(CallbackRejectionReason.SignatureMissing, without.Rejection?.Reason);
    }

    private static CallbackVerification Verified(string payload, out VerifiedToken token)
    {
        var verification = Given.Verification();
        token = verification.VerifyJws(WireValue.FromText(Given.Token(payload)), [JwsAlgorithm.HS256], "hashKey")!;
        Assert.NotNull(token);
        return verification;
    }

    private static CallbackRejectionReason? Lifetime(string payload, string claim, bool required = true, TimeSpan? maxAge = null)
    {
        using var verification = Verified(payload, out var token);
        Assert.Equal(token.CheckLifetime(claim, required, maxAge), verification.Rejection is null);
        return verification.Rejection?.Reason;
    }

    private static CallbackRejectionReason? Verify(string payload)
    {
        using var verification = Given.Verification();
        Assert.Equal(
            verification.VerifyJws(WireValue.FromText(Given.Token(payload)), [JwsAlgorithm.HS256], "hashKey") is not null,
            verification.Rejection is null
        );
        return verification.Rejection?.Reason;
    }
}
