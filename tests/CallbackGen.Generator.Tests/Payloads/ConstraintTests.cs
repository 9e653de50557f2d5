using System.Text.Json;

namespace CallbackGen.Generator.Tests.Payloads;

public sealed class ConstraintTests
{
    [Theory]
    [InlineData(""" "type": "string", "minLength": 2, "maxLength": 3 """, "\"ab\"", "\"a\"")]
    [InlineData(""" "type": "string", "minLength": 2, "maxLength": 3 """, "\"abc\"", "\"abcd\"")]
    [InlineData(""" "type": "string", "maxLength": 2 """, "\"😀😀\"", "\"😀😀😀\"")]
    [InlineData(""" "type": "integer", "minimum": 1, "maximum": 3 """, "1", "0")]
    [InlineData(""" "type": "integer", "minimum": 1, "maximum": 3 """, "3", "4")]
    [InlineData(""" "type": "number", "exclusiveMinimum": 0 """, "0.01", "0")]
    [InlineData(""" "type": "number", "exclusiveMaximum": 10 """, "9.99", "10.00")]
    [InlineData(""" "type": "number", "multipleOf": 0.01 """, "19.99", "19.999")]
    [InlineData(""" "type": "number", "multipleOf": 0.01 """, "79228162514264337593543950335", "0.001")]
    [InlineData(""" "type": "string", "format": "decimal", "minimum": 0, "multipleOf": 0.05 """, "\"1.15\"", "\"-0.05\"")]
    [InlineData(""" "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "integer" } """, "[1]", "[]")]
    [InlineData(""" "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "integer" } """, "[1,2]", "[1,2,3]")]
    [InlineData(""" "type": "string", "const": "paid" """, "\"paid\"", "\"Paid\"")]
    [InlineData(""" "type": "integer", "const": 7 """, "7", "8")]
    [InlineData(""" "type": "boolean", "const": true """, "true", "false")]
    [InlineData(""" "type": ["string", "null"], "minLength": 1 """, "null", "\"\"")]
    public void A_value_is_held_to_its_constraint(string schema, string good, string bad)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = $"\"a\": {{ {schema} }}" });

        Assert.Null(project.ReadJson($$"""{ "a": {{good}} }""").Rejection);
        project.ReadJson($$"""{ "a": {{bad}} }""").IsRefusedAt("/a");
    }

    [Theory]
    [InlineData("^[A-Z]{2}$", "MY", "MYR")]
    [InlineData("^a$", "a", "a\n")] // ECMA-262: $ is the end, not the position before a final line break
    [InlineData("^\\d+$", "12", "١٢")] // \d is 0 to 9
    [InlineData("^\\w+$", "az_9", "é")] // \w is ASCII
    [InlineData("^\\s$", "\uFEFF", "x")]
    [InlineData("^\\S$", "x", "\uFEFF")]
    [InlineData("^[\\s]$", "\u2028", "x")]
    [InlineData("^\\s$", "\u00A0", "\u0085")] // the next-line character is not white space
    [InlineData("^.$", "x", "\r")] // a dot does not match a line terminator
    [InlineData("^.$", "\u0085", "\u2028")]
    [InlineData("^[.]$", ".", "x")]
    [InlineData("^[[a]$", "[", "b")]
    [InlineData("^[a-z-[aeiou]$", "e", "E")] // no class subtraction
    [InlineData("^(?<year>\\d{4})$", "2026", "26")]
    [InlineData("b", "abc", "ac")] // unanchored
    public void A_pattern_means_what_ecma_262_says(string pattern, string good, string bad)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" "a": { "type": "string", "pattern": {{JsonSerializer.Serialize(pattern)}} } """ }
        );

        Assert.Null(project.ReadJson($$"""{ "a": {{JsonSerializer.Serialize(good)}} }""").Rejection);
        project.ReadJson($$"""{ "a": {{JsonSerializer.Serialize(bad)}} }""").IsRefusedAt("/a");
    }

    [Fact]
    public void A_pattern_that_runs_away_is_stopped()
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = """ "a": { "type": "string", "pattern": "^(a+)+$" } """ });
        var watch = System.Diagnostics.Stopwatch.StartNew();

        project.ReadJson($$"""{ "a": "{{new string('a', 60)}}!" }""").IsRefusedAt("/a");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
