namespace CallbackGen.Generator.Tests.Payloads;

public sealed class EnumTests : IClassFixture<EnumTests.Project>
{
    private readonly CompiledProject _project;

    public EnumTests(Project project) => _project = project.Compiled;

    [Theory]
    [InlineData("\"open\"", "SUCCESS", "Success", true)]
    [InlineData("\"open\"", "a new one", "", false)]
    [InlineData("\"open\"", "success", "", false)]
    public void An_open_enum_keeps_a_text_that_the_schema_does_not_list(string member, string text, string known, bool listed)
    {
        var outcome = _project.ReadJson($$"""{ {{member}}: "{{text}}" }""");

        Assert.Equal((text, known, listed), (outcome["Open.Text"], outcome.Text("Open.Known") ?? "", outcome["Open.IsListed"]));
    }

    [Fact]
    public void A_closed_enum_refuses_what_it_does_not_list()
    {
        Assert.Equal("Paid", _project.ReadJson("""{ "closed": "paid" }""").Text("Closed"));
        _project.ReadJson("""{ "closed": "lost" }""").IsRefusedAt("/closed");
    }

    [Fact]
    public void Two_closed_enums_of_one_record_are_both_read()
    {
        var outcome = _project.ReadJson("""{ "closed": "paid", "closed_code": 2 }""");

        Assert.Equal(("Paid", "Two"), (outcome.Text("Closed"), outcome.Text("ClosedCode")));
    }

    [Theory]
    [InlineData(3, "Success")]
    [InlineData(7, "")]
    [InlineData(-1, "")]
    public void An_integer_enum_has_its_names(long code, string known)
    {
        var outcome = _project.ReadJson($$"""{ "code": {{code}} }""");

        Assert.Equal(
            (code.ToString(System.Globalization.CultureInfo.InvariantCulture), known),
            (outcome["Code.Text"], outcome.Text("Code.Known") ?? "")
        );
    }

    [Fact]
    public void An_integer_enums_members_have_the_codes_of_the_wire() =>
        Assert.Equal(
            [0L, 1L, 3L],
            Enum.GetValuesAsUnderlyingType(_project.Type("AcmePaymentCode")).Cast<object>().Select(value => Convert.ToInt64(value, null))
        );

    [Fact]
    public void A_closed_integer_enum_refuses_what_it_does_not_list() =>
        _project.ReadJson("""{ "closed_code": 3 }""").IsRefusedAt("/closed_code");

    [Fact]
    public void A_list_of_enums_is_read_item_by_item()
    {
        var outcome = _project.ReadJson("""{ "many": ["a", "z"] }""");

        Assert.Equal((true, false), ((bool)outcome["Many.0.IsListed"]!, (bool)outcome["Many.1.IsListed"]!));
        _project.ReadJson("""{ "many_closed": ["a", "z"] }""").IsRefusedAt("/many_closed/1");
    }

    [Theory]
    [InlineData("""{"open":"a new one","closed":"paid","code":7,"closed_code":2}""")]
    [InlineData("""{"open":"SUCCESS","code":3}""")]
    public void The_context_reads_and_writes_enums_by_their_texts(string json)
    {
        var outcome = _project.ReadJson(json);

        Assert.Equal(json, _project.WriteJson(outcome.Payload!));
        Assert.Equal(outcome.Payload, _project.FromJson(json));
    }

    [Theory]
    [InlineData("""{"closed":"lost"}""")]
    [InlineData("""{"closed_code":3}""")]
    public void The_context_refuses_what_a_closed_enum_does_not_list(string json) =>
        Assert.Throws<System.Text.Json.JsonException>(() => _project.FromJson(json));

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } =
            CompiledProject.Of(
                new FeedSchema
                {
                    Properties = """
                    "open": { "type": "string", "enum": ["SUCCESS", "NOT_PAID"] },
                    "closed": { "type": "string", "enum": ["paid", "open"], "closed": true },
                    "code": { "type": "integer", "enum": [0, 1, 3], "names": ["New", "Pending", "Success"] },
                    "closed_code": { "type": "integer", "enum": [1, 2], "names": ["One", "Two"], "closed": true },
                    "many": { "type": "array", "items": { "type": "string", "enum": ["a", "b"] } },
                    "many_closed": { "type": "array", "items": { "type": "string", "enum": ["a", "b"], "closed": true } }
                    """,
                }
            );

        public void Dispose() => Compiled.Dispose();
    }
}
