using System.Text;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The Content-Type is not signed: it never determines the interpretation of a signed body.</summary>
public sealed class ContentTests
{
    [Theory]
    [InlineData("""{"a":"1"}""")]
    [InlineData("\"a text\"")]
    [InlineData("12")]
    public void One_body_has_one_reading_whatever_it_is_called(string body)
    {
        using var project = CompiledProject.Of(Feed());

        var json = Verify(project, body, "application/json");
        foreach (var type in new[] { "text/plain", "text/plain; charset=utf-8", "text/html", null })
            Assert.Equal(Payload(json), Payload(Verify(project, body, type)));
    }

    [Fact]
    public void A_text_that_is_not_JSON_is_a_text()
    {
        using var project = CompiledProject.Of(Feed());

        Assert.True(Verify(project, "Hello, World!", "text/plain").IsSuccess);
        Assert.Equal(CallbackRejectionReason.Malformed, Verify(project, "Hello, World!", "application/json").Rejection?.Reason);
    }

    /// <summary>A form that was never decoded would be accepted as a verified text.</summary>
    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [InlineData("application/octet-stream")]
    public void Beside_JSON_a_text_is_called_one(string type)
    {
        using var project = CompiledProject.Of(Feed());

        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Verify(project, "payload=%7B%22a%22%3A1%7D", type).Rejection?.Reason);
    }

    [Theory]
    [InlineData("form")]
    [InlineData("xml")]
    public void A_text_beside_what_it_could_be_is_an_error(string content) =>
        Assert.Contains(
            SchemaReader.Read(Feed($"POST {content}")).Problems,
            problem => problem.Rule.Id == "CBG0045" && problem.Arguments[0].StartsWith("a text may be", StringComparison.Ordinal)
        );

    /// <summary>
    /// Attack: a captured genuine form is sent again as a text, because the Content-Type is not signed, so that the handler receives
    /// the form's text instead of the payload.
    /// </summary>
    [Theory]
    [InlineData("payload=%7B%22a%22%3A1%7D", "text/plain")]
    [InlineData("payload=%7B%22a%22%3A1%7D&x=", "text/html; charset=utf-8")]
    [InlineData("a=1\r\n", null)]
    public void A_form_does_not_pass_for_a_text_beside_JSON(string body, string? type)
    {
        using var project = CompiledProject.Of(Feed());

        Assert.Equal(CallbackRejectionReason.Malformed, Verify(project, body, type).Rejection?.Reason);
    }

    [Theory]
    [InlineData("SGVsbG8sIFdvcmxkIQ==")]
    [InlineData("Hello, a=b&c=d!")]
    [InlineData("data")]
    public void A_text_that_only_holds_some_of_what_forms_are_made_of_is_a_text(string body)
    {
        using var project = CompiledProject.Of(Feed());

        Assert.True(Verify(project, body, "text/plain").IsSuccess);
    }

    [Fact]
    public void The_JSON_within_a_form_is_the_payload_where_the_schema_says_so()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "zen": { "type": "string" } """,
                Required = ["zen"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "payload": "body:/payload|json" """,
            }
        );
        const string Body = "payload=%7B%22zen%22%3A%22x%22%2C%22hook_id%22%3A1%7D";

        Assert.Equal("x", Outcome.ValueOf(project.Accepts(Requests.Form(Body).Signed("X-Signature", Body)), "Payload.Zen"));
        project.Refuses(
            Requests.Form(Body.Replace("x", "y", StringComparison.Ordinal)).Signed("X-Signature", Body),
            CallbackRejectionReason.SignatureMismatch
        );
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Verify(project, Body, "application/json").Rejection?.Reason);
    }

    [Theory]
    [InlineData("text/plain; charset=UTF-8")]
    [InlineData("Text/Plain")]
    [InlineData("application/x-amz-json-1.0")]
    [InlineData("application/json")]
    public void JSON_arrives_with_the_types_that_the_schema_lists(string type)
    {
        using var project = CompiledProject.Of(Typed("json", "text/plain", "application/x-amz-json-1.0"));

        Assert.Equal("a", Outcome.ValueOf(project.Accepts(Signed("""{"id":"a"}""", type)), "Payload.Id"));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(project, Signed("""{"id":"a"}""", type, signed: """{"id":"b"}""")).Rejection?.Reason
        );
    }

    /// <summary>
    /// Attack: signed JSON whose text contains <c>&amp;id=b&amp;</c> is sent again with another of the feed's
    /// types, in order to be read as a form.
    /// </summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/x-form")]
    public void No_listed_type_has_signed_JSON_read_as_a_form(string type)
    {
        using var project = CompiledProject.Of(Members with { Receive = [Way("json", "text/plain"), Way("form", "text/x-form")] });
        const string Body = """{"id":"a&id=b&"}""";

        var read = Verify(project, Signed(Body, type));
        if (type == "text/plain")
            Assert.Equal("a&id=b&", Outcome.ValueOf(read.GetValueOrThrow(), "Payload.Id"));
        else
            Assert.Equal(CallbackRejectionReason.Malformed, read.Rejection?.Reason);
    }

    [Theory]
    [InlineData("xml", "application/soap+xml", "<a><id>a</id></a>")]
    [InlineData("form", "text/plain", "id=a")]
    [InlineData("form", "application/json", "id=a")]
    public void Every_content_with_a_body_takes_further_types(string content, string type, string body)
    {
        using var project = CompiledProject.Of(Typed(content, type));

        Assert.Equal("a", Outcome.ValueOf(project.Accepts(Signed(body, type)), "Payload.Id"));
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, Verify(project, Signed(body, "application/x-other")).Rejection?.Reason);
    }

    /// <summary>
    /// RFC 8259, section 11: the charset parameter has no effect for JSON. Attack: it is not signed, and must not
    /// determine how the bytes are decoded.
    /// </summary>
    [Theory]
    [InlineData("application/json; charset=ISO-8859-1")]
    [InlineData("application/json; charset=us-ascii")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json;charset")]
    [InlineData("application/json; ; =; charset=\"utf-8")]
    [InlineData("application/cloudevents+json; charset=latin1; v=\"a;b\"")]
    public void A_charset_parameter_does_nothing_to_JSON(string type)
    {
        using var project = CompiledProject.Of(Members);
        const string Body = """{"id":"é"}""";

        Assert.Equal("é", Outcome.ValueOf(project.Accepts(Signed(Body, type)), "Payload.Id"));
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(project, Signed(Body, type, signed: """{"id":"a"}""")).Rejection?.Reason
        );
        var latin1 = Encoding.Latin1.GetBytes(Body);
        var rejection = Verify(
            project,
            CallbackRequest.Post(latin1, type, [KeyValuePair.Create("X-Signature", Requests.Hex(latin1))])
        ).Rejection;
        Assert.Equal((CallbackRejectionReason.Malformed, "is not valid UTF-8"), (rejection?.Reason, rejection?.Detail));
    }

    /// <summary>
    /// Attack: bytes that are one text in UTF-8 and another in Latin-1 are not decoded as one of them when the type states the other.
    /// </summary>
    [Theory]
    [InlineData("form", "application/x-www-form-urlencoded", "id=a", "id=%C3%A9")]
    [InlineData("text", "text/plain", "a", "é")]
    public void A_charset_parameter_is_compared_where_it_could_matter(string content, string type, string ascii, string beyond)
    {
        using var project = CompiledProject.Of(content == "text" ? Feed() with { Receive = ["POST text"] } : Typed(content, "text/x-none"));

        project.Accepts(Signed(ascii, type + "; charset=ISO-8859-1"));
        project.Accepts(Signed(beyond, type + "; charset=UTF-8"));
        project.Accepts(Signed(beyond, type + "; charset=us-ascii"));
        Assert.Equal(
            (CallbackRejectionReason.UnsupportedContent, "header:Content-Type"),
            Verify(project, Signed(beyond, type + "; charset=ISO-8859-1")).Rejection is { } rejection
                ? (rejection.Reason, rejection.Where)
                : default
        );
    }

    [Theory]
    [InlineData("form", "id=a")]
    [InlineData("xml", "<a><id>a</id></a>")]
    [InlineData("json", "{\"id\":\"a\"}")]
    [InlineData("multipart", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\na\r\n--b--\r\n")]
    public void A_body_without_a_type_is_taken_where_the_feed_has_one_content(string content, string body)
    {
        using var project = CompiledProject.Of(
            Members with
            {
                Receive = [$"POST {content}", "GET query"],
                Verify = FeedSchema.Hmac("\"{body:/id}\""),
            }
        );

        foreach (var type in new[] { null, "", " " })
        {
            Assert.Equal("a", Outcome.ValueOf(project.Accepts(Signed(body, type, signed: "a")), "Payload.Id"));
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(project, Signed(body, type, signed: "b")).Rejection?.Reason);
        }
    }

    /// <summary>Attack: without a type, one of several contents would be guessed, and a text in one could be members of another.</summary>
    [Theory]
    [InlineData("id=a")]
    [InlineData("{\"id\":\"a\"}")]
    public void A_body_without_a_type_is_not_guessed_among_several_contents(string body)
    {
        using var project = CompiledProject.Of(Members with { Receive = ["POST form", "POST json"] });

        Assert.Equal(
            "UnsupportedContent at header:Content-Type: is absent, and the feed arrives as more than one content: it "
                + "takes application/x-www-form-urlencoded, application/json",
            Verify(project, Signed(body, null)).Rejection?.ToString()
        );
    }

    [Fact]
    public void A_type_that_the_feed_does_not_take_is_answered_with_those_that_it_takes_and_never_with_its_own_text()
    {
        using var project = CompiledProject.Of(Members with { Receive = [Way("json", "text/plain"), "GET query"] });

        Assert.Equal(
            "UnsupportedContent at header:Content-Type: is not one with which the feed arrives: it takes application/json, text/plain",
            Verify(project, Signed("{}", "application/evil; x=y")).Rejection?.ToString()
        );
    }

    private static FeedSchema Members =>
        new()
        {
            Properties = """ "id": { "type": "string" } """,
            Required = ["id"],
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
        };

    private static FeedSchema Typed(string content, params string[] types) => Members with { Receive = [Way(content, types)] };

    private static string Way(string content, params string[] types) =>
        $$"""{ "method": "POST", "content": "{{content}}", "types": [{{string.Join(", ", types.Select(type => $"\"{type}\""))}}] }""";

    private static CallbackRequest Signed(string body, string? type, string? signed = null) =>
        new()
        {
            Method = "POST",
            ContentType = type,
            Body = Encoding.UTF8.GetBytes(body),
            Headers = CallbackHeaders.From([KeyValuePair.Create("X-Signature", Requests.Hex(signed ?? body))]),
        };

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, CallbackRequest request) =>
        project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon);

    private static FeedSchema Feed(string beside = "POST json") =>
        new()
        {
            Receive = [beside, "POST text"],
            Root = "\"description\": \"Any value.\"",
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
        };

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, string? type)
    {
        var request = CallbackRequest.Post(
            Encoding.UTF8.GetBytes(body),
            type ?? "",
            [KeyValuePair.Create("X-Signature", Requests.Hex(body))]
        );
        return project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon);
    }

    private static string? Payload(CallbackResult<CallbackMessage> result) =>
        result.TryGetValue(out var message, out var rejection) ? Outcome.ValueOf(message, "Payload")?.ToString() : rejection.ToString();
}
