using System.Text;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import.Events;

/// <summary>
/// Writes the types of payloads from a document's schemas: no assertion, because a member that a program does not read must never cause a
/// callback to be refused; each value may be null; objects and enums are open.
/// </summary>
internal sealed class PayloadWriter
{
    private const int LongestEnum = 40;

    private readonly EventMap _map;
    private readonly PayloadForms _forms;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _references = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, JsonObject Schema, int Level)> _open = [];
    private readonly ISet<string> _taken;

    /// <summary>Begins.</summary>
    /// <param name="map">The map.</param>
    /// <param name="document">The document.</param>
    /// <param name="taken">The names of definitions that are taken.</param>
    public PayloadWriter(EventMap map, SchemaInliner document, ISet<string> taken) =>
        (_map, _forms, _taken) = (map, new PayloadForms(document), taken);

    /// <summary>Returns the members of an event's object, of which all its schemas are forms.</summary>
    public JsonObject Members(IEnumerable<JsonNode?> schemas, string owner) => Members(_forms.Of(schemas), owner, "", 0);

    /// <summary>Returns whether the document requires a member in every form.</summary>
    public bool IsRequired(IEnumerable<JsonNode?> schemas, string member) =>
        _forms.Of(schemas).All(form => form.Schema["required"] is JsonArray list && list.Any(name => name?.ToString() == member));

    /// <summary>Returns a reference to the definition of an object, or the object itself if it has several forms.</summary>
    public JsonNode Object(IEnumerable<JsonNode?> schemas, string owner) => Write(_forms.Of(schemas), owner, owner, 0);

    /// <summary>Returns the definitions that are referred to.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Definitions()
    {
        while (_open.TryDequeue(out var next))
        {
            var members = Members([new(next.Name, next.Schema, "object")], next.Name, next.Name, next.Level);
            foreach (var (place, added) in _map.Added)
            {
                if (place.Split('/') is [var schema, var member] && schema == next.Name)
                    members[member] = added?.DeepClone();
            }

            var written = new JsonObject { ["type"] = new JsonArray("object", "null"), ["properties"] = members };
            yield return KeyValuePair.Create(_names[next.Name], written);
        }
    }

    /// <summary>Returns a name for C# and JSON pointers: <c>checkout.session</c> becomes <c>checkoutSession</c>.</summary>
    public static string NameOf(string text)
    {
        var name = new StringBuilder();
        foreach (var word in text.Split(text.Where(character => !char.IsAsciiLetterOrDigit(character)).Distinct().ToArray()))
        {
            if (word.Length > 0)
                name.Append(name.Length == 0 ? char.ToLowerInvariant(word[0]) : char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
        }

        return name.Length == 0 ? "object" : name.ToString();
    }

    private JsonObject Members(IReadOnlyList<PayloadForm> forms, string owner, string schema, int level)
    {
        var members = new JsonObject();
        foreach (
            var name in forms
                .SelectMany(form => (form.Schema["properties"] as JsonObject ?? []).Select(member => member.Key))
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            var patterns = schema.Length > 0 ? schema : owner;
            // An event is told by the members of its own object, so that none of them is left out there.
            var isTop = level == 0 && _map.IsNamedByRequest;
            if (!isTop && EventMap.Matches(_map.LeftOut, patterns, name))
                continue;
            var values = forms.Select(form => form.Schema["properties"]?[name]).Where(value => value is not null);
            var isOpen = EventMap.Matches(_map.Open, patterns, name) || (isTop && EventMap.Matches(_map.LeftOut, patterns, name));
            var written = isOpen ? JsonValue.Create(true) : Write(_forms.Of(values), owner, schema, level);
            if (written is JsonObject scalar && _map.Sensitive.Contains(name) && !scalar.ContainsKey("$ref"))
                scalar["sensitive"] = true;
            members[name] = written;
        }

        return members;
    }

    private JsonNode Write(IReadOnlyList<PayloadForm> forms, string owner, string schema, int level)
    {
        if (forms.Count == 0 || forms.Any(form => form.Type is null && form.Schema.Count == 0))
            return true;
        if (forms.All(form => form.IsRecord))
            return Record(forms, owner, schema, level);
        // What a request to the provider's API may expand is the id in a callback.
        var values = forms.Any(form => form.Type == "string") ? forms.Where(form => form.Type != "object").ToList() : forms;
        var types = values.Select(form => form.Type).Distinct().ToList();
        return types switch
        {
            [null] or { Count: 0 } => true,
            ["object"] => Map(values, owner, schema, level),
            ["array"] => List(values, owner, schema, level),
            [{ } scalar] => Scalar(values, scalar),
            _ when types.All(type => type is "string" or "integer" or "number" or "boolean") => Several(types!),
            _ => true,
        };
    }

    private static JsonObject Several(IReadOnlyList<string> types) =>
        types.Order(StringComparer.Ordinal).SequenceEqual(["integer", "number"])
            ? new JsonObject { ["type"] = new JsonArray("number", "null") }
            : new JsonObject { ["type"] = new JsonArray([.. types.Order(StringComparer.Ordinal).Select(type => (JsonNode?)type), "null"]) };

    private JsonNode Record(IReadOnlyList<PayloadForm> forms, string owner, string schema, int level)
    {
        if (level + 1 > _map.Depth)
            return true;
        if (forms is [{ Name: { } name, Schema: var only }])
            return Refer(name, only, owner, level);
        return new JsonObject { ["type"] = new JsonArray("object", "null"), ["properties"] = Members(forms, owner, schema, level + 1) };
    }

    /// <summary>Returns a reference to a definition; anything for one that contains the object that refers to it.</summary>
    private JsonNode Refer(string name, JsonObject schema, string owner, int level)
    {
        if (Reaches(name, owner, []))
            return true;
        if (!_references.TryGetValue(owner, out var known))
            _references[owner] = known = new(StringComparer.Ordinal);
        known.Add(name);
        if (!_names.TryGetValue(name, out var free))
        {
            var wanted = NameOf(name);
            free = wanted;
            for (var number = 2; !_taken.Add(free); number++)
                free = wanted + number;
            _names[name] = free;
            _open.Enqueue((name, schema, level + 1));
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{free}" };
    }

    private bool Reaches(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && _references.TryGetValue(from, out var further) && further.Any(next => Reaches(next, to, seen)));

    private JsonNode Map(IReadOnlyList<PayloadForm> forms, string owner, string schema, int level)
    {
        var entries = _forms.Of(
            forms.Select(form => form.Schema["additionalProperties"]).Where(entry => entry is JsonObject { Count: > 0 })
        );
        if (forms.Any(form => form.IsRecord) || entries is not [{ Type: "string" or "integer" or "number" or "boolean" }])
            return true;
        return new JsonObject
        {
            ["type"] = new JsonArray("object", "null"),
            ["additionalProperties"] = Write(entries, owner, schema, level),
        };
    }

    private JsonObject List(IReadOnlyList<PayloadForm> forms, string owner, string schema, int level)
    {
        var list = new JsonObject { ["type"] = new JsonArray("array", "null") };
        var items = Write(_forms.Of(forms.Select(form => form.Schema["items"])), owner, schema, level);
        if (items is JsonObject item)
            list["items"] = item;
        return list;
    }

    private static JsonObject Scalar(IReadOnlyList<PayloadForm> forms, string type)
    {
        var written = new JsonObject { ["type"] = new JsonArray(type, "null") };
        if (type != "string")
            return written;
        var lists = forms.Select(form => form.Schema["enum"] as JsonArray).ToList();
        var texts = lists
            .SelectMany(list => list ?? [])
            .Select(value => value is JsonValue text && text.TryGetValue<string>(out var known) ? known : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (lists.TrueForAll(list => list is not null) && texts.Count is > 1 and <= LongestEnum && AreToldApart(texts))
            written["enum"] = new JsonArray([.. texts.Select(text => (JsonNode?)text), null]);
        else if (
            forms.Select(form => SchemaInliner.TextOf(form.Schema, "format")).Distinct().ToList()
            is [("date-time" or "decimal") and var format]
        )
            written["format"] = format;
        return written;
    }

    /// <summary>Returns whether each text has a name of its own in C#.</summary>
    private static bool AreToldApart(List<string> texts) =>
        texts.TrueForAll(text => text.Any(char.IsAsciiLetter))
        && texts.Select(text => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant()).Distinct().Count() == texts.Count;
}
