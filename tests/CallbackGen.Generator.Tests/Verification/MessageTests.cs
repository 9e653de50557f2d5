namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The signed message: templates, filters, selected members, and ambiguous parts.</summary>
public sealed class MessageTests
{
    private const string Members = """
        "b": { "type": ["string", "null"] }, "a": { "type": ["string", "null"] }, "n": { "type": "number" },
        "flag": { "type": "boolean" }, "list": { "type": "array", "items": { "type": "string" } }
        """;

    private static CompiledProject Feed(string message, string? more = null, string properties = Members) =>
        CompiledProject.Of(new FeedSchema { Properties = properties, Verify = FeedSchema.Hmac(message, more) });

    [Theory]
    [InlineData("{body:/a|lower}", "ab c")]
    [InlineData("{body:/a|upper}", "AB C")]
    [InlineData("{body:/a|reverse}", "C bA")]
    [InlineData("{body:/a|slice:0:2}", "Ab")]
    [InlineData("{body:/a|strip-prefix:A}", "b C")]
    [InlineData("{body:/a|base64}", "QWIgQw==")]
    [InlineData("{body:/a|urlencode}", "Ab+C")]
    [InlineData("{body:/a|lower|upper}", "AB C")]
    [InlineData("{body:/a|sha256}", "")]
    [InlineData("{body:/n}", "1.50")]
    [InlineData("{body:/n|fixed2}", "1.50")]
    [InlineData("{body:/n}:{body:/a}", "1.50:Ab C")]
    [InlineData("{{{body:/a}}}", "{Ab C}")]
    [InlineData("{method}:{body:/a}", "POST:Ab C")]
    [InlineData("{path}:{body:/a}", "/callbacks/acme:Ab C")]
    [InlineData("{header:X-Id}:{body:/a}", "7:Ab C")]
    [InlineData("\\\"quoted\\\"\\n{body:/a}", "\"quoted\"\nAb C")]
    [InlineData("ключ😀{body:/a}", "ключ😀Ab C")]
    public void A_template_is_built_of_its_sources(string template, string message)
    {
        using var project = Feed($"\"{template}\"");
        const string Json = """{ "a": "Ab C", "n": 1.50 }""";
        if (message.Length == 0)
            message = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("Ab C"u8));

        project.Accepts(Request(Json, ("X-Id", "7"), ("X-Signature", Requests.Hex(message))));
        project.Refuses(
            Request(
                Json.Replace("Ab C", "xx x", StringComparison.Ordinal).Replace("1.5", "1.6", StringComparison.Ordinal),
                ("X-Id", "7"),
                ("X-Signature", Requests.Hex(message))
            ),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData("""{ "members": ["b", "a"], "join": "|" }""", """{ "b": "2", "a": "1" }""", "2|1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|", "sort": "name" }""", """{ "b": "2", "a": "1" }""", "1|2")]
    [InlineData("""{ "members": ["/b", "/a"], "join": "|", "sort": "name" }""", """{ "b": "2", "a": "1" }""", "1|2")]
    [InlineData("""{ "members": ["b", "a"], "join": "&", "each": "{name}={value}" }""", """{ "b": "2", "a": "1" }""", "b=2&a=1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|" }""", """{ "a": "1" }""", "|1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|" }""", """{ "b": null, "a": "1" }""", "|1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|", "omit": ["null"] }""", """{ "b": null, "a": "1" }""", "1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|", "omit": ["null"] }""", """{ "b": "", "a": "1" }""", "|1")]
    [InlineData("""{ "members": ["b", "a"], "join": "|", "omit": ["empty", "null"] }""", """{ "b": "", "a": "1" }""", "1")]
    [InlineData("""{ "members": ["b", "a"], "join": "&", "each": "{name}={value}", "omit": ["null"] }""", """{ "a": "1" }""", "a=1")]
    [InlineData("""{ "members": ["n", "flag"], "join": "|" }""", """{ "n": 1.50, "flag": true }""", "1.50|true")]
    [InlineData("""{ "members": ["a", "b"], "join": "|" }""", """{ "a": "\u0041b", "b": "é" }""", "Ab|é")]
    public void Chosen_members_stand_in_their_order_with_their_texts_of_the_wire(string members, string json, string message)
    {
        using var project = Feed($"[{members}]");

        project.Accepts(Request(json, ("X-Signature", Requests.Hex(message))));
        project.Refuses(Request(json, ("X-Signature", Requests.Hex(message + "x"))), CallbackRejectionReason.SignatureMismatch);
    }

    [Theory]
    [InlineData("""{ "b": "x", "a": "1|3" }""")]
    [InlineData("""{ "b": "Ali|transaction|3|ok", "a": "" }""")]
    public void A_signed_value_that_holds_the_joining_text_is_refused(string json)
    {
        using var project = Feed("""[{ "members": ["b", "a", "n"], "join": "|" }]""");
        using var document = System.Text.Json.JsonDocument.Parse(json);
        var message = $"{document.RootElement.GetProperty("b")}|{document.RootElement.GetProperty("a")}|";

        project.Refuses(Request(json, ("X-Signature", Requests.Hex(message))), CallbackRejectionReason.AmbiguousMessage);
    }

    [Fact]
    public void A_template_value_that_holds_the_text_behind_it_is_refused()
    {
        using var project = Feed("\"{body:/a}.{body:/b}\"");

        project.Accepts(Request("""{ "a": "x", "b": "y.z" }""", ("X-Signature", Requests.Hex("x.y.z"))));
        project.Refuses(
            Request("""{ "a": "x.y", "b": "z" }""", ("X-Signature", Requests.Hex("x.y.z"))),
            CallbackRejectionReason.AmbiguousMessage
        );
    }

    [Fact]
    public void A_signed_object_or_list_is_refused()
    {
        using var project = Feed("""[{ "members": ["a", "b"], "join": "|" }]""");

        foreach (var json in new[] { """{ "a": [], "b": "1" }""", """{ "a": {}, "b": "1" }""" })
            Assert.False(project.Feed.VerifyMessage(Request(json, ("X-Signature", Requests.Hex("|1"))), project.Keys()).IsSuccess);
    }

    [Fact]
    public void Values_without_a_delimiter_are_reported_unless_the_schema_says_why()
    {
        string bare = new FeedSchema { Properties = Members, Verify = FeedSchema.Hmac("\"{body:/a}{body:/b}\"") };
        string reasoned = new FeedSchema
        {
            Properties = Members,
            Verify = FeedSchema.Hmac("\"{body:/a}{body:/b}\"", "\"undelimited\": \"The provider does so.\""),
        };

        Assert.Contains(Schema.SchemaReader.Read(bare).Problems, problem => problem.Rule.Id == "CBG0040");
        Assert.DoesNotContain(Schema.SchemaReader.Read(reasoned).Problems, problem => problem.Rule.Id == "CBG0040");
        using var project = CompiledProject.Of(reasoned);
        project.Accepts(Request("""{ "a": "x", "b": "y" }""", ("X-Signature", Requests.Hex("xy"))));
        project.Refuses(
            Request("""{ "a": "x", "b": "z" }""", ("X-Signature", Requests.Hex("xy"))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void A_new_member_of_the_provider_does_not_break_chosen_members()
    {
        using var project = Feed("""[{ "members": ["a", "b"], "join": "|" }]""");

        project.Accepts(Request("""{ "new": "|", "a": "1", "b": "2" }""", ("X-Signature", Requests.Hex("1|2"))));
    }

    [Fact]
    public void A_part_of_the_body_is_the_payload_and_is_signed_by_names_within_it()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "amount": { "type": "string" } """,
                Verify = FeedSchema.Hmac("""[{ "members": ["id", "amount"], "join": "|" }]"""),
                Callback = """ "payload": "body:/data" """,
            }
        );
        var signature = ("X-Signature", Requests.Hex("7|1.00"));

        var message = project.Accepts(Request("""{ "response": 1, "data": { "id": "7", "amount": "1.00" } }""", signature));

        Assert.Equal("1.00", Outcome.ValueOf(message, "Payload.Amount"));
        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Refuses(Request("""{ "data": { "id": "7", "amount": "9.00" } }""", signature), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Request("""{ "id": "7", "amount": "1.00" }""", signature), CallbackRejectionReason.SignatureMismatch);
    }

    private static CallbackRequest Request(string json, params (string Name, string Value)[] headers) =>
        new()
        {
            Method = "POST",
            Path = "/callbacks/acme",
            ContentType = "application/json",
            Body = System.Text.Encoding.UTF8.GetBytes(json),
            Headers = CallbackHeaders.From(headers.Select(header => KeyValuePair.Create(header.Name, header.Value))),
        };
}
