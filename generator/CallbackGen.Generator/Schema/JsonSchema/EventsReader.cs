using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>
/// Reads events: <c>oneOf</c> at the root, over objects that the constant of one required member distinguishes. Any other
/// <c>oneOf</c> is a check, as elsewhere.
/// </summary>
internal sealed class EventsReader(PayloadSchemaReader payload, SchemaIndex index, string typeName, ProblemList problems)
{
    /// <summary>Returns the events; null when the payload has none.</summary>
    public EventsModel? Read()
    {
        var root = index[index.Root]!;
        if (root["oneOf"] is not { Items.Count: > 0 } list || !StandsAlone(root))
            return null;
        var records = list.Items.Select(RecordOf).ToList();
        if (records.Contains(null))
            return null;
        for (var i = 0; i < records.Count; i++)
        {
            if (records.IndexOf(records[i]) < i)
            {
                problems.Add(
                    SchemaRules.BadEvents,
                    (list.Items[i].Find("$ref") ?? list.Items[i]).Span,
                    "two alternatives of \"oneOf\" are the same schema; each event needs its own"
                );
                return null;
            }
        }

        if (FindDiscriminator(records!) is not { } discriminator)
        {
            problems.Add(
                SchemaRules.BadEvents,
                Places.Head(list),
                "the alternatives of \"oneOf\" must share one required string "
                    + "member whose \"const\" differs in each; declare it in every one"
            );
            return null;
        }

        payload.NameRoot();
        var cases = records.Select(record => ReadCase(record!, discriminator)).ToEquatableArray();
        payload.ReadUnusedDefinitions();
        return new EventsModel(typeName, discriminator, cases, payload.TakeTypeName("Unknown"));
    }

    /// <summary>Returns whether the root requires nothing but an object that matches one of several alternatives.</summary>
    private static bool StandsAlone(Keywords root) =>
        !root.All.Any(member => member.Name is not ("oneOf" or "type") && CheckBuilder.IsAsked(root, member.Name))
        && (!root.Has("type") || TypeSet.Of(root) is { Only: "object", IsNullable: false });

    /// <summary>Returns the object schema with members that an alternative is or refers to; null for any other schema.</summary>
    private JsonNode? RecordOf(JsonNode node)
    {
        if (index[node] is not { } keywords)
            return null;
        if (keywords.Has("$ref"))
        {
            var isAlone = !keywords.All.Any(member => member.Name != "$ref" && CheckBuilder.IsAsked(keywords, member.Name));
            return isAlone && index.TargetOf(node) is { } target && index[target]?.Has("$ref") == false ? RecordOf(target) : null;
        }

        return keywords.Has("properties") && TypeSet.Of(keywords) is { Only: "object", IsNullable: false } ? node : null;
    }

    private static string? FindDiscriminator(IReadOnlyList<JsonNode> records)
    {
        var constants = records.Select(Constants).ToList();
        return constants[0]
            .Keys.FirstOrDefault(name =>
                constants.All(alternative => alternative.ContainsKey(name))
                && constants.Select(alternative => alternative[name]).Distinct(StringComparer.Ordinal).Count() == constants.Count
            );
    }

    private EventCaseModel ReadCase(JsonNode record, string discriminator)
    {
        // An earlier event may contain this one as a member; then it is a record already.
        var constants = Constants(record);
        if (payload.RecordOf(record) is { } known)
            return new EventCaseModel(constants[discriminator], known);
        var segments = JsonPointer.Segments(index.PointerOf(record));
        var name = Names.Pascal(segments[0] == "oneOf" ? index[record]!.Text("title") ?? "" : segments[segments.Length - 1]);
        var type = payload.TakeTypeName(name.Length > 0 ? name : Names.Pascal(constants.Values.FirstOrDefault() ?? "Event"));
        payload.ReadEvent(type, record);
        return new EventCaseModel(constants[discriminator], type);
    }

    /// <summary>Returns the required members that have a constant text, in order.</summary>
    private static Dictionary<string, string> Constants(JsonNode node)
    {
        var required = new HashSet<string>(node.Find("required")?.Items.Select(item => item.Text) ?? [], StringComparer.Ordinal);
        return node.Find("properties")!
            .Members.Where(member => required.Contains(member.Name) && member.Value.Find("const") is { Kind: JsonKind.String })
            .ToDictionary(member => member.Name, member => member.Value.Find("const")!.Text, StringComparer.Ordinal);
    }
}
