using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The keyword <c>sensitive</c> must reach the member from every position where it may be written.</summary>
public sealed class SensitiveTests
{
    [Theory]
    [InlineData("""{ "type": "string", "sensitive": true }""")]
    [InlineData("""{ "type": "array", "items": { "type": "string", "sensitive": true } }""")]
    [InlineData("""{ "type": "object", "additionalProperties": { "type": "string", "sensitive": true } }""")]
    [InlineData("""{ "$ref": "#/$defs/Card" }""")]
    [InlineData("""{ "$ref": "#/$defs/Alias" }""")]
    [InlineData("""{ "$ref": "#/$defs/a~1b" }""")]
    [InlineData("""{ "type": "array", "items": { "type": "array", "items": { "$ref": "#/$defs/Alias" } } }""")]
    public void A_member_is_sensitive_when_anything_that_it_holds_is(string schema) => Assert.True(IsSensitive(schema));

    [Theory]
    [InlineData("""{ "type": "string", "sensitive": false }""")]
    [InlineData("""{ "type": "array", "items": { "$ref": "#/$defs/Tree" } }""")]
    public void A_member_is_not_sensitive_for_nothing(string schema) => Assert.False(IsSensitive(schema));

    private static bool IsSensitive(string schema)
    {
        var result = SchemaReader.Read(
            new FeedText
            {
                Properties = $$"""{ "id": {{schema}} }""",
                Root = """
                , "$defs": {
                  "Card": { "type": "string", "sensitive": true },
                  "a/b": { "type": "string", "sensitive": true },
                  "Alias": { "$ref": "#/$defs/Card" },
                  "Tree": { "type": "object", "properties": { "next": { "$ref": "#/$defs/Tree" } } }
                }
                """,
            }.ToString()
        );
        Assert.Empty(result.Problems);
        return result.Feed!.Objects[0].Members[0].Sensitive;
    }
}
