using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>
/// An idempotency key identifies the event: it is the same for every spelling of the event, and different from the
/// key of any other event.
/// </summary>
public sealed class IdempotencyTests
{
    private static readonly FeedSchema Schema = new()
    {
        Required = ["id"],
        Properties = """
            "id": { "type": "string" },
            "note": { "type": ["string", "null"] },
            "amount": { "type": "string", "format": "decimal", "coerce": true },
            "rate": { "type": "number", "coerce": true },
            "count": { "type": "integer", "coerce": true },
            "paid": { "type": "boolean", "coerce": true },
            "at": { "type": "string", "format": "date-time" },
            "local": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "+08:00" },
            "day": { "type": "string", "format": "date" },
            "time": { "type": "string", "format": "time" },
            "ref": { "type": "string", "format": "uuid" },
            "state": { "type": "string", "enum": ["new", "Paid out"] },
            "code": { "type": "integer", "enum": [0, 10], "coerce": true },
            "kind": { "type": "string", "enum": ["a", "b"], "closed": true },
            "order": { "type": "object", "properties": { "total": { "type": "number" } } }
            """,
        Receive = ["POST json", "POST form"],
        Callback = """
            "idempotencyKey": [
              "/id", "/note", "/amount", "/rate", "/count", "/paid", "/at", "/local", "/day", "/time", "/ref", "/state", "/code",
              "/kind", "/order/total"
            ]
            """,
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
    };

    private static readonly Lazy<CompiledProject> Project = new(() => CompiledProject.Of(Schema));

    [Theory]
    [InlineData("\"amount\":\"10\"", "\"amount\":\"10.0\"", "\"amount\":\"10.00\"", "\"amount\":10", "\"amount\":10.000")]
    [InlineData("\"amount\":\"0.10\"", "\"amount\":\"0.1\"", "\"amount\":0.10")]
    [InlineData("\"amount\":\"0\"", "\"amount\":\"-0\"", "\"amount\":\"0.00\"", "\"amount\":-0.0")]
    [InlineData("\"amount\":\"79228162514264337593543950335\"", "\"amount\":79228162514264337593543950335")]
    [InlineData("\"rate\":136", "\"rate\":136.0", "\"rate\":1.36e2", "\"rate\":13600E-2", "\"rate\":\"136.00\"")]
    [InlineData("\"rate\":0.0000001", "\"rate\":1e-7", "\"rate\":0.00000010")]
    [InlineData("\"count\":1000", "\"count\":1000.0", "\"count\":1e3", "\"count\":\"1000\"")]
    [InlineData("\"paid\":true", "\"paid\":\"true\"", "\"paid\":\"1\"", "\"paid\":1")]
    [InlineData(
        "\"at\":\"2024-05-01T10:00:00Z\"",
        "\"at\":\"2024-05-01T12:00:00+02:00\"",
        "\"at\":\"2024-05-01T10:00:00.000+00:00\"",
        "\"at\":\"2024-04-30T22:00:00-12:00\""
    )]
    [InlineData("\"at\":\"2024-05-01T10:00:00.5Z\"", "\"at\":\"2024-05-01T10:00:00.500z\"")]
    [InlineData("\"time\":\"10:00:00\"", "\"time\":\"10:00:00.0\"")]
    [InlineData("\"ref\":\"8ef4ce50-aebb-4d8c-b142-4fa2a089fd06\"", "\"ref\":\"8EF4CE50-AEBB-4D8C-B142-4FA2A089FD06\"")]
    [InlineData("\"code\":10", "\"code\":10.0", "\"code\":\"10\"")]
    [InlineData("\"order\":{\"total\":5}", "\"order\":{\"total\":5.00}")]
    [InlineData("\"note\":null", "\"note\":\"\"")]
    public void A_value_that_is_written_in_several_ways_is_one_event(params string[] spellings)
    {
        var keys = spellings.Select(spelling => KeyOf($$"""{"id":"1",{{spelling}}}""")).ToList();

        Assert.Single(keys.Distinct());
        Assert.NotEqual(KeyOf("""{"id":"2"}"""), keys[0]);
    }

    [Theory]
    [InlineData("\"amount\":\"10\"", "\"amount\":\"100\"")]
    [InlineData("\"amount\":\"10\"", "\"amount\":\"-10\"")]
    [InlineData("\"amount\":\"10\"", "\"amount\":\"10.01\"")]
    [InlineData("\"amount\":\"10\"", "\"rate\":10")]
    [InlineData("\"at\":\"2024-05-01T10:00:00Z\"", "\"at\":\"2024-05-01T10:00:00.0000001Z\"")]
    [InlineData("\"at\":\"2024-05-01T10:00:00Z\"", "\"at\":\"2024-05-01T10:00:00+02:00\"")]
    [InlineData("\"state\":\"new\"", "\"state\":\"New\"")]
    [InlineData("\"note\":\"10\"", "\"note\":\"10.0\"")]
    [InlineData("\"note\":\"a/b\"", "\"note\":\"a%2Fb\"")]
    [InlineData("\"paid\":true", "\"paid\":false")]
    public void Values_that_differ_are_two_events(string one, string other) =>
        Assert.NotEqual(KeyOf($$"""{"id":"1",{{one}}}"""), KeyOf($$"""{"id":"1",{{other}}}"""));

    [Theory]
    [InlineData("""{"id":"a/b"}""", """{"id":"a","note":"b"}""")]
    [InlineData("""{"id":"a:b"}""", """{"id":"a","note":":b"}""")]
    [InlineData("""{"id":"a","note":"/"}""", """{"id":"a/","note":""}""")]
    [InlineData("""{"id":"a%2F"}""", """{"id":"a/"}""")]
    public void Nothing_of_one_member_can_move_into_another(string one, string other) => Assert.NotEqual(KeyOf(one), KeyOf(other));

    [Fact]
    public void The_key_is_feed_key_set_and_values_in_one_line()
    {
        var key = KeyOf("""{"id":"a/b","amount":"10.50","at":"2024-05-01T12:00:00+02:00","paid":true,"state":"Paid out"}""");

        Assert.Equal("acme.payment:acme:a%2Fb//10.5///true/2024-05-01T10%3A00%3A00Z/////Paid%20out///", key);
    }

    [Fact]
    public void A_form_and_JSON_of_one_event_have_one_key()
    {
        const string Json = """{"id":"p1","amount":10,"count":1,"at":"2024-05-01T10:00:00Z"}""";
        const string Form = "id=p1&amount=10.00&count=1&at=2024-05-01T12%3A00%3A00%2B02%3A00";

        Assert.Equal(KeyOf(Json), Project.Value.Accepts(Requests.Form(Form, ("X-Signature", Requests.Hex(Form)))).Receipt.IdempotencyKey);
    }

    /// <summary>A retry that is written differently, as a form and in JSON, is by value the event that came first.</summary>
    [Theory]
    [InlineData("id=p1&amount=10.00&rate=1.5e1&count=1&paid=1&at=2024-05-01T10%3A00%3A00Z")]
    [InlineData("id=p1&amount=10&rate=15&count=1&paid=true&at=2024-05-01T08%3A00%3A00.000-02%3A00")]
    [InlineData("count=1&paid=true&id=p1&at=2024-05-01T10%3A00%3A00%2B00%3A00&rate=15.0&amount=10.0")]
    public void A_form_that_is_written_anew_is_the_same_event(string form) =>
        Assert.Equal(
            KeyOf("""{"id":"p1","amount":10.0,"rate":15,"count":1.0,"paid":true,"at":"2024-05-01T12:00:00+02:00"}"""),
            Project.Value.Accepts(Requests.Form(form, ("X-Signature", Requests.Hex(form)))).Receipt.IdempotencyKey
        );

    [Fact]
    public void What_was_stored_by_the_version_before_is_found_by_its_own_text()
    {
        var receipt = Read("""{"id":"p1","amount":"10.00","at":"2024-05-01T12:00:00+02:00"}""").Receipt;

        Assert.Equal("acme.payment:p1//10.00////2024-05-01T12%3A00%3A00.0000000%2B02%3A00////////", receipt.LegacyIdempotencyKey);
        Assert.Equal("acme.payment:acme:p1//10////2024-05-01T10%3A00%3A00Z////////", receipt.IdempotencyKey);
    }

    [Fact]
    public void Two_accounts_of_one_feed_have_no_event_in_common()
    {
        var keys = Project.Value.Keys();
        var names = new[] { null, "Sandbox", "live", "north/south" }
            .Select(name => KeyOf("""{"id":"T-1"}""", name is null ? keys : keys.WithName(name)))
            .ToList();

        Assert.Equal(4, names.Distinct().Count());
        Assert.Equal(KeyOf("""{"id":"T-1"}""", keys.WithName("ACME")), names[0]); // key sets are found regardless of case
        Assert.Equal("Sandbox", Read("""{"id":"T-1"}""", keys.WithName("Sandbox")).Receipt.KeySet);
        Assert.NotEqual(KeyOf("""{"id":"b/c"}""", keys.WithName("a")), KeyOf("""{"id":"c"}""", keys.WithName("a/b")));
    }

    [Fact]
    public void An_event_of_which_all_members_are_empty_has_no_key()
    {
        Assert.Null(KeyOf("""{"id":""}"""));
        Assert.NotNull(KeyOf("""{"id":"","count":0}"""));
    }

    [Fact]
    public void Events_that_the_schema_does_not_list_are_told_apart_by_the_same_members()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = """
                "oneOf": [
                  {
                    "type": "object",
                    "required": ["kind", "id"],
                    "properties": {
                      "kind": { "const": "paid", "type": "string" },
                      "id": { "type": "string" },
                      "sum": { "type": "number" }
                    }
                  },
                  {
                    "type": "object",
                    "required": ["kind", "id"],
                    "properties": { "kind": { "const": "sent", "type": "string" }, "id": { "type": "string" } }
                  }
                ]
                """,
                Callback = """ "idempotencyKey": ["/kind", "/id", "/sum"] """,
            }
        );

        string? Key(string json) =>
            project.Feed.VerifyMessage(Requests.Json(json), CallbackKeys.Empty).GetValueOrThrow().Receipt.IdempotencyKey;

        Assert.Equal("acme.payment:acme:new/1/10", Key("""{"kind":"new","id":"1","sum":10.0}"""));
        Assert.NotEqual(Key("""{"kind":"new","id":"1"}"""), Key("""{"kind":"new","id":"2"}"""));
        Assert.NotEqual(Key("""{"kind":"new","id":"1"}"""), Key("""{"kind":"other","id":"1"}"""));
        Assert.Equal("acme.payment:acme:new//", Key("""{"kind":"new","id":["1"]}"""));
        Assert.Equal("acme.payment:acme:paid/1/10", Key("""{"kind":"paid","id":"1","sum":1e1}"""));
    }

    [Fact]
    public void An_answer_that_spells_a_signed_value_otherwise_confirms_the_callback()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" },
                "amount": { "type": "number" },
                "at": { "type": "string", "format": "date-time" },
                "fee": { "type": "number" }
                """,
                Required = ["id", "amount"],
                Verify = FeedSchema.Hmac("\"{body:/id}|{body:/amount}|{body:/at}\""),
            },
            """
            namespace Shop;

            internal static class Probe
            {
                public static bool Confirms(global::CallbackGen.CallbackMessage message, string amount) =>
                    ((global::CallbackGen.Authenticated<AcmePayment>)message)
                        .ConfirmAsync(
                            (payload, _) =>
                                global::System.Threading.Tasks.Task.FromResult<AcmePayment?>(
                                    payload with
                                    {
                                        Amount = decimal.Parse(
                                            amount,
                                            global::System.Globalization.CultureInfo.InvariantCulture
                                        ),
                                        At = payload.At?.ToOffset(default),
                                    }
                                )
                        )
                        .GetAwaiter()
                        .GetResult()
                        .IsSuccess;
            }
            """
        );
        var message = project.Accepts(
            Requests
                .Json("""{"id":"1","amount":10.0,"at":"2024-05-01T12:00:00+02:00"}""")
                .Signed("X-Signature", "1|10.0|2024-05-01T12:00:00+02:00")
        );

        Assert.True(project.Call<bool>("Probe", "Confirms", message, "10.00"));
        Assert.False(project.Call<bool>("Probe", "Confirms", message, "10.01"));
    }

    [SharedFact("cases/case-03-idempotency-two-spellings/request.txt")]
    public void A_payment_that_was_delivered_three_times_is_one_event()
    {
        var folder = Path.Combine(RepositoryFiles.Shared!, "cases", "case-03-idempotency-two-spellings");
        using var project = CompiledProject.Of(File.ReadAllText(Path.Combine(folder, "schema.json")));
        var keys = CallbackKeys.Create(project.Feed, "key", "0123456789abcdef0123456789abcdef");

        var events = File.ReadAllText(Path.Combine(folder, "request.txt"))
            .Split("=====")
            .Select(text =>
                text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(line => !line.StartsWith('#'))
                    .ToList()
            )
            .Select(lines =>
                CallbackRequest.Post(
                    System.Text.Encoding.UTF8.GetBytes(lines[^1]),
                    lines[1].Split(": ")[1],
                    [new("X-Sig", lines[2].Split(": ")[1])]
                )
            )
            .Select(request => project.Feed.VerifyMessage(request, keys).GetValueOrThrow().Receipt.IdempotencyKey)
            .ToList();

        Assert.Equal(3, events.Count);
        Assert.Single(events.Distinct());
    }

    [Theory]
    [InlineData("""["/id"]""", """ "required": [] """)]
    [InlineData("""["/id", "/sum"]""", """ "required": ["other"] """)]
    [InlineData("""["/id"]""", """ "required": ["id"] """, """ "type": ["string", "null"] """)]
    [InlineData("""["/order/no"]""", """ "required": ["id"] """)]
    public void A_key_of_which_all_members_may_be_absent_is_an_error(string key, string required, string id = """ "type": "string" """)
    {
        var problems = SchemaReader.Read(WithKey(key, required, id)).Problems;

        Assert.Contains(problems, problem => problem.Rule.Id == "CBG0082");
    }

    [Theory]
    [InlineData("""["/id"]""", """ "required": ["id"] """)]
    [InlineData("""["/sum", "/id"]""", """ "required": ["id"] """)]
    [InlineData("""["/order/no"]""", """ "required": ["order"] """)]
    public void One_member_that_is_always_there_is_enough(string key, string required) =>
        Assert.Empty(SchemaReader.Read(WithKey(key, required, """ "type": "string" """)).Problems);

    /// <summary>A token signs no part of a callback: the key removes exact repetitions, and the members stay unsigned.</summary>
    [Theory]
    [InlineData("""{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""")]
    [InlineData("""{ "scheme": "token", "from": "header:Authorization", "prefix": "Bearer ", "key": "secret" }""")]
    [InlineData(
        """
            {
              "scheme": "anyOf",
              "schemes": [
                { "scheme": "token", "from": "header:X-Token", "key": "secret" },
                { "scheme": "token", "from": "query:token", "key": "secret" }
              ]
            }
            """
    )]
    public void A_token_feed_may_name_its_key_on_the_level_that_it_has(string verify)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "state": { "type": "string" } """,
                Required = ["id", "state"],
                Verify = verify,
                Callback = """ "idempotencyKey": ["/id", "/state"] """,
            }
        );
        var header = verify.Contains("Bearer", StringComparison.Ordinal)
            ? ("Authorization", $"Bearer {FeedSchema.Secret}")
            : ("X-Token", FeedSchema.Secret);
        var message = project.Accepts(Requests.Json("""{"id":"7","state":"paid"}""", header));

        Assert.Equal(
            ("acme.payment:acme:7/paid", CallbackTrust.Authenticated, "/id /state"),
            (message.Receipt.IdempotencyKey, project.Feed.Trust, string.Join(' ', project.Feed.Definition.UnsignedMembers))
        );
        project.Refuses(
            Requests.Json("""{"id":"7","state":"paid"}""", (header.Item1, header.Item2 + "x")),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>
    /// Attack: a feed that signs something must have a signed key, even where a token is one of its alternatives. Otherwise someone who
    /// has a callback could choose its key.
    /// </summary>
    [Theory]
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
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}"
                }
              ]
            }
            """
    )]
    [InlineData(
        """
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": "{body:/state}"
            }
            """
    )]
    public void A_feed_that_signs_something_is_asked_for_a_signed_key(string verify) =>
        Assert.Contains(
            SchemaReader
                .Read(
                    new FeedSchema
                    {
                        Properties = """ "id": { "type": "string" }, "state": { "type": "string" } """,
                        Required = ["id", "state"],
                        Verify = verify,
                        Callback = """ "idempotencyKey": ["/id"] """,
                    }
                )
                .Problems,
            problem => problem.Rule.Id == "CBG0037"
        );

    private static string WithKey(string key, string required, string id) =>
        new FeedSchema
        {
            Root = $$"""
                "type": "object", {{required}},
                "properties": { "id": { {{id}} }, "sum": { "type": "number" }, "other": { "type": "string" },
                  "order": { "type": "object", "required": ["no"], "properties": { "no": { "type": "string" } } } }
                """,
            Verify = FeedSchema.Hmac("\"{rawBody}\""),
            Callback = $"\"idempotencyKey\": {key}",
        };

    private static CallbackMessage Read(string json, CallbackKeys? keys = null) =>
        Project
            .Value.Feed.VerifyMessage(
                Requests.Json(json, ("X-Signature", Requests.Hex(json))),
                keys ?? Project.Value.Keys(),
                FixedClock.AtNoon
            )
            .GetValueOrThrow();

    private static string? KeyOf(string json, CallbackKeys? keys = null) => Read(json, keys).Receipt.IdempotencyKey;
}
