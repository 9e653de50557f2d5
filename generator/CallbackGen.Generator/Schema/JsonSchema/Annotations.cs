using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema.JsonSchema;

/// <summary>The annotations of a member: keywords other than its type.</summary>
internal sealed record Annotations(string? Description, bool Sensitive, bool Deprecated)
{
    /// <summary>
    /// Returns the annotations. Those of a definition apply to a member that refers to it, unless the member has its own.
    /// </summary>
    public static Annotations Of(JsonNode schema, SchemaIndex index)
    {
        var description = TextOf(schema, "description") ?? TextOf(schema, "title");
        var deprecated = schema.Find("deprecated")?.IsTrue == true;
        if (index.TargetOf(schema) is { } target)
        {
            description ??= TextOf(target, "description");
            deprecated |= target.Find("deprecated")?.IsTrue == true;
        }

        return new Annotations(description, IsSensitive(schema, index, []), deprecated);
    }

    /// <summary>
    /// Returns whether a value is sensitive. A container of sensitive values is sensitive as a whole: a list or a map of card numbers.
    /// </summary>
    private static bool IsSensitive(JsonNode schema, SchemaIndex index, HashSet<JsonNode> visited)
    {
        if (schema.Find("sensitive")?.IsTrue == true)
            return true;
        if (visited.Count >= JsonReader.MaxDepth || !visited.Add(schema))
            return false;
        return new[] { schema.Find("items"), schema.Find("additionalProperties"), index.TargetOf(schema) }.Any(inner =>
            inner is not null && IsSensitive(inner, index, visited)
        );
    }

    private static string? TextOf(JsonNode schema, string name) => schema.Find(name) is { Kind: JsonKind.String } text ? text.Text : null;
}
