using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// RFC 8259, section 8.1: a reader may ignore a byte-order mark. A signed one is ignored, and an unsigned one is reported.
/// </summary>
public sealed class ByteOrderMarkTests
{
    private const string Mark = "\uFEFF";
    private const string Detail = "begins with a byte order mark";

    [Theory]
    [InlineData("json", "application/json", """{"id":"a","list":[1]}""")]
    [InlineData("json", "application/json", """ {"list":[1],"id":"a"}""")]
    [InlineData("xml", "text/xml", """<?xml version="1.0" encoding="utf-8"?><x><id>a</id></x>""")]
    public void It_is_signed_as_received_and_skipped_when_read(string content, string type, string body)
    {
        using var project = Project(content, FeedSchema.Hmac("\"{rawBody}\""));

        Assert.Equal("a", Outcome.ValueOf(project.Accepts(Post(Mark + body, type, Mark + body)), "Payload.Id"));
        project.Accepts(Post(body, type, body));
        // Attack: a mark is added to a body that was signed without one, or removed.
        project.Refuses(Post(Mark + body, type, body), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Post(body, type, Mark + body), CallbackRejectionReason.SignatureMismatch);
        Refuses(project, Post(Mark + Mark + body, type, Mark + Mark + body), Detail);
    }

    [Fact]
    public void Values_are_found_behind_it()
    {
        using var project = Project("json", FeedSchema.Hmac("\"{body:/id}.{rawBody}\""), """ "payload": "body:/data" """);
        const string Body = Mark + """{"id":"x","data":{"id":"a"}}""";

        Assert.Equal("a", Outcome.ValueOf(project.Accepts(Post(Body, "application/json", "x." + Body)), "Payload.Id"));
        project.Refuses(Post(Body, "application/json", "y." + Body), CallbackRejectionReason.SignatureMismatch);
    }

    /// <summary>
    /// Attack: where members are signed and not the bytes, an attacker could add a mark, which later readers interpret differently.
    /// </summary>
    [Theory]
    [InlineData("json", "application/json", """{"id":"a"}""")]
    [InlineData("xml", "application/xml", "<x><id>a</id></x>")]
    public void Where_only_members_are_signed_it_is_refused_by_name(string content, string type, string body)
    {
        using var project = Project(content, FeedSchema.Hmac("\"{body:/id}\""));

        project.Accepts(Post(body, type, "a"));
        Refuses(project, Post(Mark + body, type, "a"), Detail);
    }

    [Theory]
    [InlineData("\"{rawBody}\"", "\uFEFFid=a")]
    [InlineData("\"{body:/id}\"", "a")]
    public void In_a_form_it_is_named(string message, string signed)
    {
        using var project = Project("form", FeedSchema.Hmac(message));

        Refuses(project, Post(Mark + "id=a", "application/x-www-form-urlencoded", signed), Detail);
    }

    [Fact]
    public void In_a_text_it_is_a_part_of_the_text()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST text"],
                Root = "\"type\": \"string\"",
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

        Assert.Equal(Mark + "a", Outcome.ValueOf(project.Accepts(Post(Mark + "a", "text/plain", Mark + "a")), "Payload.Value"));
        project.Refuses(Post("a", "text/plain", Mark + "a"), CallbackRejectionReason.SignatureMismatch);
    }

    /// <summary>Attack: JSON that is declared as text is read as JSON, with or without a mark.</summary>
    [Fact]
    public void Beside_a_text_JSON_has_one_reading()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST json", "POST text"],
                Root = "\"description\": \"Any.\"",
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );
        const string Body = Mark + "{\"id\":\"a\"}";

        Assert.Equal(
            Outcome.ValueOf(project.Accepts(Post(Body, "application/json", Body)), "Payload")!.ToString(),
            Outcome.ValueOf(project.Accepts(Post(Body, "text/plain", Body)), "Payload")!.ToString()
        );
    }

    private static CompiledProject Project(string content, string verify, string? callback = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Receive = [$"POST {content}"],
                Properties = """ "id": { "type": "string" }, "sign": { "type": "string" } """,
                Required = ["id"],
                Verify = verify,
                Callback = callback,
            }
        );

    private static CallbackRequest Post(string body, string type, string signed) =>
        CallbackRequest.Post(Encoding.UTF8.GetBytes(body), type, [KeyValuePair.Create("X-Signature", Requests.Hex(signed))]);

    private static void Refuses(CompiledProject project, CallbackRequest request, string detail) =>
        Assert.Equal(
            (CallbackRejectionReason.Malformed, detail),
            project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection is { } rejection
                ? (rejection.Reason, rejection.Detail)
                : default
        );
}
