using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Infer;

namespace CallbackGen.Tool.Import;

/// <summary>Writes the schema of a webhook.</summary>
internal static class WebhookSchema
{
    /// <summary>Members that may identify the kind of an event, the likely ones first.</summary>
    private static readonly string[] Discriminating =
    [
        "type",
        "event",
        "event_type",
        "eventType",
        "event_name",
        "eventName",
        "action",
        "kind",
        "topic",
        "name",
    ];

    /// <summary>Writes the schema as text.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="feed">The feed's name.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="inliner">Inlines the references of its payload.</param>
    public static string Write(string provider, string feed, Webhook webhook, SchemaInliner inliner)
    {
        var payload = inliner.Inline(webhook.Payload);
        var isField = !webhook.Contents.Contains("json");
        if (!webhook.Contents.SequenceEqual(["json"]))
            Coerce(payload);
        if (isField && payload["type"]?.ToString() != "object")
            payload = new JsonObject { ["type"] = "object", ["$comment"] = payload["$comment"]?.DeepClone() };
        var callback = new JsonObject
        {
            ["provider"] = provider,
            ["feed"] = feed,
            ["receive"] = new JsonArray([
                .. webhook.Contents.Select(content => (JsonNode)new JsonObject { ["method"] = webhook.Method, ["content"] = content }),
            ]),
        };
        if (webhook.Proof is { Keys.Count: > 0 } proof)
            callback["keys"] = proof.Keys.DeepClone();
        callback["verify"] = webhook.Proof?.Verify.DeepClone() ?? Undecided.Verify();
        if (Select(payload) is { } select)
            callback["select"] = select;
        var schema = new JsonObject
        {
            ["$schema"] = "./callback.schema.json",
            ["$comment"] =
                $"Imported from the webhook {webhook.Name}. "
                + $"{(webhook.Proof is { } known ? $"\"verify\" is that of {known.Source}." : Undecided.Comment)} Bounds and "
                + "patterns of the document are left out.",
            ["title"] = webhook.Name,
        };
        if (webhook.Description is { Length: > 0 } description)
            schema["description"] = description.Length > 2000 ? description[..2000] : description;
        schema["callback"] = callback;
        foreach (var (keyword, value) in payload.Where(keyword => !schema.ContainsKey(keyword.Key)))
            schema[keyword] = value?.DeepClone();
        return SchemaTarget.TextOf(schema);
    }

    /// <summary>
    /// Returns the condition that distinguishes the webhook from others at its address: a required member that is a constant.
    /// </summary>
    private static JsonObject? Select(JsonObject payload)
    {
        if (payload["properties"] is not JsonObject properties || payload["required"] is not JsonArray required)
            return null;
        var names = required.Select(name => name!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        var found = Discriminating.FirstOrDefault(name =>
            names.Contains(name) && properties[name] is JsonObject member && member["const"] is JsonValue
        );
        return found is null ? null : new JsonObject { [$"body:/{found}"] = properties[found]!["const"]!.DeepClone() };
    }

    /// <summary>Adapts the types to a form, in which every value is a string.</summary>
    private static void Coerce(JsonObject schema)
    {
        if (schema["type"]?.ToString() is "integer" or "number" or "boolean")
            schema["coerce"] = true;
        foreach (var (_, member) in schema["properties"] as JsonObject ?? [])
            Coerce(member!.AsObject());
    }
}
