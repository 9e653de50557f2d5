using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import;

/// <summary>A schema without compositions.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Comment">A sentence about what was left open; null when nothing was.</param>
internal sealed record MergedSchema(JsonObject Schema, string? Comment);

/// <summary>
/// Merges <c>allOf</c>, <c>oneOf</c> and <c>anyOf</c> into one schema. The language supports alternative types only at the root
/// of a payload, selected by a constant, which a webhook's <c>select</c> already declares; other choices are left open.
/// </summary>
internal static class Compositions
{
    private const int MaxDepth = 16;

    public static MergedSchema Merge(JsonObject schema, SchemaInliner inliner, int depth = 0)
    {
        if (depth > MaxDepth || !inliner.TakeStep())
            return new(new JsonObject(), "Put together of too many schemas: it is kept as it is.");
        var (merged, comment) = (schema, (string?)null);
        if (schema["allOf"] is JsonArray { Count: > 0 } all)
            (merged, comment) = MergeAll(schema, all, inliner, depth);
        var choices = (merged["oneOf"] ?? merged["anyOf"]) as JsonArray ?? [];
        if (choices.Count == 0)
            return new(merged, comment);
        return MergeChoices(merged, choices, inliner, depth);
    }

    private static MergedSchema MergeAll(JsonObject schema, JsonArray all, SchemaInliner inliner, int depth)
    {
        var merged = Without(schema, "allOf");
        string? comment = null;
        foreach (var part in all)
        {
            if (inliner.Resolve(part) is not { } resolved)
            {
                comment = "A part of it is not in the document.";
                continue;
            }

            var (one, why) = Merge(resolved, inliner, depth + 1);
            comment ??= why;
            foreach (var (keyword, value) in one)
                Add(merged, keyword, value);
        }

        return new(merged, comment);
    }

    private static MergedSchema MergeChoices(JsonObject schema, JsonArray choices, SchemaInliner inliner, int depth)
    {
        var rest = Without(schema, "oneOf", "anyOf");
        var resolved = choices.Select(inliner.Resolve).ToList();
        var values = resolved.Where(choice => choice is null || SchemaInliner.TextOf(choice, "type") != "null").ToList();
        if (values.Count < choices.Count)
            rest["nullable"] = true;
        if (values is [{ } only])
        {
            var (one, comment) = Merge(only, inliner, depth + 1);
            foreach (var (keyword, value) in one)
                Add(rest, keyword, value);
            return new(rest, comment);
        }

        // Properties beside the choice belong to every alternative.
        if (!rest.ContainsKey("properties"))
        {
            var types = values
                .Select(value => value is null ? null : SchemaInliner.TextOf(Merge(value, inliner, depth + 1).Schema, "type"))
                .Distinct()
                .ToList();
            if (types is [{ } type] && !rest.ContainsKey("type"))
                rest["type"] = type;
            else if (!rest.ContainsKey("type"))
                rest.Remove("items");
        }

        return new(
            rest,
            $"One of {values.Count} forms, which the document distinguishes: members that they do not share are kept unchanged."
        );
    }

    private static void Add(JsonObject merged, string keyword, JsonNode? value)
    {
        switch (keyword)
        {
            case "properties" when merged["properties"] is JsonObject known && value is JsonObject more:
                foreach (var (name, member) in more)
                    known[name] = member?.DeepClone();
                break;
            case "required" when merged["required"] is JsonArray known && value is JsonArray more:
                foreach (var name in more)
                    known.Add(name?.DeepClone());
                break;
            default:
                if (!merged.ContainsKey(keyword))
                    merged[keyword] = value?.DeepClone();
                break;
        }
    }

    /// <summary>Returns a copy of an object without some members.</summary>
    public static JsonObject Without(JsonObject schema, params string[] keywords)
    {
        var copy = new JsonObject();
        foreach (var (keyword, value) in schema.Where(pair => !keywords.Contains(pair.Key)))
            copy[keyword] = value?.DeepClone();
        return copy;
    }
}
