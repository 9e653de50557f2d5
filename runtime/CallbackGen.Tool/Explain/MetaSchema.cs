using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Looks up the values that the meta-schema, <c>callback.schema.json</c>, allows at a path of a schema. The tool has no other
/// knowledge of the schema language.
/// </summary>
internal sealed class MetaSchema
{
    private readonly JsonNode _root;

    private MetaSchema(JsonNode root) => _root = root;

    /// <summary>Loads the meta-schema that is installed with the tool.</summary>
    /// <exception cref="ToolException">The file is missing.</exception>
    public static MetaSchema Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "generator", "callback.schema.json");
        return File.Exists(path)
            ? new(JsonNode.Parse(File.ReadAllText(path))!)
            : throw ToolException.Unreadable(path, "the meta-schema is missing: the tool is not whole. Install it again.");
    }

    /// <summary>Returns the descriptions that a definition's name refers to.</summary>
    public IReadOnlyList<JsonObject> Definition(string name, JsonNode? value) => Expand([_root["$defs"]?[name]], value);

    /// <summary>Returns the descriptions of a member.</summary>
    public IReadOnlyList<JsonObject> Member(IReadOnlyList<JsonObject> descriptions, string name, JsonNode? value) =>
        Expand(
            descriptions.Select(description =>
                description["properties"]?[name]
                ?? (description["properties"]?.AsObject().ContainsKey(name) == true ? null : description["additionalProperties"])
            ),
            value
        );

    /// <summary>Returns the descriptions of a list's elements.</summary>
    public IReadOnlyList<JsonObject> Items(IReadOnlyList<JsonObject> descriptions, JsonNode? value) =>
        Expand(descriptions.Select(description => description["items"]), value);

    /// <summary>Returns the names of an object's possible members.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<JsonObject> descriptions) =>
        descriptions
            .SelectMany(description => description["properties"] is JsonObject properties ? properties.Select(member => member.Key) : [])
            .Distinct(StringComparer.Ordinal);

    /// <summary>Returns the values that the descriptions list: the words of an enum, or true and false.</summary>
    public static IEnumerable<JsonNode> Values(IReadOnlyList<JsonObject> descriptions) =>
        descriptions
            .SelectMany(description =>
                description["enum"] is JsonArray listed ? listed.OfType<JsonNode>()
                : description["type"] is JsonValue type && type.ToString() == "boolean" ? [JsonValue.Create(true), JsonValue.Create(false)]
                : Array.Empty<JsonNode>()
            )
            .DistinctBy(value => value.ToJsonString());

    private List<JsonObject> Expand(IEnumerable<JsonNode?> nodes, JsonNode? value)
    {
        var found = new List<JsonObject>();
        foreach (var node in nodes)
            Expand(node, value, found, 0);
        return found;
    }

    private void Expand(JsonNode? node, JsonNode? value, List<JsonObject> found, int depth)
    {
        if (node is not JsonObject description || depth > 16 || found.Contains(description))
            return;
        found.Add(description);
        if (description["$ref"] is JsonValue reference)
            Expand(SchemaTree.Find(_root, reference.ToString().TrimStart('#')), value, found, depth + 1);
        foreach (var word in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var each in description[word] as JsonArray ?? [])
                Expand(each, value, found, depth + 1);
        }

        if (description["if"] is JsonObject condition)
            Expand(description[Holds(condition, value) ? "then" : "else"], value, found, depth + 1);
    }

    /// <summary>Returns whether a condition on constants is satisfied.</summary>
    private static bool Holds(JsonObject condition, JsonNode? value) =>
        value is JsonObject map
        && condition["properties"] is JsonObject properties
        && properties.All(member =>
            (member.Value?["const"] is not { } constant || JsonNode.DeepEquals(constant, map[member.Key]))
            && (member.Value?["enum"] is not JsonArray listed || listed.Any(one => JsonNode.DeepEquals(one, map[member.Key])))
        );
}
