using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A part of the body that is signed as another platform writes it: its numbers and its escapes.</summary>
public sealed class JsonWriterTests
{
    private const string Properties = """
        "id": { "type": "string" },
        "amount": { "type": ["number", "null"] },
        "name": { "type": ["string", "null"] },
        "code": { "type": ["string", "null"], "coerce": true },
        "lines": {
          "type": ["array", "null"],
          "items": { "type": "object", "properties": { "price": { "type": "number" } } }
        },
        "sign": { "type": ["string", "null"] }
        """;

    private static CompiledProject Project(string json, string properties = Properties, string more = "") =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = properties,
                Required = ["id"],
                Verify = FeedSchema.Hmac($$"""[{ "json": {{json}}, "except": ["sign"]{{more}} }]""", from: "body:/sign"),
            }
        );

    private static CallbackRequest Sent(string members, string signed) =>
        Requests.Json($$"""{{{members}},"sign":"{{Requests.Hex(signed)}}"}""");

    [Theory]
    [InlineData("""{ "numbers": "javascript" }""", "1.0", "1")]
    [InlineData("""{ "numbers": "javascript" }""", "10.50", "10.5")]
    [InlineData("""{ "numbers": "javascript" }""", "1e3", "1000")]
    [InlineData("""{ "numbers": "php" }""", "10.0", "10.0", false)]
    [InlineData("""{ "numbers": "php" }""", "10.0", "10")]
    [InlineData("""{ "numbers": "php" }""", "0.10", "0.1")]
    [InlineData("""{ "numbers": "python" }""", "10.50", "10.5")]
    [InlineData("""{ "numbers": "python" }""", "10.00", "10.0")]
    [InlineData("""{ "numbers": "python" }""", "10", "10")]
    [InlineData("""{ "writer": "go" }""", "1.0", "1")]
    [InlineData("""{ "writer": "javascript" }""", "1.0", "1")]
    [InlineData("""{ "writer": "php" }""", "1.0", "1")]
    [InlineData("""{ "writer": "gson" }""", "1.0", "1.0")]
    [InlineData("""{ "writer": "dotnet" }""", "1.0", "1.0")]
    [InlineData("""{ "writer": "php", "numbers": "as-received" }""", "1.0", "1.0")]
    [InlineData("{}", "1.0", "1.0")]
    public void A_number_is_signed_as_its_writer_writes_it(string json, string sent, string written, bool isTaken = true)
    {
        using var project = Project(json);
        var request = Sent(
            $$"""
            "id":"a","amount":{{sent}}
            """,
            $$"""{"id":"a","amount":{{written}}}"""
        );

        if (isTaken)
            project.Accepts(request);
        else
            project.Refuses(request, CallbackRejectionReason.SignatureMismatch);
        project.Refuses(
            Sent("\"id\":\"a\",\"amount\":2", $$"""{"id":"a","amount":{{written}}}"""),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void A_digest_over_PHPs_json_with_the_key_behind_it()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Properties,
                Required = ["id"],
                Keys = """ "secret": { "encoding": "utf8" } """,
                Verify = """
                { "scheme": "digest", "algorithm": "sha256", "signature": { "from": "body:/sign", "encoding": "hex" },
                  "message": [{ "json": { "writer": "php" }, "except": ["sign"] }, "{key:secret}"] }
                """,
            }
        );
        const string Written = """{"id":"a\/b","amount":1,"name":"\u00e9","lines":[{"price":10.5},{"price":1000}]}""";
        var sign = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Written + FeedSchema.Secret))
        );
        var body = $$"""{"id":"a/b","amount":1.0,"name":"é","lines":[{"price":10.50},{"price":1e3}],"sign":"{{sign}}"}""";

        Assert.Equal("/code", string.Join(' ', project.Feed.Definition.UnsignedMembers));
        project.Accepts(Requests.Json(body));
        project.Refuses(Requests.Json(body.Replace("10.50", "10.51", StringComparison.Ordinal)), CallbackRejectionReason.SignatureMismatch);
    }

    [Theory]
    [InlineData("php")]
    [InlineData("javascript")]
    public void A_digest_over_rewritten_json_verifies_as_it_was_sent(string numbers)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" },
                "url": { "type": ["string", "null"] },
                "amount": { "type": ["number", "null"] },
                "sign": { "type": "string" }
                """,
                Required = ["id", "sign"],
                Keys = """ "key": { "encoding": "utf8" } """,
                Verify = $$"""
                {
                  "scheme": "digest",
                  "algorithm": "sha256",
                  "signature": { "from": "body:/sign", "encoding": "hex" },
                  "message": [
                    {
                      "json": { "escapeSlash": true, "escapeUnicode": true, "numbers": "{{numbers}}" },
                      "except": ["sign"]
                    },
                    "{key:key}"
                  ]
                }
                """,
            }
        );
        var keys = CallbackKeys.Create(project.Feed.Definition, "key", "0123456789abcdef0123456789abcdef");
        const string Body = """{"id":"a","amount":1.0,"sign":"56feafefe6d4d973bb73379362763ede57db0a6fd857e4eef799482231e73526"}""";

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body), keys).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project.Feed.VerifyMessage(Requests.Json(Body.Replace("1.0", "1.5", StringComparison.Ordinal)), keys).Rejection?.Reason
        );
    }

    [Theory]
    [InlineData("""{ "escapeHtml": true }""", "<a href='x'>R&D=1</a>", """\u003ca href='x'\u003eR\u0026D=1\u003c/a\u003e""")]
    [InlineData("""{ "writer": "go" }""", "<é>", """\u003cé\u003e""")]
    [InlineData("""{ "writer": "gson" }""", "<a='é'>", """\u003ca\u003d\u0027é\u0027\u003e""")]
    [InlineData("""{ "writer": "dotnet" }""", "<a+'é`>", """\u003Ca\u002B\u0027\u00E9\u0060\u003E""")]
    [InlineData("""{ "writer": "dotnet" }""", "a\\\"b\\\\c/", """a\u0022b\\c/""")]
    [InlineData("""{ "writer": "python" }""", "é/\u007f", """\u00e9/\u007f""")]
    [InlineData("""{ "writer": "javascript" }""", "é/<", "é/<")]
    [InlineData("""{ "writer": "php" }""", "é/<", """\u00e9\/<""")]
    [InlineData("""{ "writer": "php", "escapeSlash": false }""", "é/<", """\u00e9/<""")]
    public void A_text_is_escaped_as_its_writer_does(string json, string sent, string written)
    {
        using var project = Project(json);
        var space = json.Contains("python", StringComparison.Ordinal) ? " " : "";

        project.Accepts(Sent($"\"id\":\"a\",\"name\":\"{sent}\"", $"{{\"id\":{space}\"a\",{space}\"name\":{space}\"{written}\"}}"));
        project.Refuses(
            Sent($"\"id\":\"b\",\"name\":\"{sent}\"", $"{{\"id\":{space}\"a\",{space}\"name\":{space}\"{written}\"}}"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: digits beyond the precision of a double, which the writer drops, so that two amounts have the same signature.
    /// </summary>
    [Theory]
    [InlineData("javascript", "9007199254740993")]
    [InlineData("javascript", "0.30000000000000001")]
    [InlineData("php", "1.00000000000000000001")]
    [InlineData("php", "99999999999999999999")]
    [InlineData("python", "1.00000000000000000001")]
    [InlineData("javascript", "1e400")]
    [InlineData("javascript", "1e-400")]
    public void A_number_that_its_writer_would_change_is_refused(string numbers, string amount)
    {
        using var project = Project($$"""{ "numbers": "{{numbers}}" }""");

        project.Refuses(Sent($"\"id\":\"a\",\"amount\":{amount}", "{}"), CallbackRejectionReason.AmbiguousMessage);
        project.Refuses(
            Sent(
                $$"""
                "id":"a","lines":[{"price":{{amount}}}]
                """,
                "{}"
            ),
            CallbackRejectionReason.AmbiguousMessage
        );
    }

    /// <summary>
    /// Attack: a member that keeps a number's digits as text would have another text, and another idempotency key,
    /// with the same signature.
    /// </summary>
    [Fact]
    public void A_member_that_keeps_the_digits_is_not_covered()
    {
        using var rewritten = Project("""{ "numbers": "javascript" }""");
        using var listed = Project("""{ "numbers": "javascript" }""", more: ", \"members\": [\"id\", \"amount\", \"code\"]");
        using var received = Project("{}");

        Assert.Equal("/code", string.Join(' ', rewritten.Feed.Definition.UnsignedMembers));
        Assert.Equal("/name /code /lines", string.Join(' ', listed.Feed.Definition.UnsignedMembers));
        Assert.Equal("", string.Join(' ', received.Feed.Definition.UnsignedMembers));
    }

    [Fact]
    public void A_value_of_any_type_keeps_the_digits_too()
    {
        using var project = Project(
            """{ "writer": "php" }""",
            """
            "id": { "type": "string" },
            "any": {},
            "list": { "type": "array", "items": {} },
            "sum": { "type": "number" },
            "sign": { "type": "string" }
            """
        );

        Assert.Equal("/any /list", string.Join(' ', project.Feed.Definition.UnsignedMembers));
        Assert.True(project.Feed.Definition.UnknownMembersUnsigned);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("paid", false)]
    public void No_record_is_selected_by_a_number_of_many_texts(string value, bool isReported) =>
        Assert.Equal(
            isReported,
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """ "type": { "type": "string", "coerce": true } """,
                        Callback = $$""" "select": { "body:/type": "{{value}}" } """,
                        Verify = FeedSchema.Hmac("""[{ "json": { "numbers": "php" } }]"""),
                    }
                )
                .Problems.Any(problem => problem.Rule.Id == "CBG0060")
        );
}
