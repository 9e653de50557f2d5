namespace CallbackGen.Generator.Tests.Payloads;

/// <summary><c>coerce</c> accepts the same values for every transport.</summary>
public sealed class CoercionTests : IClassFixture<CoercionTests.Project>
{
    private const string Members = """
        "id": { "type": "string", "coerce": true },
        "fee": { "type": ["string", "null"], "format": "decimal", "coerce": true },
        "count": { "type": ["integer", "null"], "coerce": true },
        "rate": { "type": ["number", "null"], "coerce": true },
        "test": { "type": ["boolean", "null"], "coerce": true },
        "kind": { "type": ["string", "null"], "enum": ["a"], "coerce": true },
        "code": { "type": ["integer", "null"], "enum": [1], "coerce": true },
        "note": { "type": ["string", "null"], "coerce": true },
        "day": { "type": ["string", "null"], "format": "date", "coerce": true },
        "at": { "type": ["string", "null"], "format": "date-time", "coerce": true },
        "paid_at": { "type": ["string", "null"], "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "+08:00", "coerce": true },
        "time": { "type": ["string", "null"], "format": "time", "coerce": true },
        "must": { "type": "boolean", "coerce": true }
        """;

    private readonly CompiledProject _project;

    public CoercionTests(Project project) => _project = project.Compiled;

    public static TheoryData<string, string, object?> Values =>
        new()
        {
            { "Fee", "\"\"", null },
            { "Count", "\"\"", null },
            { "Rate", "\"\"", null },
            { "Test", "\"\"", null },
            { "Kind", "\"\"", null },
            { "Code", "\"\"", null },
            { "Day", "\"\"", null },
            { "At", "\"\"", null },
            { "PaidAt", "\"\"", null },
            { "Time", "\"\"", null },
            { "Note", "\"\"", "" },
            { "Day", "\"0000-00-00\"", null },
            { "At", "\"0000-00-00T00:00:00Z\"", null },
            { "At", "\"0000-00-00 00:00:00\"", null },
            { "PaidAt", "\"0000-00-00 00:00:00\"", null },
            { "PaidAt", "\"00.00.0000\"", null },
            { "PaidAt", "\"00000000000000\"", null },
            { "Fee", "\"1.50\"", 1.50m },
            { "Count", "\"7\"", 7L },
            { "Rate", "\"2.5\"", 2.5m },
            { "Test", "\"1\"", true },
            { "Test", "\"0\"", false },
            { "Test", "\"true\"", true },
            { "Test", "\"false\"", false },
            { "Time", "\"00:00:00\"", new TimeOnly(0, 0) },
            { "Note", "\"5\"", "5" },
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_text_is_read_alike_in_JSON_and_in_a_form(string member, string json, object? value)
    {
        var name = member == "PaidAt" ? "paid_at" : member.ToLowerInvariant();
        var inJson = _project.ReadJson($$"""{"id":"1","{{name}}":{{json}}}""");
        var inForm = _project.ReadForm($"id=1&{name}={Uri.EscapeDataString(json.Trim('"'))}");

        Assert.Null(inJson.Rejection);
        Assert.Null(inForm.Rejection);
        Assert.Equal(value, inJson[member]);
        Assert.Equal(inJson.Payload, inForm.Payload);
    }

    /// <summary>A text in a form may be a number in JSON.</summary>
    [Theory]
    [InlineData("Test", "1", true)]
    [InlineData("Test", "0", false)]
    [InlineData("Must", "1", true)]
    [InlineData("Count", "7.0", 7L)]
    [InlineData("Id", "12", "12")]
    [InlineData("Id", "true", "true")]
    public void A_number_is_read_where_a_form_would_have_its_text(string member, string json, object value) =>
        Assert.Equal(
            value,
            _project.ReadJson(
                $$"""{"id":"1","{{member.ToLowerInvariant()}}":{{json}}}""".Replace(
                    "\"id\":\"1\",\"id\"",
                    "\"id\"",
                    StringComparison.Ordinal
                )
            )[member]
        );

    [Theory]
    [InlineData("\"test\":2", "/test")]
    [InlineData("\"test\":1.0", "/test")]
    [InlineData("\"test\":\"yes\"", "/test")]
    [InlineData("\"test\":\" \"", "/test")]
    [InlineData("\"must\":\"\"", "/must")] // it is not null
    [InlineData("\"fee\":\" \"", "/fee")]
    [InlineData("\"fee\":\"0000-00-00\"", "/fee")] // not a date
    [InlineData("\"time\":\"0000-00-00\"", "/time")]
    [InlineData("\"day\":\"0000-00-01\"", "/day")]
    [InlineData("\"day\":\"----\"", "/day")]
    [InlineData("\"count\":true", "/count")]
    public void What_is_in_no_row_of_the_table_is_refused(string member, string where) =>
        _project.ReadJson($$"""{"id":"1",{{member}}}""").IsRefusedAt(where);

    [Fact]
    public void Without_coerce_nothing_of_this_is_read()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "fee": { "type": ["string", "null"], "format": "decimal" },
                "test": { "type": ["boolean", "null"] },
                "day": { "type": ["string", "null"], "format": "date" },
                "meta": { "type": ["object", "null"], "properties": { "a": {} } },
                "list": { "type": "array", "items": {} }
                """,
            }
        );

        foreach (
            var (member, where) in new[]
            {
                ("\"fee\":\"\"", "/fee"),
                ("\"test\":1", "/test"),
                ("\"day\":\"0000-00-00\"", "/day"),
                ("\"meta\":[]", "/meta"),
                ("\"list\":{}", "/list"),
            }
        )
            project.ReadJson($"{{{member}}}").IsRefusedAt(where);
    }

    [Fact]
    public void An_empty_array_is_an_empty_object_and_an_empty_object_an_empty_array()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "meta": { "type": "object", "coerce": true, "properties": { "a": { "type": ["string", "null"] } } },
                "map": { "type": ["object", "null"], "coerce": true, "additionalProperties": { "type": "string" } },
                "list": { "type": "array", "coerce": true, "items": { "type": "string" } },
                "after": { "type": "string" }
                """,
                Required = ["meta", "list", "after"],
            }
        );

        var outcome = project.ReadJson("""{"meta":[ ],"map":[],"list":{ },"after":"x"}""");

        Assert.Null(outcome.Rejection);
        Assert.Equal((null, "x"), (outcome["Meta.A"], outcome["After"]));
        Assert.Empty((System.Collections.IEnumerable)outcome["List"]!);
        Assert.Empty((System.Collections.IEnumerable)outcome["Map"]!);
        Assert.Null(project.ReadJson("""{"meta":[],"map":"","list":{},"after":"x"}""")["Map"]);
        project.ReadJson("""{"meta":[1],"list":[],"after":"x"}""").IsRefusedAt("/meta");
        project.ReadJson("""{"meta":{},"list":{"a":1},"after":"x"}""").IsRefusedAt("/list");
        project.ReadJson("""{"meta":[],"map":[],"list":[]}""").IsRefused(CallbackRejectionReason.MissingMember, "/after");
    }

    [Theory]
    [InlineData(""" "a": { "type": "object", "coerce": true, "minProperties": 1, "properties": { "b": {} } } """, "[]")]
    [InlineData(""" "a": { "type": "object", "coerce": true, "minProperties": 1 } """, "[]")]
    [InlineData(""" "a": { "type": "array", "coerce": true, "contains": { "const": 1 } } """, "{}")]
    [InlineData(""" "a": { "type": ["boolean", "null"], "coerce": true, "not": { "const": true } } """, "1")]
    [InlineData(""" "a": { "type": ["integer", "null"], "coerce": true, "not": { "type": "null" } } """, "\"\"")]
    [InlineData(""" "a": { "type": ["string", "null"], "format": "date", "coerce": true, "not": { "type": "null" } } """, "\"0000-00-00\"")]
    public void A_check_sees_what_is_read(string member, string json)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = member });

        project.ReadJson($$"""{"a":{{json}}}""").IsRefusedAt("/a");
    }

    [Theory]
    [InlineData("""{"id":"1","fee":"","count":"","day":"0000-00-00","paid_at":"","test":1}""")]
    [InlineData("""{"id":1,"kind":"","time":"","at":"0000-00-00 00:00:00"}""")]
    public void The_context_reads_what_the_reader_reads(string json) =>
        Assert.Equal(_project.ReadJson(json).Payload, _project.FromJson(json));

    /// <summary>A signed feed with both transports: the message contains the texts on the wire, the payload their values.</summary>
    [Theory]
    [InlineData("""{"id":"1","fee":"","count":"","sign":"S"}""", "1|||", null)]
    [InlineData("""{"id":"1","test":1,"sign":"S"}""", "1|||1", true)]
    [InlineData("""{"id":"1","test":0,"fee":2,"sign":"S"}""", "1|2||0", false)]
    public void A_signed_payload_is_read_in_the_other_notation_too(string body, string message, bool? test)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form", "POST json"],
                Properties = """
                "id": { "type": "string" },
                "fee": { "type": ["string", "null"], "format": "decimal", "coerce": true },
                "count": { "type": ["integer", "null"], "coerce": true },
                "test": { "type": ["boolean", "null"], "coerce": true }, "sign": { "type": "string" }
                """,
                Required = ["id", "sign"],
                Verify = FeedSchema.Hmac("""[{ "members": ["id", "fee", "count", "test"], "join": "|" }]""", from: "body:/sign"),
            }
        );

        var accepted = project.Accepts(Requests.Json(body.Replace("\"S\"", $"\"{Requests.Hex(message)}\"", StringComparison.Ordinal)));

        Assert.Equal(test, Outcome.ValueOf(accepted, "Payload.Test"));
        project.Refuses(
            Requests.Json(body.Replace("\"S\"", $"\"{Requests.Hex(message + "1")}\"", StringComparison.Ordinal)),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Receive = ["POST json", "POST form"],
                    Properties = Members,
                    Required = ["id"],
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
