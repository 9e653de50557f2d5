using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.JsonSchema;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>Reads <c>discriminator</c>: the value of the request that names the event, and the schema of each event.</summary>
internal sealed class DiscriminatorReader(ProblemList problems)
{
    /// <summary>Returns the events; null without the keyword.</summary>
    public NamedEvents? Read(JsonMember? keyword)
    {
        if (keyword is not { Value: { Kind: JsonKind.Object } node } place)
            return null;
        var keywords = SchemaKeywords.Discriminator.Check(node, problems);
        var from = keywords["from"] is { } source ? ReadSource(source) : null;
        var mapping = keywords["mapping"];
        if (mapping is { Members.Count: 0 })
            problems.Add(SchemaRules.NotAllowedValue, Places.Head(mapping), "mapping", "an object with at least one event");
        var entries = mapping?.Members.Where(IsEntry).ToList() ?? [];
        return new NamedEvents(from, place, entries, IsComplete: entries.Count > 0 && entries.Count == mapping!.Members.Count);
    }

    private SourceModel? ReadSource(JsonNode node)
    {
        if (Sources.Parse(node.Text, node.Span, problems) is not { } source)
            return null;
        if (source.Kind is SourceKind.Header or SourceKind.Query)
            return source;
        problems.Add(
            SchemaRules.NotAllowedValue,
            node.Span,
            "from",
            "header:Name or query:name; a member of the payload distinguishes events by its \"const\", without \"discriminator\""
        );
        return null;
    }

    private bool IsEntry(JsonMember entry)
    {
        if (entry.Name.Length > 0 && entry.Value.Kind == JsonKind.String)
            return true;
        if (entry.Name.Length == 0)
            problems.Add(SchemaRules.NotAllowedValue, entry.NameSpan, "mapping", "an object of names of events, which are not empty");
        else
            problems.Add(SchemaRules.WrongKind, Places.Head(entry.Value), entry.Name, "the pointer of an alternative of \"oneOf\"");
        return false;
    }
}
