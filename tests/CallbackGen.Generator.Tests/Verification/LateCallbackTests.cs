namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A genuine but late callback is distinguished from a forged one, and from one with a further problem.</summary>
public sealed class LateCallbackTests
{
    private const string Good = """{"id":"A-1"}""";
    private const string Unfit = """{"id":1}""";
    private const string OtherSecret = "another-key-of-at-least-32-bytes-1";

    private static readonly long Noon = FixedClock.Noon.ToUnixTimeSeconds();

    private static string Feed(string verify, string? callback = null) =>
        new FeedSchema
        {
            Properties = """ "id": { "type": "string" } """,
            Required = ["id"],
            Keys = """ "secret": { "encoding": "utf8" } """,
            Verify = verify,
            Callback = callback,
        };

    private static string Timed(string? also = null) =>
        FeedSchema.Hmac(
            "\"{header:X-Time}.{rawBody}\"",
            $$""" "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" }{{also}} """
        );

    [Theory]
    [InlineData(Good, -301, CallbackRejectionReason.TimestampOutsideTolerance, true, true)]
    [InlineData(Good, -100_000, CallbackRejectionReason.TimestampOutsideTolerance, true, true)]
    [InlineData(Good, 301, CallbackRejectionReason.TimestampOutsideTolerance, false, false)] // ahead of the clock
    [InlineData(Unfit, -301, CallbackRejectionReason.InvalidMember, true, false)]
    [InlineData(Unfit, 301, CallbackRejectionReason.TimestampOutsideTolerance, false, false)]
    public void Only_a_request_that_is_late_and_nothing_else_has_a_time_as_of_which_it_verifies(
        string body,
        int seconds,
        CallbackRejectionReason reason,
        bool isProven,
        bool verifies
    )
    {
        using var project = CompiledProject.Of(Feed(Timed()));

        AssertRefused(project, Sent(body, Noon + seconds), reason, isProven, verifies ? FixedClock.Noon.AddSeconds(seconds) : null);
        AssertRefused(
            project,
            Sent(body, Noon + seconds, OtherSecret),
            CallbackRejectionReason.SignatureMismatch,
            isProven: false,
            verifiesAt: null
        );
        Assert.Equal(body == Good, Verify(project, Sent(body, Noon)).IsSuccess);
    }

    [Fact]
    public void A_late_request_that_fails_another_step_of_its_proof_is_not_proven()
    {
        using var project = CompiledProject.Of(Feed(Timed(""", "also": [{ "value": "{header:X-Shop}", "equals": "{body:/id}" }]""")));
        CallbackRequest Of(string shop, long time) =>
            Requests.Json(Good).With(("X-Time", $"{time}"), ("X-Signature", Requests.Hex($"{time}.{Good}")), ("X-Shop", shop));

        Assert.True(Verify(project, Of("A-1", Noon)).IsSuccess);
        AssertRefused(
            project,
            Of("A-1", Noon - 400),
            CallbackRejectionReason.TimestampOutsideTolerance,
            isProven: true,
            FixedClock.Noon.AddSeconds(-400)
        );
        AssertRefused(project, Of("A-2", Noon - 400), CallbackRejectionReason.TimestampOutsideTolerance, isProven: false, verifiesAt: null);
    }

    [Fact]
    public void A_late_request_of_another_content_or_none_of_the_feed_is_proven_as_that()
    {
        using var project = CompiledProject.Of(Feed(Timed(), """ "select": { "body:/id": "A-1" } """));

        AssertRefused(project, Sent("""{"id":"B-1"}""", Noon - 400), CallbackRejectionReason.NotSelected, isProven: true, verifiesAt: null);
        AssertRefused(project, Sent("""{"id":"B-1"}""", Noon), CallbackRejectionReason.NotSelected, isProven: true, verifiesAt: null);
        AssertRefused(
            project,
            Sent("""{"id":"B-1"}""", Noon, OtherSecret),
            CallbackRejectionReason.NotSelected,
            isProven: false,
            verifiesAt: null
        );
        AssertRefused(project, Sent("""{"id":""", Noon), CallbackRejectionReason.Malformed, isProven: true, verifiesAt: null);
        AssertRefused(project, Sent("""{"id":""", Noon, OtherSecret), CallbackRejectionReason.Malformed, isProven: false, verifiesAt: null);
        AssertRefused(
            project,
            Sent(Good, Noon, type: "text/csv"),
            CallbackRejectionReason.UnsupportedContent,
            isProven: true,
            verifiesAt: null
        );
        AssertRefused(
            project,
            Sent(Good, Noon - 400, type: "text/csv"),
            CallbackRejectionReason.UnsupportedContent,
            isProven: true,
            verifiesAt: null
        );
        AssertRefused(
            project,
            Sent(Good, Noon, OtherSecret, "text/csv"),
            CallbackRejectionReason.UnsupportedContent,
            isProven: false,
            verifiesAt: null
        );
    }

    [Theory]
    [InlineData("""{"id":"A-1","exp":{-10}}""", -10, true)]
    [InlineData("""{"id":"A-1","exp":{-10}.5,"nbf":{-20}}""", -9.5, true)]
    [InlineData("""{"id":"A-1","exp":{0}}""", 0, true)]
    [InlineData("""{"id":"A-1","exp":-62135596800}""", 0, false)] // the first moment of the calendar
    [InlineData("""{"id":"A-1","exp":{-100},"nbf":{-10}}""", 0, false)] // never valid
    public void An_expired_token_verifies_a_moment_before_its_expiry(string claims, double expiry, bool verifies)
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Jwt("body:/token"), "\"payload\": \"jwt\""));
        DateTimeOffset? verifiesAt = verifies ? FixedClock.Noon.AddSeconds(expiry).AddTicks(-1) : null;

        AssertRefused(project, Token(claims), CallbackRejectionReason.Expired, isProven: verifies, verifiesAt);
        AssertRefused(project, Token(claims, OtherSecret), CallbackRejectionReason.SignatureMismatch, isProven: false, verifiesAt: null);
        AssertRefused(
            project,
            Token(claims.Replace("\"A-1\"", "1", StringComparison.Ordinal)),
            verifies ? CallbackRejectionReason.InvalidMember : CallbackRejectionReason.Expired,
            verifies,
            verifiesAt: null
        );
    }

    [Theory]
    [InlineData("""{"id":"A-1","iat":{-400}}""", -100)] // as old as it may be
    [InlineData("""{"id":"A-1","iat":{-400},"exp":{-300}}""", -300)] // expired before
    [InlineData("""{"id":"A-1","iat":{-400},"exp":{-50}}""", -100)] // and after
    public void A_token_that_is_old_and_expired_verifies_as_of_the_earlier(string claims, int limit)
    {
        using var project = CompiledProject.Of(
            Feed(FeedSchema.Jwt("body:/token", """ "claims": { "iat": { "required": true, "maxAge": "PT5M" } } """), "\"payload\": \"jwt\"")
        );
        var rejection = Verify(project, Token(claims)).Rejection!;

        Assert.Equal((CallbackRejectionReason.Expired, true), (rejection.Reason, rejection.IsProven));
        Assert.InRange(rejection.VerifiesAt!.Value, FixedClock.Noon.AddSeconds(limit).AddTicks(-1), FixedClock.Noon.AddSeconds(limit));
        Assert.True(Verify(project, Token(claims), rejection.VerifiesAt.Value).IsSuccess);
    }

    /// <summary>
    /// A later scheme finds no signature of its own, or rejects the existing one; the first scheme authenticated the sender.
    /// </summary>
    [Theory]
    [InlineData("header:X-Signature")]
    [InlineData("header:X-Other")]
    public void Of_several_schemes_the_one_that_is_late_is_told(string from)
    {
        using var project = CompiledProject.Of(
            Feed($$"""{ "scheme": "anyOf", "schemes": [{{Timed()}}, {{FeedSchema.Hmac("\"v2:{rawBody}\"", from: from)}}] }""")
        );

        AssertRefused(
            project,
            Sent(Good, Noon - 400),
            CallbackRejectionReason.TimestampOutsideTolerance,
            isProven: true,
            FixedClock.Noon.AddSeconds(-400)
        );
        AssertRefused(project, Sent(Unfit, Noon - 400), CallbackRejectionReason.InvalidMember, isProven: true, verifiesAt: null);
    }

    /// <summary>The sender is authenticated, but anyone may have written the content.</summary>
    [Theory]
    [InlineData("""{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""", FeedSchema.Secret)]
    [InlineData(
        """
            {
              "scheme": "jwt",
              "from": "header:X-Token",
              "algorithms": ["HS256"],
              "key": "secret",
              "claims": { "jti": { "equals": "{header:X-Id}" } }
            }
            """,
        null
    )]
    [InlineData(
        """
            {
              "scheme": "anyOf",
              "schemes": [
                { "scheme": "token", "from": "header:X-Token", "key": "secret" },
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-Signature", "encoding": "hex" },
                  "message": "{rawBody}"
                }
              ]
            }
            """,
        FeedSchema.Secret
    )]
    public void What_covers_nothing_of_the_payload_proves_nothing_of_it(string verify, string? token)
    {
        using var project = CompiledProject.Of(Feed(verify));
        token ??= Requests.Token("""{"jti":"1"}""");
        CallbackRequest Of(string body, string with, string type = "application/json") =>
            CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(body), type).With(("X-Token", with), ("X-Id", "1"));

        Assert.Null(Verify(project, Of(Good, token)).Rejection);
        AssertRefused(project, Of(Unfit, token), CallbackRejectionReason.InvalidMember, isProven: false, verifiesAt: null);
        AssertRefused(project, Of(Good, token, "text/csv"), CallbackRejectionReason.UnsupportedContent, isProven: false, verifiesAt: null);
        var expired = Verify(project, Of(Good, Requests.Token($$"""{"jti":"1","exp":{{Noon - 10}}}"""))).Rejection!;
        Assert.Equal((false, null), (expired.IsProven, expired.VerifiesAt));
    }

    private static CallbackRequest Sent(string body, long time, string secret = FeedSchema.Secret, string type = "application/json") =>
        CallbackRequest
            .Post(System.Text.Encoding.UTF8.GetBytes(body), type)
            .With(("X-Time", $"{time}"), ("X-Signature", Convert.ToHexStringLower(Requests.Mac($"{time}.{body}", secret))));

    /// <summary>Returns a token whose claims contain times as seconds from now, in braces.</summary>
    private static CallbackRequest Token(string claims, string secret = FeedSchema.Secret) =>
        Requests.Json(
            $$"""
            {"token":"{{Requests.Token(
                System.Text.RegularExpressions.Regex.Replace(
                    claims,
                    @"\{(-?\d+)\}",
                    found => $"{Noon + int.Parse(found.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)}"
                ),
                secret: secret
            )}}"}
            """
        );

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, CallbackRequest request, DateTimeOffset? now = null) =>
        project.Feed.VerifyMessage(request, project.Keys(), new FakeTimeProvider(now ?? FixedClock.Noon));

    private static void AssertRefused(
        CompiledProject project,
        CallbackRequest request,
        CallbackRejectionReason reason,
        bool isProven,
        DateTimeOffset? verifiesAt
    )
    {
        var rejection = Verify(project, request).Rejection!;
        Assert.Equal((reason, isProven, verifiesAt), (rejection.Reason, rejection.IsProven, rejection.VerifiesAt));
        if (verifiesAt is { } time)
            Assert.True(Verify(project, request, time).IsSuccess);
    }
}
