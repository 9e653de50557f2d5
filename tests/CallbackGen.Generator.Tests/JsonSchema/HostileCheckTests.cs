using System.Diagnostics;

namespace CallbackGen.Generator.Tests.JsonSchema;

/// <summary>The work of any check is bounded, and a value that cannot be checked within the bound is rejected.</summary>
public sealed class HostileCheckTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_recursive_choice_does_not_double_with_every_level()
    {
        const string Schema = """
            {
              "anyOf": [
                { "properties": { "a": { "$ref": "#/$defs/R" } }, "required": ["x"] },
                { "properties": { "a": { "$ref": "#/$defs/R" } }, "required": ["y"] },
                { "properties": { "a": { "$ref": "#/$defs/R" } }, "minProperties": 2 }
              ]
            }
            """;
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = """ "r": { "$ref": "#/$defs/R" } """, More = $"\"$defs\": {{ \"R\": {Schema} }}" }
        );
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", 29)) + "1" + new string('}', 29);

        AssertSoon(() => project.ReadJson($$"""{ "r": {{nested}} }""").IsRefusedAt("/r"));
    }

    [Theory]
    [InlineData("""{ "pattern": "^(?=a)(a+)+$" }""")]
    [InlineData("""{ "not": { "pattern": "^(?=a)(a+)+$" } }""")]
    public void A_pattern_that_runs_away_refuses_also_below_not(string schema)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $"\"a\": {schema}" });

        AssertSoon(() => project.ReadJson($$"""{ "a": "{{new string('a', 40)}}!" }""").IsRefusedAt("/a"));
    }

    [Theory]
    [InlineData("""{ "uniqueItems": true }""")]
    [InlineData("""{ "not": { "const": 1 } }""")]
    [InlineData("""{ "multipleOf": 3 }""")]
    public void An_exponent_beyond_counting_is_refused(string schema)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $"\"a\": {schema}" });

        Assert.NotNull(
            project.ReadJson("""{ "a": [1e99999999999999999999, 2] }""").Rejection is null
                ? project.ReadJson("""{ "a": 1e99999999999999999999 }""").Rejection
                : "refused"
        );
    }

    [Fact]
    public void Many_items_and_members_are_compared_soon()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "a": { "type": "array", "uniqueItems": true },
                "o": { "propertyNames": { "maxLength": 9 }, "dependentRequired": { "x": ["y"] } }
                """,
            }
        );
        var items = string.Join(",", Enumerable.Range(0, 20_000).Select(number => $$"""{"n":{{number}}}"""));
        var members = string.Join(",", Enumerable.Range(0, 20_000).Select(number => $"\"m{number}\":0"));

        AssertSoon(() => Assert.Null(project.ReadJson($$"""{ "a": [{{items}}], "o": { {{members}} } }""").Rejection));
        AssertSoon(() => project.ReadJson($$"""{ "a": [{{items}},{"n":7.0}] }""").IsRefusedAt("/a"));
    }

    /// <summary>Each item is short and is searched in a long list: the costs add up over the request.</summary>
    [Theory]
    [InlineData("enum")]
    [InlineData("anyOf")]
    public void What_many_values_cost_is_counted_together(string keyword)
    {
        var listed = Enumerable.Range(0, 400).Select(number => number % 2 == 0 ? $"\"v{number}\"" : $"{number}").Append("7777");
        var choices = keyword == "enum" ? listed : listed.Select(value => $$"""{ "const": {{value}} }""");
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" "a": { "type": "array", "items": { "{{keyword}}": [{{string.Join(",", choices)}}] } } """ }
        );

        Assert.Null(Read(50).Rejection);
        AssertSoon(() => Assert.Equal("takes too long to check against the schema", Read(30_000).Rejection?.Detail));

        Outcome Read(int items) => project.ReadJson($$"""{ "a": [{{string.Join(",", Enumerable.Repeat("7777", items))}}] }""");
    }

    private static void AssertSoon(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        Assert.True(watch.Elapsed < Soon, $"took {watch.Elapsed}");
    }
}
