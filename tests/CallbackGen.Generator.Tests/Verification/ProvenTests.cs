using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A rejection states whether the callback's proof was valid: then the sender is genuine, and the schema does not fit.</summary>
public sealed class ProvenTests
{
    private const string Good = """{"id":"A-1","amount":"5.00"}""";

    private static string Feed(string verify, string? callback = null, string[]? receive = null) =>
        new FeedSchema
        {
            Properties = """ "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" } """,
            Required = ["id", "amount"],
            Receive = receive ?? ["POST json", "POST form"],
            Keys = """ "secret": { "encoding": "utf8" } """,
            Verify = verify,
            Callback = callback,
        };

    [Theory]
    [InlineData("""{"id":"A-1"}""", CallbackRejectionReason.MissingMember)]
    [InlineData("""{"id":1,"amount":"5.00"}""", CallbackRejectionReason.InvalidMember)]
    [InlineData("""{"id":"A-1","amount":"5,00"}""", CallbackRejectionReason.InvalidMember)]
    [InlineData("""{"id":"A-1","id":"A-2","amount":"5.00"}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"id":"A-1","amount":"5.00"} x""", CallbackRejectionReason.Malformed)]
    [InlineData("""[1]""", CallbackRejectionReason.InvalidMember)]
    public void What_is_signed_and_does_not_fit_is_proven_and_its_forged_twin_is_not(string body, CallbackRejectionReason reason)
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Hmac("\"{rawBody}\"")));

        AssertProven(true, project, Requests.Json(body).Signed("X-Signature", body), reason);
        AssertProven(false, project, Requests.Json(body).Signed("X-Signature", body + " "), CallbackRejectionReason.SignatureMismatch);
        AssertProven(false, project, Requests.Json(body), CallbackRejectionReason.SignatureMissing);
        Assert.True(Verify(project, Requests.Json(Good).Signed("X-Signature", Good)).IsSuccess);
    }

    [Theory]
    [InlineData("id=A-1", "A-1|", CallbackRejectionReason.MissingMember)]
    [InlineData("id=A-1&amount=5%2C00", "A-1|5,00", CallbackRejectionReason.InvalidMember)]
    public void A_form_is_proven_alike(string form, string signed, CallbackRejectionReason reason)
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Hmac("""[{ "members": ["id", "amount"], "join": "|" }]""")));

        AssertProven(true, project, Requests.Form(form).Signed("X-Signature", signed), reason);
        AssertProven(false, project, Requests.Form(form).Signed("X-Signature", signed + "x"), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void What_is_refused_before_the_proof_is_proven_by_nothing()
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Hmac("""[{ "members": ["id", "amount"], "join": "|" }]""")));

        AssertProven(false, project, Requests.Json("{").Signed("X-Signature", "A-1|5.00"), CallbackRejectionReason.Malformed);
        AssertProven(
            false,
            project,
            CallbackRequest.Post(Encoding.UTF8.GetBytes(Good), "text/csv").Signed("X-Signature", "A-1|5.00"),
            CallbackRejectionReason.UnsupportedContent
        );
    }

    [Fact]
    public void A_step_after_the_signature_belongs_to_the_proof()
    {
        using var project = CompiledProject.Of(
            Feed(
                FeedSchema.Hmac(
                    "\"{header:X-Time}.{rawBody}\"",
                    """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
                )
            )
        );
        var now = FixedClock.AtNoon.GetUtcNow().ToUnixTimeSeconds();
        CallbackRequest Sent(string body, long time) =>
            Requests.Json(body).With(("X-Time", $"{time}"), ("X-Signature", Requests.Hex($"{time}.{body}")));

        Assert.True(Verify(project, Sent(Good, now)).IsSuccess);
        AssertProven(true, project, Sent("{}", now), CallbackRejectionReason.MissingMember);
        AssertProven(false, project, Sent(Good, now + 1000), CallbackRejectionReason.TimestampOutsideTolerance);
        AssertProven(false, project, Sent("{}", now + 1000), CallbackRejectionReason.TimestampOutsideTolerance);
    }

    [Theory]
    [InlineData("""{"id":"A-1"}""", true, CallbackRejectionReason.MissingMember)]
    [InlineData("""{"id":"A-1","amount":"5.00","nbf":99999999999}""", false, CallbackRejectionReason.NotYetValid)]
    public void A_token_is_proven_by_its_signature_and_its_times(string claims, bool isProven, CallbackRejectionReason reason)
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Jwt("body:/token"), "\"payload\": \"jwt\"", ["POST json"]));
        CallbackRequest Sent(string token) => Requests.Json($$"""{"token":"{{token}}"}""");

        Assert.True(Verify(project, Sent(Requests.Token(Good))).IsSuccess);
        AssertProven(isProven, project, Sent(Requests.Token(claims)), reason);
        AssertProven(
            false,
            project,
            Sent(Requests.Token(claims, secret: "another-key-of-at-least-32-bytes-1")),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void Of_several_schemes_the_one_that_proved_the_sender_is_told()
    {
        using var project = CompiledProject.Of(
            Feed(
                $$"""
                {
                  "scheme": "anyOf",
                  "schemes": [
                    {{FeedSchema.Hmac("\"v1:{rawBody}\"")}},
                    {{FeedSchema.Hmac("\"v2:{rawBody}\"")}},
                    {{FeedSchema.Hmac("\"v3:{rawBody}\"", from: "header:X-Other")}}
                  ]
                }
                """
            )
        );

        foreach (var version in new[] { "v1:", "v2:" })
        {
            AssertProven(true, project, Requests.Json("{}").Signed("X-Signature", version + "{}"), CallbackRejectionReason.MissingMember);
            Assert.True(Verify(project, Requests.Json(Good).Signed("X-Signature", version + Good)).IsSuccess);
        }

        AssertProven(true, project, Requests.Json("{}").Signed("X-Other", "v3:{}"), CallbackRejectionReason.MissingMember);
        AssertProven(false, project, Requests.Json("{}").Signed("X-Signature", "v4:{}"), CallbackRejectionReason.SignatureMismatch);
        // A proof of one scheme does not count for a rejection by another.
        var neither = Requests.Json("{}").With(("X-Signature", Requests.Hex("v3:{}")), ("X-Other", Requests.Hex("x")));
        AssertProven(false, project, neither, CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void Where_nothing_is_signed_nothing_is_proven()
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = """ "id": { "type": "string" } """, Required = ["id"] });

        var rejection = project.Feed.VerifyMessage(Requests.Json("{}"), CallbackKeys.Empty).Rejection!;

        Assert.Equal((CallbackRejectionReason.MissingMember, false), (rejection.Reason, rejection.IsProven));
    }

    /// <summary>
    /// Where no key is found for a value of the request, the sender is at fault; where a key is not configured, the application is.
    /// </summary>
    [Fact]
    public void A_key_that_the_request_names_and_nobody_knows_is_told_apart_from_one_that_is_not_configured()
    {
        const string Select = """{ "select": "header:X-Environment", "from": { "live": "secret" } }""";
        using var project = CompiledProject.Of(
            Feed(FeedSchema.Hmac("\"{rawBody}\"").Replace("\"secret\"", Select, StringComparison.Ordinal))
        );
        CallbackRequest Sent(string environment) =>
            Requests.Json(Good).With(("X-Environment", environment), ("X-Signature", Requests.Hex(Good)));

        Assert.True(Verify(project, Sent("live")).IsSuccess);
        foreach (
            var (environment, keys, isUnknown) in new[]
            {
                ("test", project.Keys(), true),
                ("", project.Keys(), true),
                ("live", CallbackKeys.Empty, false),
            }
        )
        {
            var rejection = project.Feed.VerifyMessage(Sent(environment), keys).Rejection!;
            Assert.Equal(
                (CallbackRejectionReason.KeyNotConfigured, isUnknown, false),
                (rejection.Reason, rejection.IsKeyUnknown, rejection.IsProven)
            );
        }
    }

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, CallbackRequest request) =>
        project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon);

    private static void AssertProven(bool isProven, CompiledProject project, CallbackRequest request, CallbackRejectionReason reason)
    {
        var rejection = Verify(project, request).Rejection!;
        Assert.Equal((reason, isProven), (rejection.Reason, rejection.IsProven));
        if (isProven)
            Assert.Equal(["secret[0]"], rejection.KeysTried);
    }
}
