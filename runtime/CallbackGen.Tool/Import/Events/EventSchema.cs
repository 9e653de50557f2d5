using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Import.Events;

/// <summary>Creates the typed schema of a feed: the feed's own <c>callback</c>, and a record for each event of the map.</summary>
internal sealed class EventSchema
{
    private readonly JsonObject _base;
    private readonly EventMap _map;
    private readonly JsonObject _components;
    private readonly string _place;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly PayloadWriter _writer;
    private readonly JsonObject _definitions = [];
    private readonly Dictionary<string, string> _holders = new(StringComparer.Ordinal);

    private EventSchema(JsonObject feed, EventMap map, JsonObject document)
    {
        (_base, _map) = (feed, map);
        _place =
            document.ContainsKey("components") ? "#/components/schemas/"
            : document.ContainsKey("$defs") ? "#/$defs/"
            : "#/definitions/";
        _components = (document["components"]?["schemas"] ?? document["$defs"] ?? document["definitions"]) as JsonObject ?? [];
        _writer = new PayloadWriter(map, new SchemaInliner(document), _taken);
    }

    /// <summary>Returns the schema.</summary>
    /// <param name="feed">The feed's schema, of which everything but the payload is taken.</param>
    /// <param name="map">The map.</param>
    /// <param name="document">The provider's document.</param>
    /// <exception cref="ToolException">The document lacks a schema of the map.</exception>
    public static JsonObject Create(JsonObject feed, EventMap map, JsonObject document) => new EventSchema(feed, map, document).Create();

    private JsonObject Create()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "../callback.schema.json",
            ["$comment"] =
                $"Made by \"callbackgen import events\": correct the map, not this file. The types are those of {_map.Address}, "
                + $"{_map.Version} (license: {_map.License}).",
        };
        foreach (var keyword in (string[])["title", "description"])
        {
            if (_base[keyword] is { } text)
                schema[keyword] = text.DeepClone();
        }

        var callback = Compositions.Without((JsonObject)_base["callback"]!, "tests");
        schema["callback"] = callback;
        var alternatives = new JsonArray();
        schema["oneOf"] = alternatives;
        schema["$defs"] = _definitions;
        foreach (var (text, _) in _map.Events)
            _taken.Add(NameOf(text));
        var mapping = new JsonObject();
        foreach (var (text, names) in _map.Events)
        {
            var name = NameOf(text);
            mapping[text] = $"#/$defs/{name}";
            if (_definitions.ContainsKey(name))
                continue;
            _definitions[name] = _map.IsNamedByRequest ? NamedEvent(text, names) : Event(text, names);
            alternatives.Add((JsonNode)new JsonObject { ["$ref"] = $"#/$defs/{name}" });
        }

        if (_map.IsNamedByRequest)
            callback["discriminator"] = new JsonObject { ["from"] = _map.Discriminator, ["mapping"] = mapping };
        foreach (var (name, definition) in _writer.Definitions())
            _definitions[name] = definition;
        return schema;
    }

    /// <summary>
    /// Returns the name of an event's definition. Events that the request names and that have one schema share a definition.
    /// </summary>
    private string NameOf(string text)
    {
        var names = _map.Events.First(known => known.Key == text).Value;
        var isShared = _map.IsNamedByRequest && names.Count == 1 && _map.Events.Count(known => known.Value.SequenceEqual(names)) > 1;
        return PayloadWriter.NameOf(isShared ? names[0].TrimEnd('*') : text);
    }

    /// <summary>Returns an event that the request names: its object is the payload.</summary>
    private JsonObject NamedEvent(string text, IReadOnlyList<string> names)
    {
        var schemas = Find(text, names);
        var members = _writer.Members(Refer(schemas), $"event {text}");
        var required = _map.Required.GetValueOrDefault(text) ?? [];
        foreach (var member in required)
        {
            if (!_writer.IsRequired(Refer(schemas), member))
                throw ToolException.Unreadable(
                    "the map",
                    $"\"require\" names {Visible.Quote(member)} of {Visible.Quote(text)}, which the document does not require in all "
                        + "its schemas."
                );
        }

        var written = new JsonObject { ["type"] = "object" };
        if (required.Count > 0)
            written["required"] = Infer.MemberListForm.ArrayOf(required);
        written["properties"] = members;
        return written;
    }

    /// <summary>Returns an event that a member of the payload names: the feed's payload, with the object in its place.</summary>
    private JsonObject Event(string text, IReadOnlyList<string> names)
    {
        var discriminator = EventMap.Segments(_map.Discriminator)[0];
        var properties = _base["properties"]?.DeepClone() as JsonObject ?? [];
        // The feed's own file describes them; here they would be repeated for each event.
        foreach (var (_, member) in properties)
            (member as JsonObject)?.Remove("description");
        properties[discriminator] = new JsonObject { ["type"] = "string", ["const"] = text };
        var required = (_base["required"] as JsonArray ?? []).Select(name => name!.ToString()).ToList();
        required.Add(discriminator);
        if (_map.Object.Count > 0)
        {
            required.Add(_map.Object[0]);
            properties[_map.Object[0]] = new JsonObject { ["$ref"] = $"#/$defs/{Holder(text, names)}" };
        }
        else
        {
            foreach (var (name, member) in _writer.Members(Refer(Find(text, names)), $"event {text}"))
                properties.TryAdd(name, member?.DeepClone());
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = Infer.MemberListForm.ArrayOf(required.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)),
            ["properties"] = properties,
        };
    }

    /// <summary>Returns the name of the definition of what contains the object: one for all events of an object.</summary>
    private string Holder(string text, IReadOnlyList<string> names)
    {
        var key = string.Join(' ', names);
        if (_holders.TryGetValue(key, out var known))
            return known;
        var name = PayloadWriter.NameOf($"{names[0].TrimEnd('*')} {_map.Object[0]}");
        while (!_taken.Add(name))
            name += "2";
        JsonNode inner = _writer.Object(Refer(Find(text, names)), $"event {text}");
        for (var i = _map.Object.Count - 1; i > 0; i--)
        {
            var members = new JsonObject { [_map.Object[i]] = inner };
            foreach (var (pointer, added) in _map.Added)
            {
                var place = EventMap.Segments(pointer);
                if (place.Count == i + 1 && place.Take(i).SequenceEqual(_map.Object.Take(i)))
                    members[place[i]] = added?.DeepClone();
            }

            inner = new JsonObject { ["type"] = "object", ["properties"] = members };
        }

        _definitions[name] = inner;
        return _holders[key] = name;
    }

    private IEnumerable<JsonNode> Refer(IEnumerable<string> names) =>
        names.Select(name => new JsonObject { ["$ref"] = _place + Uri.EscapeDataString(name) });

    /// <summary>Returns the names of an event's schemas.</summary>
    private List<string> Find(string text, IReadOnlyList<string> names)
    {
        var found = new List<string>();
        var others = names.Where(name => name.StartsWith('!')).Select(name => name[1..]).ToList();
        foreach (var name in names.Where(name => !name.StartsWith('!')))
        {
            var schemas = _components.Select(pair => pair.Key).Where(schema => IsNamed(name, schema)).ToList();
            if (schemas.Count == 0)
                throw ToolException.Unreadable(
                    "the document",
                    $"it has no schema {Visible.Quote(name)}, which the map names for the event {Visible.Quote(text)}."
                );
            found.AddRange(schemas.Where(schema => !others.Exists(other => IsNamed(other, schema))));
        }

        return found;
    }

    private static bool IsNamed(string pattern, string schema) =>
        pattern.EndsWith('*') ? schema.StartsWith(pattern[..^1], StringComparison.Ordinal) : schema == pattern;
}
