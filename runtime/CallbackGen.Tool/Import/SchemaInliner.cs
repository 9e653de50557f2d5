using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import;

/// <summary>
/// Translates a document's JSON Schema into the schema language: references are inlined, unsupported types are left open, and
/// bounds are left out, because a callback that violates its provider's documentation is nevertheless a callback.
/// </summary>
/// <param name="document">The document that references point into.</param>
internal sealed class SchemaInliner(JsonObject document)
{
    private static readonly string[] Types = ["string", "integer", "number", "boolean", "object", "array"];

    /// <summary>The formats of strings that the language supports; others are left out.</summary>
    private static readonly HashSet<string> Formats = new(StringComparer.Ordinal)
    {
        "decimal",
        "date-time",
        "date",
        "time",
        "uuid",
        "email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "duration",
    };

    private readonly List<string> _path = [];
    private int _members;
    private int _steps;

    /// <summary>Translates the schema of a payload.</summary>
    public JsonObject Inline(JsonNode? schema)
    {
        (_members, _steps) = (0, 0);
        _path.Clear();
        return Write(schema, 0);
    }

    /// <summary>
    /// Follows a reference, and further references from there, to a schema; returns a schema that is not a reference itself.
    /// </summary>
    public JsonObject? Resolve(JsonNode? schema)
    {
        for (var steps = 0; steps < 16 && schema is JsonObject one; steps++)
        {
            if (TextOf(one, "$ref") is not { } reference)
                return one;
            schema = Find(reference);
        }

        return null;
    }

    /// <summary>
    /// Counts a composition. Returns <see langword="false"/> when there are too many, for example when schemas contain each
    /// other.
    /// </summary>
    public bool TakeStep() => ++_steps <= 10 * ImportLimits.Members;

    private JsonObject Write(JsonNode? schema, int depth)
    {
        if (schema is not JsonObject one)
            return [];
        if (TextOf(one, "$ref") is { } reference)
            return WriteReference(one, reference, depth);
        if (depth > ImportLimits.SchemaDepth || _members > ImportLimits.Members)
            return Open("Too large, or too deep, to be written out: it is kept as it is.");
        var written = new JsonObject();
        var merged = Compositions.Merge(one, this);
        var (type, isNullable) = TypeOf(merged.Schema);
        switch (type)
        {
            case "object":
                WriteObject(written, merged.Schema, depth);
                break;
            case "array":
                written["type"] = type;
                if (merged.Schema["items"] is JsonObject items)
                    written["items"] = Write(items, depth + 1);
                break;
            case not null:
                WriteScalar(written, merged.Schema, type);
                break;
        }

        if (isNullable && written["type"] is JsonValue plain)
            written["type"] = new JsonArray(plain.GetValue<string>(), "null");
        Annotate(written, one, merged.Comment);
        return written;
    }

    private JsonObject WriteReference(JsonObject one, string reference, int depth)
    {
        if (_path.Contains(reference))
            return Open("Refers to itself: it is kept as it is.");
        if (Find(reference) is not JsonObject target)
            return Open("Refers outside the document: it is kept unchanged.");
        _path.Add(reference);
        var written = Write(target, depth);
        _path.RemoveAt(_path.Count - 1);
        if (TextOf(one, "description") is { } description)
            written["description"] = description;
        return written;
    }

    private void WriteObject(JsonObject written, JsonObject schema, int depth)
    {
        written["type"] = "object";
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
        {
            if (schema["additionalProperties"] is JsonObject { Count: > 0 } values)
                written["additionalProperties"] = Write(values, depth + 1);
            return;
        }

        var members = new JsonObject();
        foreach (var (name, member) in properties.Where(property => property.Key.Length > 0))
        {
            if (++_members <= ImportLimits.Members)
                members[name] = Write(member, depth + 1);
        }

        var required = (schema["required"] as JsonArray ?? [])
            .Select(TextOf)
            .OfType<string>()
            .Where(members.ContainsKey)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (required.Count > 0)
            written["required"] = Infer.MemberListForm.ArrayOf(required);
        if (members.Count > 0)
            written["properties"] = members;
    }

    private static void WriteScalar(JsonObject written, JsonObject schema, string type)
    {
        written["type"] = type;
        if (ConstantOf(schema) is { } constant && type == "string")
        {
            written["const"] = constant;
            return;
        }

        if (type != "string")
            return;
        var values = (schema["enum"] as JsonArray ?? []).Select(TextOf).ToList();
        if (values.Count is > 0 and <= 500 && values.TrueForAll(value => value is { Length: > 0 and <= 100 }))
            written["enum"] = Infer.MemberListForm.ArrayOf(values.OfType<string>().Distinct(StringComparer.Ordinal));
        else if (TextOf(schema, "format") is { } format && Formats.Contains(format))
            written["format"] = format;
    }

    /// <summary>Returns the only value of a string: <c>const</c>, or an <c>enum</c> with one entry.</summary>
    public static string? ConstantOf(JsonObject schema) =>
        TextOf(schema, "const") ?? (schema["enum"] is JsonArray { Count: 1 } values ? TextOf(values[0]) : null);

    private static void Annotate(JsonObject written, JsonObject schema, string? comment)
    {
        if (TextOf(schema, "description") is { Length: > 0 } description)
            written["description"] = description.Length > 1000 ? description[..1000] : description;
        if (schema["deprecated"] is JsonValue value && value.TryGetValue<bool>(out var isDeprecated) && isDeprecated)
            written["deprecated"] = true;
        if (comment is not null)
            written["$comment"] = comment;
    }

    /// <summary>
    /// Returns the only type besides null, or null when there are several; without <c>type</c>, the type that the keywords imply.
    /// </summary>
    private static (string? Type, bool IsNullable) TypeOf(JsonObject schema)
    {
        var isNullable = schema["nullable"] is JsonValue flag && flag.TryGetValue<bool>(out var told) && told;
        var types = schema["type"] switch
        {
            JsonArray several => [.. several.Select(TextOf).OfType<string>()],
            JsonValue one when TextOf(one) is { } text => [text],
            _ => (string[])[],
        };
        var known = types.Where(Types.Contains).Distinct(StringComparer.Ordinal).ToList();
        isNullable |= types.Contains("null");
        if (known.Count == 1)
            return (known[0], isNullable);
        if (known.Count > 1)
            return (null, isNullable);
        return (
            schema.ContainsKey("properties") ? "object"
            : schema.ContainsKey("items") ? "array"
            : ConstantOf(schema) is not null ? "string"
            : null,
            isNullable
        );
    }

    private JsonNode? Find(string reference)
    {
        if (!reference.StartsWith('#'))
            return null;
        JsonNode? node = document;
        foreach (var segment in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(segment)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject parent => parent[name],
                JsonArray parent when int.TryParse(name, out var position) && position >= 0 && position < parent.Count => parent[position],
                _ => null,
            };
        }

        return node;
    }

    private static JsonObject Open(string comment) => new() { ["$comment"] = comment };

    public static string? TextOf(JsonObject parent, string name) => TextOf(parent[name]);

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
