using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import.Events;

/// <summary>One form of a value: a schema of the document, and its name if a reference led to it.</summary>
/// <param name="Name">The name in the document, or null.</param>
/// <param name="Schema">The schema, which is neither a reference nor a choice.</param>
/// <param name="Type">Its type; null when there are several or none.</param>
internal sealed record PayloadForm(string? Name, JsonObject Schema, string? Type)
{
    /// <summary>Whether it is an object with described members.</summary>
    public bool IsRecord => Type == "object" && Schema["properties"] is JsonObject { Count: > 0 };
}

/// <summary>Finds the forms that a value may have: references are followed, and choices are taken apart.</summary>
internal sealed class PayloadForms(SchemaInliner document)
{
    private const int Deepest = 16;

    /// <summary>Returns the forms of a value that one of several schemas describes, each once, without null.</summary>
    public IReadOnlyList<PayloadForm> Of(IEnumerable<JsonNode?> schemas)
    {
        var found = new List<PayloadForm>();
        foreach (var schema in schemas)
            Add(schema, null, found, 0);
        return found;
    }

    private void Add(JsonNode? node, string? name, List<PayloadForm> found, int depth)
    {
        if (node is not JsonObject schema || depth > Deepest)
        {
            Put(new(null, [], null), found);
            return;
        }

        if (SchemaInliner.TextOf(schema, "$ref") is { } reference)
        {
            Add(document.Resolve(schema), NameOf(reference), found, depth + 1);
            return;
        }

        if (schema["allOf"] is JsonArray { Count: > 0 })
            schema = WithAll(schema);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray { Count: > 0 } choices && schema["properties"] is null)
        {
            foreach (var choice in choices)
                Add(choice, null, found, depth + 1);
            return;
        }

        var type = TypeOf(schema);
        if (type != "null" && !IsUnset(schema))
            Put(new(name, schema, type), found);
    }

    /// <summary>Returns a schema with the members of its parts. Choices within a part are left open.</summary>
    private JsonObject WithAll(JsonObject schema)
    {
        var merged = Compositions.Merge(schema, document).Schema;
        return merged["allOf"] is null ? merged : Compositions.Without(merged, "allOf");
    }

    private static void Put(PayloadForm form, List<PayloadForm> found)
    {
        if (!found.Exists(known => known.Name is not null && known.Name == form.Name || JsonNode.DeepEquals(known.Schema, form.Schema)))
            found.Add(form);
    }

    /// <summary>Returns whether the only value is null, or the empty text, by which some documents say that a value may be unset.</summary>
    private static bool IsUnset(JsonObject schema) =>
        schema["enum"] is JsonArray { Count: 1 } values
        && (values[0] is not { } only || only is JsonValue value && value.TryGetValue<string>(out var text) && text == "");

    private static string NameOf(string reference) => Uri.UnescapeDataString(reference[(reference.LastIndexOf('/') + 1)..]);

    private static string? TypeOf(JsonObject schema)
    {
        var types = schema["type"] switch
        {
            JsonArray several => several.Select(type => type?.GetValue<string>()).OfType<string>().Where(type => type != "null").ToList(),
            JsonValue one when one.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
        if (types.Count == 0 && schema["type"] is JsonArray)
            return "null";
        return types.Count == 1 ? types[0]
            : types.Count > 1 ? null
            : schema.ContainsKey("properties") ? "object"
            : schema.ContainsKey("items") ? "array"
            : SchemaInliner.ConstantOf(schema) is not null ? "string"
            : null;
    }
}
