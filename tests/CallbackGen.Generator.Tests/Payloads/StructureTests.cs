namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Objects, lists, maps, values of any kind, references, and undeclared members.</summary>
public sealed class StructureTests : IClassFixture<StructureTests.Project>
{
    private readonly CompiledProject _project;

    public StructureTests(Project project) => _project = project.Compiled;

    [Fact]
    public void Objects_nest()
    {
        var outcome = _project.ReadJson("""{ "order": { "id": "1", "customer": { "name": "Ali" } } }""");

        Assert.Equal(("1", "Ali"), (outcome["Order.Id"], outcome["Order.Customer.Name"]));
    }

    [Theory]
    [InlineData("""{ "order": { "customer": {} } }""", CallbackRejectionReason.MissingMember, "/order/id")]
    [InlineData("""{ "order": { "id": "1", "customer": { "name": 7 } } }""", CallbackRejectionReason.InvalidMember, "/order/customer/name")]
    [InlineData("""{ "order": [] }""", CallbackRejectionReason.InvalidMember, "/order")]
    [InlineData("""{ "prices": ["1.00", "x"] }""", CallbackRejectionReason.InvalidMember, "/prices/1")]
    [InlineData("""{ "prices": {} }""", CallbackRejectionReason.InvalidMember, "/prices")]
    [InlineData("""{ "lines": [{ "sku": "a" }, {}] }""", CallbackRejectionReason.MissingMember, "/lines/1/sku")]
    [InlineData("""{ "lines": [null] }""", CallbackRejectionReason.InvalidMember, "/lines/0")]
    [InlineData("""{ "rates": { "MYR": "x" } }""", CallbackRejectionReason.InvalidMember, "/rates/*")]
    [InlineData("""{ "rates": { "MYR": "1", "MY\u0052": "2" } }""", CallbackRejectionReason.DuplicateMember, "/rates")]
    [InlineData("""{ "any": { "a": 1, "a": 2 } }""", CallbackRejectionReason.DuplicateMember, "/any")]
    public void What_does_not_fit_is_refused_by_its_pointer(string json, CallbackRejectionReason reason, string where) =>
        _project.ReadJson(json).IsRefused(reason, where);

    [Fact]
    public void Lists_of_money_of_objects_of_lists_and_of_nulls_are_read()
    {
        var outcome = _project.ReadJson(
            """{ "prices": ["1.10", "2.20"], "lines": [{ "sku": "a" }], "grid": [[1, 2], []], "maybe": [null, 3] }"""
        );

        Assert.Equal(
            (2.20m, "a", 2L, null, 3L),
            (outcome["Prices.1"], outcome["Lines.0.Sku"], outcome["Grid.0.1"], outcome["Maybe.0"], outcome["Maybe.1"])
        );
    }

    [Fact]
    public void Maps_keep_their_names()
    {
        var outcome = _project.ReadJson("""{ "rates": { "MYR": "1.00", "a/b": "2.00" }, "free": { "x": [1] } }""");

        Assert.Equal(
            ["MYR=1.00", "a/b=2.00"],
            ((IEnumerable<KeyValuePair<string, decimal>>)outcome["Rates"]!)
                .Select(entry => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}"))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("x", ((IEnumerable<KeyValuePair<string, System.Text.Json.JsonElement>>)outcome["Free"]!).Single().Key);
    }

    [Fact]
    public void Lists_and_maps_of_maps_are_read()
    {
        var outcome = _project.ReadJson("""{ "bags": [{ "a": 1 }, {}], "shelves": { "x": { "b": 2 } } }""");

        Assert.Equal("a", ((IEnumerable<KeyValuePair<string, System.Text.Json.JsonElement>>)outcome["Bags.0"]!).Single().Key);
        Assert.Single((System.Collections.IEnumerable)outcome["Shelves"]!);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":[true]}")]
    public void A_value_of_any_kind_is_kept_as_it_is(string json)
    {
        var outcome = _project.ReadJson($$"""{ "any": {{json}} }""");

        Assert.Equal(json, ((System.Text.Json.JsonElement)outcome["Any"]!).GetRawText());
    }

    [Fact]
    public void A_tree_of_references_is_read()
    {
        var outcome = _project.ReadJson(
            """{ "tree": { "value": 1, "left": { "value": 2 }, "children": [{ "value": 3, "children": [{ "value": 4 }] }] } }"""
        );

        Assert.Equal((2L, 4L), (outcome["Tree.Left.Value"], outcome["Tree.Children.0.Children.0.Value"]));
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void A_tree_may_be_thirty_two_levels_deep(int levels, bool read)
    {
        var json =
            string.Concat(Enumerable.Repeat("{ \"value\": 1, \"left\": ", levels - 1)) + "{ \"value\": 1 }" + new string('}', levels - 1);

        Assert.Equal(read, _project.ReadJson($$"""{ "tree": {{json}} }""").Rejection is null);
    }

    [Fact]
    public void A_definition_that_is_used_twice_is_one_type() =>
        Assert.Equal(
            _project.Feed.PayloadType.GetProperty("Billing")!.PropertyType,
            _project.Feed.PayloadType.GetProperty("Shipping")!.PropertyType
        );

    [Fact]
    public void Members_that_nobody_declared_are_kept_at_every_level_and_counted()
    {
        var body = """{ "new": 1.50, "order": { "id": "1", "also_new": null } }""";

        var message = _project.Feed.VerifyMessage(Requests.Json(body), CallbackKeys.Empty).Value!;

        Assert.Equal(2, message.Receipt.UnknownMemberCount);
        var payload = Outcome.ValueOf(message, "Payload");
        Assert.Equal("1.50", ((UnknownMembers)Outcome.ValueOf(payload, "UnknownMembers")!)["new"].GetRawText());
        Assert.Equal(["also_new"], ((UnknownMembers)Outcome.ValueOf(payload, "Order.UnknownMembers")!).Keys);
    }

    [Theory]
    [InlineData("""{ "new": 1, "new": 2 }""")]
    [InlineData("""{ "new": 1, "\u006eew": 2 }""")]
    [InlineData("""{ "new": { "a": 1, "a": 2 } }""")]
    public void Members_that_nobody_declared_may_not_stand_twice(string json) =>
        Assert.Equal(CallbackRejectionReason.DuplicateMember, _project.ReadJson(json).Rejection!.Reason);

    [Fact]
    public void An_object_that_allows_no_other_members_refuses_them() =>
        _project.ReadJson("""{ "strict": { "a": "1", "b": "2" } }""").IsRefusedAt("/strict/*");

    [Fact]
    public void An_object_that_allows_no_member_at_all_is_empty()
    {
        Assert.Null(_project.ReadJson("""{ "nothing": {} }""").Rejection);
        _project.ReadJson("""{ "nothing": { "a": 1 } }""").IsRefusedAt("/nothing/*");
    }

    [Fact]
    public void The_context_and_the_strict_reader_are_of_one_mind()
    {
        var json = """
            {"order":{"id":"1","customer":{"name":"Ali"}},"prices":["1.10"],"lines":[{"sku":"a"}],"grid":[[1,2],[]],"maybe":[null,3],
            "rates":{"MYR":"1.00"},"free":{"x":[1]},"any":null,"tree":{"value":1,"left":{"value":2}},"new":{"a":1.50}}
            """.ReplaceLineEndings("");

        var strict = _project.WriteJson(_project.ReadJson(json).Payload!);

        Assert.Equal(json, strict);
        Assert.Equal(strict, _project.WriteJson(_project.FromJson(json)!));
    }

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Properties = """
                    "order": {
                      "type": "object",
                      "required": ["id"],
                      "properties": {
                        "id": { "type": "string" },
                        "customer": { "type": "object", "properties": { "name": { "type": "string" } } }
                      }
                    },
                    "prices": { "type": "array", "items": { "type": "string", "format": "decimal" } },
                    "lines": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "required": ["sku"],
                        "properties": { "sku": { "type": "string" } }
                      }
                    },
                    "grid": { "type": "array", "items": { "type": "array", "items": { "type": "integer" } } },
                    "maybe": { "type": "array", "items": { "type": ["integer", "null"] } },
                    "rates": {
                      "type": "object",
                      "additionalProperties": { "type": "string", "format": "decimal" }
                    },
                    "free": { "type": "object" },
                    "bags": { "type": "array", "items": { "type": "object" } },
                    "shelves": { "type": "object", "additionalProperties": { "type": "object" } },
                    "any": true,
                    "tree": { "$ref": "#/$defs/Node" },
                    "billing": { "$ref": "#/$defs/Address" },
                    "shipping": { "$ref": "#/$defs/Address" },
                    "strict": {
                      "type": "object",
                      "additionalProperties": false,
                      "properties": { "a": { "type": "string" } }
                    },
                    "nothing": { "type": "object", "additionalProperties": false }
                    """,
                    More = """
                    "$defs": {
                      "Node": { "type": "object", "required": ["value"], "properties": {
                        "value": { "type": "integer" }, "left": { "$ref": "#/$defs/Node" },
                        "children": { "type": "array", "items": { "$ref": "#/$defs/Node" } } } },
                      "Address": { "type": "object", "properties": { "city": { "type": "string" } } }
                    }
                    """,
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
