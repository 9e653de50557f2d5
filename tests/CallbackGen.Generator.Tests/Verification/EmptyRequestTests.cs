using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A request without items to a feed of items, such as a provider's test of the URL.</summary>
public sealed class EmptyRequestTests
{
    [Theory]
    [InlineData("body:/events/*", """{"events":[]}""")]
    [InlineData("body:/*", "[]")]
    [InlineData("body:/a/b/*/data", """{"a":{"b":[ ]}}""")]
    public void It_is_verified_where_all_of_the_body_is_signed(string payload, string body)
    {
        using var project = Project(payload, FeedSchema.Hmac("\"{rawBody}\""));

        Assert.Empty(All(project, Post(body, body)).GetValueOrThrow());
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, All(project, Post(body, body + " ")).Rejection?.Reason);
        Assert.Equal(CallbackRejectionReason.SignatureMissing, All(project, Requests.Json(body)).Rejection?.Reason);
        Assert.Equal("holds no item", project.Feed.VerifyMessage(Post(body, body), project.Keys(), FixedClock.AtNoon).Rejection?.Detail);
    }

    /// <summary>
    /// Attack: where each item carries its own signature, an attacker can send a request without items, which would
    /// be reported as genuine.
    /// </summary>
    [Theory]
    [InlineData("\"{payload:/id}\"", "payload:/sign")]
    [InlineData("\"{header:X-Id}\"", "header:X-Signature")]
    [InlineData("\"{body:/account}\"", "header:X-Signature")]
    public void It_is_refused_where_only_parts_are_signed(string message, string from)
    {
        using var project = Project("body:/events/*", FeedSchema.Hmac(message, from: from));
        const string Body = """{"account":"1","events":[]}""";

        foreach (var signed in new[] { "", "1", Body })
        {
            var rejection = All(project, Post(Body, signed)).Rejection;
            Assert.Equal("InvalidMember at body:/events: holds no item", rejection?.ToString());
        }
    }

    [Theory]
    [InlineData("""{"events":{}}""")]
    [InlineData("""{"events":null}""")]
    [InlineData("{}")]
    public void What_is_no_array_is_refused_though_it_is_signed(string body)
    {
        using var project = Project("body:/events/*", FeedSchema.Hmac("\"{rawBody}\""));

        Assert.Equal("InvalidMember at body:/events: must be an array", All(project, Post(body, body)).Rejection?.ToString());
    }

    /// <summary>Attack: an old signed test of the URL is repeated. Its time is checked like that of a callback.</summary>
    [Fact]
    public void Its_time_is_checked()
    {
        using var project = Project(
            "body:/events/*",
            FeedSchema.Hmac(
                "\"{header:X-Time}.{rawBody}\"",
                """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """
            )
        );
        const string Body = """{"events":[]}""";
        var now = FixedClock.AtNoon.GetUtcNow().ToUnixTimeSeconds();

        Assert.True(All(project, Timed(now)).IsSuccess);
        Assert.Equal(CallbackRejectionReason.TimestampOutsideTolerance, All(project, Timed(now - 3600)).Rejection?.Reason);

        CallbackRequest Timed(long time) =>
            Requests.Json(Body).With(("X-Time", $"{time}"), ("X-Signature", Requests.Hex($"{time}.{Body}")));
    }

    [Fact]
    public void It_is_verified_where_a_token_proves_the_sender()
    {
        using var project = Project("body:/events/*", """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""");
        const string Body = """{"events":[]}""";

        Assert.Empty(All(project, Requests.Json(Body).With("X-Token", FeedSchema.Secret)).GetValueOrThrow());
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            All(project, Requests.Json(Body).With("X-Token", "another")).Rejection?.Reason
        );
    }

    [Fact]
    public void The_signer_signs_one()
    {
        using var project = Project("body:/events/*", FeedSchema.Hmac("\"{rawBody}\""));
        var keys = CallbackGen.Testing.CallbackTestKeys.Generate(project.Feed);

        var signed = new CallbackGen.Testing.CallbackSigner(keys).Sign(Requests.Json("""{"events":[]}"""));

        Assert.NotNull(signed.Headers.GetValues("X-Signature")[0]);
    }

    private static CompiledProject Project(string payload, string verify) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "sign": { "type": "string" } """,
                Verify = verify,
                Callback = $"\"payload\": \"{payload}\"",
            }
        );

    private static CallbackRequest Post(string body, string signed) =>
        CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json", [KeyValuePair.Create("X-Signature", Requests.Hex(signed))]);

    private static CallbackResult<IReadOnlyList<CallbackMessage>> All(CompiledProject project, CallbackRequest request) =>
        project.Feed.VerifyMessages(request, project.Keys(), FixedClock.AtNoon);
}
