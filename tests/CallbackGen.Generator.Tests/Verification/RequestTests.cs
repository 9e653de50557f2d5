using System.Text;
using CallbackGen.Definitions;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The requests that are accepted at all.</summary>
public sealed class RequestTests : IClassFixture<RequestTests.Project>
{
    private readonly CompiledProject _project;

    public RequestTests(Project project) => _project = project.Compiled;

    [Theory]
    [InlineData("POST", "application/json", null)]
    [InlineData("POST", "application/json; charset=utf-8", null)]
    [InlineData("POST", "Application/JSON;charset=\"UTF-8\"", null)]
    [InlineData("POST", "application/vnd.acme+json", null)]
    [InlineData("PUT", "application/json", CallbackRejectionReason.MethodNotAllowed)]
    [InlineData("DELETE", "application/json", CallbackRejectionReason.MethodNotAllowed)]
    [InlineData("POST", "text/plain", CallbackRejectionReason.UnsupportedContent)]
    [InlineData("POST", "application/json; charset=utf-7", null)]
    [InlineData("POST", "multipart/form-data", CallbackRejectionReason.UnsupportedContent)]
    [InlineData("POST", null, CallbackRejectionReason.UnsupportedContent)]
    public void Only_declared_methods_and_contents_are_read(string method, string? contentType, CallbackRejectionReason? reason) =>
        Assert.Equal(reason, Send(method, contentType, """{ "id": "7" }""")?.Reason);

    [Fact]
    public void A_form_and_a_query_are_read_where_they_are_declared()
    {
        Assert.Null(Send("POST", "application/x-www-form-urlencoded", "id=7"));
        Assert.Null(_project.Feed.VerifyMessage(CallbackRequest.Get("id=7"), CallbackKeys.Empty).Rejection);
        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            _project.Feed.VerifyMessage(CallbackRequest.Get("id=7&id=8"), CallbackKeys.Empty).Rejection!.Reason
        );
    }

    [Theory]
    [InlineData(1024, null)]
    [InlineData(1025, CallbackRejectionReason.BodyTooLarge)]
    public void A_body_has_a_largest_size(int bytes, CallbackRejectionReason? reason)
    {
        const string Shell = """{"id":""}""";

        Assert.Equal(reason, Send("POST", "application/json", Shell.Insert(7, new string('x', bytes - Shell.Length)))?.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "id": "7" } x""")]
    [InlineData("""{ "id": "7", }""")]
    [InlineData("""{ "id": "7" } // comment""")]
    [InlineData("""{ "id": "\uD800" }""")]
    [InlineData("\uFEFF{ \"id\": \"7\" }")]
    [InlineData("{ \"id\": NaN }")]
    public void A_body_that_is_not_strict_json_is_malformed(string body) =>
        Assert.Equal(CallbackRejectionReason.Malformed, Send("POST", "application/json", body)?.Reason);

    [Fact]
    public void No_request_makes_an_exception()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var body = new byte[random.Next(40)];
            random.NextBytes(body);
            Assert.NotNull(_project.Feed.VerifyMessage(CallbackRequest.Post(body, "application/json"), CallbackKeys.Empty).Rejection);
            _project.Feed.VerifyMessage(CallbackRequest.Post(body, "application/x-www-form-urlencoded"), CallbackKeys.Empty);
        }
    }

    [Theory]
    [InlineData("""{ "attempts": 5, "every": "PT5M" }""", 5, "00:05:00", null)]
    [InlineData("""{ "attempts": 5, "every": "PT5M", "total": "PT20M" }""", 5, "00:05:00", "00:20:00")]
    [InlineData("""{ "total": "P3D" }""", null, null, "3.00:00:00")]
    public void The_definition_says_how_often_and_how_long_a_callback_is_repeated(string retry, int? attempts, string? every, string? total)
    {
        using var project = CompiledProject.Of(new FeedSchema { Callback = $"\"retry\": {retry}" });

        var said = project.Feed.Definition.Retry!;
        Assert.Equal((attempts, every, total), (said.Attempts, said.Every?.ToString(), said.Total?.ToString()));
    }

    [Theory]
    [InlineData(
        """
            "maxBodyBytes": 1024
            """,
        CallbackUnreadable.Retry
    )]
    [InlineData(
        """
            "unreadable": "retry"
            """,
        CallbackUnreadable.Retry
    )]
    [InlineData(
        """
            "unreadable": "acknowledge"
            """,
        CallbackUnreadable.Acknowledge
    )]
    [InlineData(
        """
            "unreadable": "acknowledge", "acknowledge": { "body": "OK{body:/id}" }
            """,
        CallbackUnreadable.Retry
    )]
    public void The_definition_says_how_a_genuine_callback_that_cannot_be_read_is_answered(string callback, CallbackUnreadable unreadable)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = callback,
            }
        );

        Assert.Equal(unreadable, project.Feed.Definition.Unreadable);
    }

    [Fact]
    public void The_definition_says_what_the_schema_says()
    {
        var definition = _project.Feed.Definition;

        Assert.Equal(
            ("acme.payment", "Acme", "Payment", 1024, 201, "text/plain", "OK", 5, TimeSpan.FromMinutes(5)),
            (
                definition.Name,
                definition.Provider,
                definition.Feed,
                definition.MaxBodyBytes,
                definition.Acknowledge.Status,
                definition.Acknowledge.ContentType,
                definition.Acknowledge.Body,
                definition.Retry!.Attempts,
                definition.Retry.Every
            )
        );
        Assert.Null(definition.Retry.Total);
        Assert.Equal("https://acme.test/docs", definition.Source);
        Assert.Equal(
            [CallbackContent.Json, CallbackContent.Form, CallbackContent.Query],
            definition.Receive.Select(transport => transport.Content)
        );
    }

    [Fact]
    public void The_registry_knows_the_feed() => Assert.Contains(_project.Feed, CallbackFeedRegistry.Feeds);

    private CallbackRejection? Send(string method, string? contentType, string body) =>
        _project
            .Feed.VerifyMessage(
                new CallbackRequest
                {
                    Method = method,
                    ContentType = contentType,
                    Body = Encoding.UTF8.GetBytes(body),
                },
                CallbackKeys.Empty
            )
            .Rejection;

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Properties = """ "id": { "type": "string" } """,
                    Required = ["id"],
                    Receive = ["POST json", "POST form", "GET query"],
                    Callback = """
                    "source": "https://acme.test/docs", "maxBodyBytes": 1024, "retry": { "attempts": 5, "every": "PT5M" },
                    "acknowledge": { "status": 201, "content": "text/plain", "body": "OK" }
                    """,
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
