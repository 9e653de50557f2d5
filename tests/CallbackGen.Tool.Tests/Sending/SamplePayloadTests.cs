using System.Text;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Tests.Sending;

public sealed class SamplePayloadTests
{
    private const string Event =
        """{ "type": "object", "properties": { "id": { "type": ["string", "null"] }, "n": { "type": "integer" } } }""";

    private const string EventWithId = """
        { "type": "object", "required": ["id"], "properties": { "id": { "type": "string" }, "n": { "type": "integer" } } }
        """;

    /// <summary>A list of events is made up of whole events where none of their members is required.</summary>
    [Theory]
    [InlineData(Event, """{"id":"sample-id","n":1}""")]
    [InlineData(EventWithId, """{"id":"sample-id"}""")]
    [InlineData($$"""{ "type": "array", "items": {{Event}} }""", """[{"id":"sample-id","n":1}]""")]
    [InlineData($$"""{ "type": "array", "items": {{EventWithId}} }""", """[{"id":"sample-id"}]""")]
    [InlineData(
        $$"""{ "type": "object", "required": ["events"], "properties": { "events": { "type": "array", "items": {{Event}} } } }""",
        """{"events":[{"id":"sample-id","n":1}]}"""
    )]
    [InlineData(
        $$"""{ "type": "object", "required": ["data"], "properties": { "data": {{Event}}, "more": { "type": "string" } } }""",
        """{"data":{}}"""
    )]
    [InlineData(
        """{ "type": "array", "items": { "$ref": "#/$defs/E" }, "$defs": { "E": { "type": "object", "properties": { "a": {} } } } }""",
        """[{"a":"sample a"}]"""
    )]
    public void An_event_without_required_members_is_not_empty(string schema, string sample) =>
        Assert.Equal(sample, Encoding.UTF8.GetString(SamplePayload.Of(schema, DateTimeOffset.UnixEpoch)));

    /// <summary>A schema of items that contain lists of themselves, several times, does not make the sample grow without limit.</summary>
    [Fact]
    public void A_recursive_schema_has_a_short_sample()
    {
        const string Node = """{ "type": "array", "items": { "$ref": "#/$defs/Node" } }""";
        const string Recursive = $$"""
            {
              "type": "array", "items": { "$ref": "#/$defs/Node" },
              "$defs": { "Node": { "type": "object", "properties": { "a": {{Node}}, "b": {{Node}}, "c": {{Node}}, "d": {{Node}} } } }
            }
            """;

        Assert.InRange(SamplePayload.Of(Recursive, DateTimeOffset.UnixEpoch).Length, 10, 1000);
    }
}
