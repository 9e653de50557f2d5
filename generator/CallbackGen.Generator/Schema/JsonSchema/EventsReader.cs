using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Model;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>The value of the request that names the event of a payload.</summary>
/// <param name="From">The value; null when it could not be read.</param>
/// <param name="Place">The keyword.</param>
/// <param name="Mapping">The texts, each with the pointer of an alternative.</param>
/// <param name="IsComplete">Whether every entry of the mapping could be read.</param>
internal sealed record NamedEvents(SourceModel? From, JsonMember Place, IReadOnlyList<JsonMember> Mapping, bool IsComplete);

/// <summary>
/// Reads events: <c>oneOf</c> at the root, over objects that the constant of one required member, or a value of the request,
/// distinguishes. Any other <c>oneOf</c> is a check, as elsewhere.
/// </summary>
internal sealed class EventsReader(PayloadSchemaReader payload, SchemaIndex index, string typeName, ProblemList problems)
{
    /// <summary>Gets the spans of the alternatives, in the order of the events.</summary>
    public IReadOnlyList<TextSpan> Places { get; private set; } = [];

    /// <summary>Returns the events; null when the payload has none.</summary>
    /// <param name="named">The value of the request that names the event; null where a member of the payload does.</param>
    public EventsModel? Read(NamedEvents? named)
    {
        var root = index[index.Root]!;
        var list = root["oneOf"] is { Items.Count: > 0 } alternatives && StandsAlone(root) ? alternatives : null;
        var records = list?.Items.Select(RecordOf).ToList();
        if (list is null || records!.Contains(null))
        {
            if (named is not null)
                Report(
                    named.Place.NameSpan,
                    "with \"discriminator\" the root is \"oneOf\" alone, whose alternatives are objects with \"properties\""
                );
            return null;
        }

        Places = [.. list.Items.Select(item => (item.Find("$ref") ?? item).Span)];
        for (var i = 0; i < records.Count; i++)
        {
            if (records.IndexOf(records[i]) < i)
            {
                Report(Places[i], "two alternatives of \"oneOf\" are the same schema; each event needs its own");
                return null;
            }
        }

        return named is null ? ReadByMember(list, records!) : ReadByName(list, records!, named);
    }

    private EventsModel? ReadByMember(JsonNode list, IReadOnlyList<JsonNode> records)
    {
        if (FindDiscriminator(records) is not { } discriminator)
        {
            Report(
                Vocabulary.Places.Head(list),
                "the alternatives of \"oneOf\" must share one required string "
                    + "member whose \"const\" differs in each; declare it in every one"
            );
            return null;
        }

        payload.NameRoot();
        return Finish(discriminator, [.. records.Select(record => ReadCase(record, [Constants(record)[discriminator]]))]);
    }

    private EventsModel? ReadByName(JsonNode list, IReadOnlyList<JsonNode> records, NamedEvents named)
    {
        var texts = records.Select(_ => new List<string>()).ToList();
        foreach (var entry in named.Mapping)
        {
            var target = index.Find(entry.Value.Text);
            var at = target is null ? -1 : FindAlternative(list, records, target);
            if (target is null)
                problems.Add(SchemaRules.UnresolvedReference, entry.Value.Span, entry.Value.Text);
            else if (at < 0)
                Report(entry.Value.Span, $"\"{entry.Value.Text}\" is no alternative of \"oneOf\"");
            else
                texts[at].Add(entry.Name);
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i].Count == 0 && named.IsComplete)
                Report(Places[i], "no entry of \"mapping\" leads to this alternative");
        }

        payload.NameRoot();
        payload.TakenMember = EventsModel.NameMember;
        return Finish("", [.. records.Select((record, i) => ReadCase(record, texts[i]))]) with
        {
            // The file has an error if there is no source.
            From = named.From ?? new SourceModel(SourceKind.Const, ""),
        };
    }

    private int FindAlternative(JsonNode list, IReadOnlyList<JsonNode> records, JsonNode target)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (list.Items[i] == target || records[i] == (RecordOf(target) ?? target))
                return i;
        }

        return -1;
    }

    private EventsModel Finish(string discriminator, IReadOnlyList<EventCaseModel> cases)
    {
        payload.ReadUnusedDefinitions();
        return new EventsModel(typeName, discriminator, cases.ToEquatableArray(), payload.TakeTypeName("Unknown"));
    }

    private void Report(TextSpan place, string problem) => problems.Add(SchemaRules.BadEvents, place, problem);

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

    private EventCaseModel ReadCase(JsonNode record, List<string> texts)
    {
        // An earlier event may contain this one as a member; then it is a record already.
        if (payload.RecordOf(record) is { } known)
            return new EventCaseModel(texts.ToEquatableArray(), known);
        var segments = JsonPointer.Segments(index.PointerOf(record));
        var name = Names.Pascal(segments[0] == "oneOf" ? index[record]!.Text("title") ?? "" : segments[segments.Length - 1]);
        var otherwise =
            payload.TakenMember is null ? Constants(record).Values.FirstOrDefault()
            : texts.Count > 0 ? texts[0]
            : null;
        var type = payload.TakeTypeName(name.Length > 0 ? name : Names.Pascal(otherwise ?? "Event"));
        payload.ReadEvent(type, record);
        return new EventCaseModel(texts.ToEquatableArray(), type);
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
