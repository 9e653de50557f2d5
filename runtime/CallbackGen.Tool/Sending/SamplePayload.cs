using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Sending;

/// <summary>
/// Creates a payload from a JSON Schema: for each member its constant, its first example or value, or a value of its type and
/// format. Optional members are included when the schema has an example of them, and in an event that would be empty without them.
/// The feed's verifier decides whether the payload is valid.
/// </summary>
internal sealed class SamplePayload
{
    private const int MaxDepth = 16;

    // An event is the payload, an item of it, or an item of a list in it. Deeper, whole objects could make a sample very long.
    private const int MaxEventDepth = 2;

    private readonly JsonElement _root;
    private readonly DateTimeOffset _now;

    private SamplePayload(JsonElement root, DateTimeOffset now) => (_root, _now) = (root, now);

    /// <summary>Returns the payload of a schema, as JSON.</summary>
    /// <param name="schema">The text of the schema file.</param>
    /// <param name="now">The value of members that contain a time.</param>
    public static byte[] Of(string schema, DateTimeOffset now)
    {
        using var document = JsonDocument.Parse(schema);
        var sample = new SamplePayload(document.RootElement, now).Value(document.RootElement, "payload", depth: 0);
        return System.Text.Encoding.UTF8.GetBytes(sample?.ToJsonString() ?? "null");
    }

    /// <summary>Returns the text by which a request names the event of the payload; null when none does.</summary>
    /// <param name="schema">The text of the schema file.</param>
    public static string? EventOf(string schema)
    {
        var root = JsonNode.Parse(schema);
        // The payload is the first alternative, which the mapping names by its own pointer or by that of its schema.
        string?[] pointers = [root?["oneOf"]?[0]?["$ref"]?.ToString(), "#/oneOf/0"];
        return (root?["callback"]?["discriminator"]?["mapping"] as JsonObject)
            ?.FirstOrDefault(entry => pointers.Contains(entry.Value?.ToString()))
            .Key;
    }

    private JsonNode? Value(JsonElement schema, string name, int depth, bool isItem = false)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
            return null;
        if (Text(schema, "$ref") is { } reference)
            return Find(reference) is { } found ? Value(found, name, depth + 1, isItem) : null;
        if (schema.TryGetProperty("const", out var constant))
            return Copy(constant);
        if (First(schema, "examples") is { } example)
            return Copy(example);
        if (First(schema, "enum") is { } listed)
            return Copy(listed);
        if (schema.TryGetProperty("default", out var usual))
            return Copy(usual);
        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth, isItem),
            "array" => Array(schema, name, depth),
            "integer" or "number" => Number(schema),
            "boolean" => true,
            "string" => String(schema, name),
            "null" => null,
            _ when First(schema, "oneOf") is { } one => Value(one, name, depth + 1),
            _ when First(schema, "anyOf") is { } any => Value(any, name, depth + 1),
            _ when schema.TryGetProperty("properties", out _) || schema.TryGetProperty("allOf", out _) => Object(schema, depth, isItem),
            _ => $"sample {name}",
        };
    }

    private JsonObject Object(JsonElement schema, int depth, bool isItem)
    {
        var sample = Members(schema, depth, isWhole: false);
        // No member is required, and an empty event would show nothing.
        return sample.Count == 0 && (depth == 0 || (isItem && depth <= MaxEventDepth)) ? Members(schema, depth, isWhole: true) : sample;
    }

    private JsonObject Members(JsonElement schema, int depth, bool isWhole)
    {
        var sample = new JsonObject();
        foreach (var part in Parts(schema, depth))
        {
            HashSet<string> required =
                part.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
                    ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
                    : [];
            if (!part.TryGetProperty("properties", out var members) || members.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in members.EnumerateObject())
            {
                if (
                    isWhole
                    || required.Contains(member.Name)
                    || (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("examples", out _))
                )
                    sample[member.Name] = Value(member.Value, member.Name, depth + 1);
            }
        }

        return sample;
    }

    /// <summary>Returns a schema and the schemas that it is composed of.</summary>
    private IEnumerable<JsonElement> Parts(JsonElement schema, int depth)
    {
        yield return schema;
        if (depth > MaxDepth || !schema.TryGetProperty("allOf", out var all) || all.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var part in all.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object))
        {
            var meant = Text(part, "$ref") is { } reference ? Find(reference) : part;
            foreach (var each in meant is { } found ? Parts(found, depth + 1) : [])
                yield return each;
        }
    }

    private JsonArray Array(JsonElement schema, string name, int depth)
    {
        var count = Math.Clamp(schema.TryGetProperty("minItems", out var least) && least.TryGetInt32(out var minimum) ? minimum : 1, 1, 10);
        return schema.TryGetProperty("items", out var items)
            ? [.. Enumerable.Range(0, count).Select(_ => Value(items, name, depth + 1, isItem: true))]
            : [];
    }

    private static JsonValue Number(JsonElement schema)
    {
        foreach (var bound in (string[])["minimum", "exclusiveMinimum", "maximum"])
        {
            if (schema.TryGetProperty(bound, out var limit) && limit.TryGetDecimal(out var number))
                return JsonValue.Create(bound == "exclusiveMinimum" ? number + 1 : number);
        }

        return JsonValue.Create(1);
    }

    private string String(JsonElement schema, string name)
    {
        if (Text(schema, "dateFormat") is { } written)
            return _now.ToOffset(Offset(schema)).ToString(written, CultureInfo.InvariantCulture);
        var text = Text(schema, "format") switch
        {
            "decimal" => "10.00",
            "date-time" => _now.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
            "date" => _now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "time" => _now.ToString("HH:mm:ssK", CultureInfo.InvariantCulture),
            "uuid" => "00000000-0000-4000-8000-000000000001",
            "uri" or "uri-reference" or "iri" => "https://shop.example/",
            "email" or "idn-email" => "payer@shop.example",
            "ipv4" => "192.0.2.1",
            "ipv6" => "2001:db8::1",
            _ => $"sample-{name}",
        };
        if (schema.TryGetProperty("minLength", out var least) && least.TryGetInt32(out var minimum) && minimum < 10_000)
            text = text.PadRight(minimum, 'x');
        return schema.TryGetProperty("maxLength", out var most) && most.TryGetInt32(out var maximum) && maximum < text.Length
            ? text[..Math.Max(0, maximum)]
            : text;
    }

    private static TimeSpan Offset(JsonElement schema) =>
        Text(schema, "timeZone") is { } zone && TimeSpan.TryParse(zone.TrimStart('+'), CultureInfo.InvariantCulture, out var offset)
            ? offset
            : TimeSpan.Zero;

    /// <summary>Returns the type; of several, the first that is not null.</summary>
    private static string? TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.String ? type.GetString()
        : type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()).OrderBy(one => one == "null").FirstOrDefault()
        : null;

    /// <summary>Returns the schema that a reference within the file names.</summary>
    private JsonElement? Find(string reference)
    {
        if (!reference.StartsWith('#'))
            return null;
        var found = _root;
        foreach (var segment in Testing.Editing.JsonEditor.Segments(Uri.UnescapeDataString(reference[1..])))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(segment, out found))
                return null;
        }

        return found;
    }

    private static JsonElement? First(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : null;

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonNode? Copy(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
