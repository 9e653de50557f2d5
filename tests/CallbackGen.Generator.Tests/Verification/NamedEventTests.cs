using System.Reflection;
using System.Text.Json;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Events that a header names: the signature covers the body, and not the header, so that the same body can be sent under another name.
/// </summary>
public sealed class NamedEventTests : IClassFixture<NamedEventTests.Project>
{
    private const string Paid = """{"amount":5,"paid_at":"today"}""";
    private const string Failed = """{"amount":5,"reason":"declined"}""";

    private readonly CompiledProject _project;

    public NamedEventTests(Project project) => _project = project.Compiled;

    [Theory]
    [InlineData(Paid, "order.paid", "AcmePaymentPaid")]
    [InlineData(Paid, "order.settled", "AcmePaymentPaid")]
    [InlineData(Failed, "order.failed", "AcmePaymentFailed")]
    [InlineData(Failed, "Order.Failed", "AcmePaymentUnknown")]
    [InlineData(Failed, "order.lost", "AcmePaymentUnknown")]
    [InlineData(Failed, null, "AcmePaymentUnknown")]
    [InlineData("[1]", null, "AcmePaymentUnknown")]
    public void The_header_chooses_the_record(string body, string? name, string type)
    {
        var payload = Verify(_project, body, name).Value!.Content;

        Assert.Equal(type, payload.GetType().Name);
        Assert.Equal(name, payload.GetType().GetProperty("EventName")!.GetValue(payload));
        if (type == "AcmePaymentUnknown")
            Assert.Equal(body, ((JsonElement)payload.GetType().GetProperty("Payload")!.GetValue(payload)!).GetRawText());
    }

    /// <summary>A genuine body with the name of another event, which its members do not fit.</summary>
    [Theory]
    [InlineData(Failed, "order.paid", "/paid_at")]
    [InlineData(Paid, "order.failed", "/reason")]
    [InlineData("[1]", "order.failed", "")]
    public void A_body_under_the_name_of_another_event_is_refused(string body, string name, string where)
    {
        var rejection = Verify(_project, body, name).Rejection!;

        Assert.Equal(where, rejection.Where);
    }

    /// <summary>What the signature and the payload leave open is marked: a body of "failed" is also one of "noted".</summary>
    [Fact]
    public void A_body_that_fits_another_event_is_one_of_it_and_that_is_marked()
    {
        Assert.Equal("AcmePaymentNoted", Verify(_project, Failed, "order.noted").Value!.Content.GetType().Name);
        Assert.Equal(["AcmePaymentNoted", "AcmePaymentUnknown"], Marked(_project));
        Assert.True(_project.Feed.PayloadType.GetProperty("EventName")!.IsDefined(typeof(UnsignedAttribute)));
        Assert.Contains(
            "and a payload of AcmePaymentPaid can be read as it",
            _project.Run.Source("AcmePayment.g.cs"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_tampered_body_is_refused_under_every_name()
    {
        foreach (var name in (string?[])["order.paid", "order.noted", null])
        {
            var request = Request(Paid.Replace('5', '6'), name, Requests.Hex(Paid));
            Assert.Equal(
                CallbackRejectionReason.SignatureMismatch,
                _project.Feed.VerifyMessage(request, _project.Keys(), FixedClock.AtNoon).Rejection!.Reason
            );
        }
    }

    [Fact]
    public void A_repeated_header_names_nothing()
    {
        var request = Requests.Json(Paid, ("X-Signature", Requests.Hex(Paid)), ("X-Event", "order.paid"), ("X-Event", "order.noted"));

        var rejection = _project.Feed.VerifyMessage(request, _project.Keys(), FixedClock.AtNoon).Rejection!;

        Assert.Equal(("header:X-Event", "is repeated"), (rejection.Where, rejection.Detail));
    }

    [Fact]
    public void A_signed_name_needs_no_mark_and_cannot_be_changed()
    {
        using var project = CompiledProject.Of(Schema with { Verify = FeedSchema.Hmac("\"{header:X-Event}|{rawBody}\"") });
        var signature = Requests.Hex("order.noted|" + Failed);

        Assert.Empty(Marked(project));
        Assert.False(project.Feed.PayloadType.GetProperty("EventName")!.IsDefined(typeof(UnsignedAttribute)));
        Assert.Null(project.Feed.VerifyMessage(Request(Failed, "order.noted", signature), project.Keys(), FixedClock.AtNoon).Rejection);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project.Feed.VerifyMessage(Request(Failed, "order.failed", signature), project.Keys(), FixedClock.AtNoon).Rejection!.Reason
        );
    }

    /// <summary>Members that the signature leaves out show nothing, because an attacker can add them.</summary>
    [Fact]
    public void Where_not_all_of_the_payload_is_signed_every_event_is_marked()
    {
        using var project = CompiledProject.Of(Schema with { Verify = FeedSchema.Hmac("\"{body:/amount}\"") });

        Assert.Equal(["AcmePaymentFailed", "AcmePaymentNoted", "AcmePaymentPaid", "AcmePaymentUnknown"], Marked(project));
    }

    [Theory]
    [InlineData("""{ "type": "string", "const": "paid" }""", """{ "type": "string", "const": "failed" }""", "")]
    [InlineData("""{ "type": "string" }""", """{ "type": "integer" }""", "")]
    [InlineData("""{ "type": "string" }""", """{ "type": "string" }""", "AcmePaymentA AcmePaymentB")]
    [InlineData("""{ "type": "string" }""", """{ "type": ["string", "null"] }""", "AcmePaymentA AcmePaymentB")]
    [InlineData("""{ "type": "string", "enum": ["x"], "closed": true }""", """{ "type": "string", "enum": ["y"] }""", "AcmePaymentB")]
    public void Constants_and_types_show_an_event_too(string left, string right, string marked)
    {
        using var project = CompiledProject.Of(
            Schema with
            {
                Callback = """ "discriminator": { "from": "header:X-Event", "mapping": { "a": "#/oneOf/0", "b": "#/oneOf/1" } } """,
                Root = $$"""
                "oneOf": [
                  { "title": "A", "type": "object", "required": ["state"], "properties": { "state": {{left}} } },
                  { "title": "B", "type": "object", "required": ["state"], "properties": { "state": {{right}} } }
                ]
                """,
                More = null,
            }
        );

        Assert.Equal([.. marked.Split(' ', StringSplitOptions.RemoveEmptyEntries), "AcmePaymentUnknown"], Marked(project));
    }

    /// <summary>In a form every value is a text, so that only the presence of a field shows an event.</summary>
    [Fact]
    public void In_a_form_types_show_nothing()
    {
        using var project = CompiledProject.Of(
            Schema with
            {
                Receive = ["POST form"],
                Callback = """ "discriminator": { "from": "query:event", "mapping": { "a": "#/oneOf/0", "b": "#/oneOf/1" } } """,
                Root = """
                "oneOf": [
                  { "title": "A", "type": "object", "required": ["n"], "properties": { "n": { "type": "integer", "coerce": true } } },
                  {
                    "title": "B", "type": "object", "required": ["n", "t"],
                    "properties": { "n": { "type": "string" }, "t": { "type": "string" } }
                  }
                ]
                """,
                More = null,
            }
        );
        const string Form = "n=5&t=x";
        var signed = Requests.Form(Form, ("X-Signature", Requests.Hex(Form)));
        var request = new CallbackRequest
        {
            Method = signed.Method,
            Path = signed.Path,
            Query = "event=a",
            ContentType = signed.ContentType,
            Body = signed.Body,
            Headers = signed.Headers,
        };

        Assert.Equal(["AcmePaymentA", "AcmePaymentUnknown"], Marked(project));
        Assert.Equal("AcmePaymentA", project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Value!.Content.GetType().Name);
    }

    [Fact]
    public void Every_item_of_a_request_is_of_its_event()
    {
        using var project = CompiledProject.Of(Schema with { Callback = $""" "payload": "body:/orders/*", {Schema.Callback} """ });
        var body = $$"""{"orders":[{{Paid}},{{Paid}}]}""";

        var messages = project.Feed.VerifyMessages(Request(body, "order.settled"), project.Keys(), FixedClock.AtNoon).Value!;

        Assert.Equal(
            ["order.settled", "order.settled"],
            messages.Select(message => message.Content.GetType().GetProperty("EventName")!.GetValue(message.Content))
        );
    }

    /// <summary>JSON holds the payload alone. Whoever stores it stores the name too, and reads the record of that name.</summary>
    [Fact]
    public void The_name_is_no_part_of_the_payloads_json()
    {
        var message = Verify(_project, Paid, "order.settled").Value!;
        var payload = message.Content;
        var context = (System.Text.Json.Serialization.JsonSerializerContext)
            _project.Type("AcmePaymentJsonContext").GetProperty("Default")!.GetValue(null)!;

        Assert.Equal(Paid, System.Text.Encoding.UTF8.GetString(message.ToJson()));
        Assert.Equal(Paid, _project.WriteJson(payload));
        Assert.Equal("AcmePaymentUnknown", _project.FromJson(Paid)!.GetType().Name);
        Assert.Equal(payload.GetType(), JsonSerializer.Deserialize(Paid, context.GetTypeInfo(payload.GetType())!)!.GetType());
    }

    [Fact]
    public void A_member_of_the_same_name_gives_way()
    {
        using var project = CompiledProject.Of(
            Schema with
            {
                More = Schema.More!.Replace(
                    "\"paid_at\": {",
                    "\"event_name\": { \"type\": \"string\" }, \"paid_at\": {",
                    StringComparison.Ordinal
                ),
            }
        );

        var payload = Verify(project, """{"paid_at":"today","event_name":"other"}""", "order.paid").Value!.Content;

        Assert.Equal("order.paid", payload.GetType().GetProperty("EventName")!.GetValue(payload));
        Assert.Equal("other", payload.GetType().GetProperty("EventNameValue")!.GetValue(payload));
    }

    /// <summary>The definition says where the name is, for code that makes requests.</summary>
    [Fact]
    public void The_feed_says_what_names_its_events() => Assert.Equal("header:X-Event", _project.Feed.Definition.EventFrom);

    [Fact]
    public void Each_marked_event_is_reported_at_its_alternative()
    {
        var problem = Assert.Single(SchemaReader.Read(Schema).Problems, problem => problem.Rule.Id == "CBG0095");

        Assert.Equal("\"#/$defs/Noted\"", ((string)Schema).Substring(problem.Span.Start, problem.Span.Length));
    }

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, string? name) =>
        project.Feed.VerifyMessage(Request(body, name), project.Keys(), FixedClock.AtNoon);

    private static CallbackRequest Request(string body, string? name, string? signature = null) =>
        name is null
            ? Requests.Json(body, ("X-Signature", signature ?? Requests.Hex(body)))
            : Requests.Json(body, ("X-Signature", signature ?? Requests.Hex(body)), ("X-Event", name));

    private static IEnumerable<string> Marked(CompiledProject project) =>
        project
            .Feed.PayloadType.Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<UnsignedAttribute>() is not null)
            .Select(type => type.Name)
            .Order(StringComparer.Ordinal);

    private static FeedSchema Schema { get; } =
        new()
        {
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
            Callback = """
                "discriminator": {
                  "from": "header:X-Event",
                  "mapping": {
                    "order.paid": "#/$defs/Paid", "order.settled": "#/$defs/Paid", "order.failed": "#/$defs/Failed",
                    "order.noted": "#/oneOf/2"
                  }
                }
                """,
            Root = """ "oneOf": [{ "$ref": "#/$defs/Paid" }, { "$ref": "#/$defs/Failed" }, { "$ref": "#/$defs/Noted" }] """,
            More = """
                "$defs": {
                  "Paid": {
                    "type": "object",
                    "required": ["paid_at"],
                    "properties": { "amount": { "type": "integer" }, "paid_at": { "type": ["string", "null"] } }
                  },
                  "Failed": {
                    "type": "object",
                    "required": ["reason"],
                    "properties": { "amount": { "type": "integer" }, "reason": { "type": "string" } }
                  },
                  "Noted": { "type": "object", "properties": { "amount": { "type": "integer" }, "note": { "type": "string" } } }
                }
                """,
        };

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } = CompiledProject.Of(Schema);

        public void Dispose() => Compiled.Dispose();
    }
}
