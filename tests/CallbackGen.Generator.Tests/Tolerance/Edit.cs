using System.Globalization;
using System.Text.Json.Nodes;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>A change of a JSON document: a value that is put at a pointer, or removed.</summary>
/// <param name="Pointer">The JSON pointer (RFC 6901).</param>
/// <param name="Json">The new value as JSON; null to remove the member.</param>
internal sealed record Edit(string Pointer, string? Json)
{
    public static Edit Put(string pointer, string json) => new(pointer, json);

    public static Edit Remove(string pointer) => new(pointer, null);

    /// <summary>Changes a document, and returns its root.</summary>
    public JsonNode? Apply(JsonNode? root)
    {
        var segments = JsonEditor.Segments(Pointer);
        if (segments.Length == 0)
            return Value();
        var owner = segments[..^1].Aggregate(root, At);
        if (owner is JsonArray items)
            items[Index(segments[^1])] = Value();
        else if (owner is JsonObject members && Json is null)
            members.Remove(segments[^1]);
        else if (owner is JsonObject changed)
            changed[segments[^1]] = Value();
        return root;
    }

    /// <summary>Returns the value at a pointer; null when there is none.</summary>
    public static JsonNode? Find(JsonNode? root, string pointer) => JsonEditor.Segments(pointer).Aggregate(root, At);

    private static JsonNode? At(JsonNode? node, string segment) =>
        node switch
        {
            JsonArray items when Index(segment) < items.Count => items[Index(segment)],
            JsonObject members => members[segment],
            _ => null,
        };

    private static int Index(string segment) => int.Parse(segment, CultureInfo.InvariantCulture);

    private JsonNode? Value() => Json is null ? null : JsonNode.Parse(Json);
}
