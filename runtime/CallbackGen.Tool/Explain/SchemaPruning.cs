using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Removes the declarations that the proof does not use from a schema; compiling them would take most of the time.
/// </summary>
internal static class SchemaPruning
{
    private const int MaxDepth = 16;

    /// <summary>Keeps only the members whose names occur in the section <c>callback</c>.</summary>
    public static void Prune(JsonObject schema) => Prune(schema, schema["callback"]!.ToJsonString(SchemaTree.Writing), 0);

    private static void Prune(JsonNode? node, string said, int depth)
    {
        if (node is not JsonObject schema || depth > MaxDepth)
            return;
        if (schema["properties"] is JsonObject properties)
        {
            var gone = properties
                .Select(member => member.Key)
                .Where(name => !said.Contains(name, StringComparison.Ordinal))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var name in gone)
                properties.Remove(name);
            if (schema["required"] is JsonArray required)
                schema["required"] = new JsonArray([
                    .. required.Where(name => !gone.Contains(name?.ToString() ?? "")).Select(name => name?.DeepClone()),
                ]);
            foreach (var (_, member) in properties)
                Prune(member, said, depth + 1);
        }

        Prune(schema["items"], said, depth + 1);
        foreach (var (_, definition) in schema["$defs"] as JsonObject ?? [])
            Prune(definition, said, depth + 1);
    }
}
