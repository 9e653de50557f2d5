using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads <c>oneOf</c> at the root: objects told apart by the constant of one required member.</summary>
internal sealed class EventsReader(PayloadSchemaReader payload, string typeName, ProblemList problems)
{
    /// <summary>The definitions that are alternatives so far: one and the same cannot be two events.</summary>
    private readonly HashSet<string> _definitions = new(StringComparer.Ordinal);

    public EventsModel? Read(Keywords root)
    {
        var list = root["oneOf"]!;
        foreach (var name in new[] { "properties", "required", "additionalProperties" })
        {
            if (root.Member(name) is { } member)
                problems.Add(SchemaRules.DoesNotApply, member.NameSpan, name, "a schema with \"oneOf\"; put it into each alternative");
        }

        payload.CheckRootType(root);
        var alternatives = list.Items.Select(ReadAlternative).ToList();
        if (list.Items.Count == 0)
            problems.Add(SchemaRules.NotAllowedValue, list.Span, "oneOf", "an array of at least one object");
        payload.ReadUnusedDefinitions();
        if (alternatives.Count == 0 || alternatives.Any(alternative => alternative is null))
            return null;
        var discriminator = FindDiscriminator(alternatives!);
        if (discriminator is null)
        {
            problems.Add(SchemaRules.BadEvents, Places.Head(list), "The alternatives of \"oneOf\" must share one required string member whose \"const\" differs in each; declare it in every one");
            return null;
        }

        return new EventsModel(
            typeName, discriminator,
            alternatives.Select(alternative => new EventCaseModel(alternative!.Constants[discriminator], alternative.TypeName)).ToEquatableArray(),
            payload.TakeTypeName("Unknown"));
    }

    private static string? FindDiscriminator(IReadOnlyList<Alternative> alternatives) =>
        alternatives[0].Constants.Keys.FirstOrDefault(name =>
            alternatives.All(alternative => alternative.Constants.ContainsKey(name))
            && alternatives.Select(alternative => alternative.Constants[name]).Distinct(StringComparer.Ordinal).Count() == alternatives.Count);

    private Alternative? ReadAlternative(JsonNode node)
    {
        const string Expected = "an array of objects with \"properties\", or of references to such objects";
        if (node.Kind != JsonKind.Object)
        {
            problems.Add(SchemaRules.WrongKind, Places.Head(node), "oneOf", Expected);
            return null;
        }

        var keywords = SchemaKeywords.Payload.Check(node, problems);
        if (keywords["$ref"] is { } reference)
        {
            payload.CheckBesideReference(keywords);
            payload.CheckUnnamed(keywords);
            return payload.Resolve(reference) is { } definition ? ReadDefinition(definition, reference) : null;
        }

        if (keywords["properties"] is not null)
            return ReadRecord(node, keywords, keywords.Text("title") ?? "", definition: null);
        if (node.Find("properties") is null && node.Find("$ref") is null)
            problems.Add(SchemaRules.MissingKeyword, Places.Head(node), "properties", "an alternative of \"oneOf\"");
        return null;
    }

    private Alternative? ReadDefinition(JsonMember definition, JsonNode reference)
    {
        if (definition.Value.Find("properties") is { Kind: JsonKind.Object } && definition.Value.Find("$ref") is null && _definitions.Add(definition.Name))
        {
            // An event before it may hold this one as a member; then it is a record already.
            if (payload.RecordOf(definition.Name) is { } known)
                return new Alternative(known, Constants(definition.Value));
            return ReadRecord(definition.Value, SchemaKeywords.Payload.Check(definition.Value, problems), definition.Name, definition.Name);
        }

        problems.Add(SchemaRules.BadEvents, reference.Span, $"\"{reference.Text}\" must lead to an object with \"properties\" that no other alternative is");
        return null;
    }

    private Alternative ReadRecord(JsonNode node, Keywords keywords, string name, string? definition)
    {
        var constants = Constants(node);
        var pascal = Names.Pascal(name);
        var type = payload.TakeTypeName(pascal.Length > 0 ? pascal : Names.Pascal(constants.Values.FirstOrDefault() ?? "Event"));
        payload.ReadEvent(type, node, keywords, definition);
        return new Alternative(type, constants);
    }

    /// <summary>The required members that have a constant text, in order.</summary>
    private static Dictionary<string, string> Constants(JsonNode node)
    {
        var required = new HashSet<string>(node.Find("required")?.Items.Select(item => item.Text) ?? [], StringComparer.Ordinal);
        return node.Find("properties")!.Members
            .Where(member => required.Contains(member.Name) && member.Value.Find("const") is { Kind: JsonKind.String })
            .ToDictionary(member => member.Name, member => member.Value.Find("const")!.Text, StringComparer.Ordinal);
    }

    private sealed record Alternative(string TypeName, Dictionary<string, string> Constants);
}
