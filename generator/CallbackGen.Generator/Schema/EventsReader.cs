using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema;

/// <summary>Reads <c>oneOf</c> at the root: objects told apart by the constant of one required member.</summary>
internal sealed class EventsReader(PayloadSchemaReader payload, string typeName, ProblemList problems)
{
    public EventsModel? Read(Keywords root)
    {
        var list = root["oneOf"]!;
        foreach (var name in new[] { "properties", "required", "items", "enum", "const" })
        {
            if (root.Member(name) is { } member)
                problems.Add(SchemaRules.DoesNotApply, member.NameSpan, name, "a schema with \"oneOf\"; put it into each alternative");
        }

        var alternatives = list.Items.Select(ReadAlternative).ToList();
        if (list.Items.Count == 0)
            problems.Add(SchemaRules.BadEvents, list.Span, "\"oneOf\" must list at least one object");
        payload.ReadUnusedDefinitions();
        if (alternatives.Count == 0 || alternatives.Any(alternative => alternative is null))
            return null;
        var discriminator = FindDiscriminator(alternatives!);
        if (discriminator is null)
        {
            problems.Add(SchemaRules.BadEvents, Places.Head(list), "The alternatives of \"oneOf\" must share one required string member whose \"const\" differs in each");
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
        var name = node.Find("title") is { Kind: JsonKind.String } title ? Names.Pascal(title.Text) : "";
        if (node.Find("$ref") is { Kind: JsonKind.String } reference)
        {
            if (payload.Resolve(reference) is not { } definition)
                return null;
            node = definition.Value;
            name = Names.Pascal(definition.Name);
        }

        if (node.Kind != JsonKind.Object || node.Find("properties") is not { Kind: JsonKind.Object })
        {
            problems.Add(SchemaRules.BadEvents, Places.Head(node), "An alternative of \"oneOf\" must be an object with \"properties\", or a $ref to one");
            return null;
        }

        var keywords = SchemaKeywords.Payload.Check(node, problems);
        Applicability.Check(keywords, "object", problems);
        var constants = Constants(node, keywords);
        var type = payload.TakeTypeName(name.Length > 0 ? name : Names.Pascal(constants.Values.FirstOrDefault() ?? "Event"));
        payload.ReadEvent(type, keywords);
        return new Alternative(type, constants);
    }

    /// <summary>The required members that have a constant text, in order.</summary>
    private static Dictionary<string, string> Constants(JsonNode node, Keywords keywords)
    {
        var required = new HashSet<string>(keywords["required"]?.Items.Select(item => item.Text) ?? [], StringComparer.Ordinal);
        return node.Find("properties")!.Members
            .Where(member => required.Contains(member.Name) && member.Value.Find("const") is { Kind: JsonKind.String })
            .ToDictionary(member => member.Name, member => member.Value.Find("const")!.Text, StringComparer.Ordinal);
    }

    private sealed record Alternative(string TypeName, Dictionary<string, string> Constants);
}
