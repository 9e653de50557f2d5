using CallbackGen.Generator.Json;

namespace CallbackGen.Generator.Schema;

/// <summary>What a schema says about a member besides its type.</summary>
internal sealed record Annotations(string? Description, bool Sensitive, bool Deprecated)
{
    /// <summary>A definition's annotations hold for the member that refers to it, unless the member has its own.</summary>
    public static Annotations Of(JsonNode schema, Definitions definitions)
    {
        var description = schema.Find("description") is { Kind: JsonKind.String } text ? text.Text
            : schema.Find("title") is { Kind: JsonKind.String } title ? title.Text : null;
        var sensitive = IsSensitive(schema, definitions, []);
        var deprecated = schema.Find("deprecated")?.IsTrue == true;
        if (schema.Find("$ref") is { Kind: JsonKind.String } reference
            && definitions.Find(reference.Text) is { } definition)
        {
            description ??= definition.Value.Find("description") is { Kind: JsonKind.String } inherited ? inherited.Text : null;
            deprecated |= definition.Value.Find("deprecated")?.IsTrue == true;
        }

        return new Annotations(description, sensitive, deprecated);
    }

    /// <summary>What holds something sensitive is sensitive as a whole: a list of card numbers, a map of them.</summary>
    private static bool IsSensitive(JsonNode schema, Definitions definitions, HashSet<string> visited)
    {
        if (schema.Find("sensitive")?.IsTrue == true)
            return true;
        foreach (var inner in new[] { schema.Find("items"), schema.Find("additionalProperties") })
        {
            if (inner is not null && IsSensitive(inner, definitions, visited))
                return true;
        }

        return schema.Find("$ref") is { Kind: JsonKind.String } reference
            && definitions.Find(reference.Text) is { } definition && visited.Count < JsonReader.MaxDepth && visited.Add(definition.Name)
            && IsSensitive(definition.Value, definitions, visited);
    }
}
