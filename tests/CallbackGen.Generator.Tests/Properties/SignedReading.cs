using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>The covered part of a payload as one text: two payloads with the same signature must have the same text.</summary>
internal static class SignedReading
{
    /// <summary>
    /// Returns the payload as JSON without its unsigned members. A value is its text, as it is signed. A null or empty value counts as
    /// absent: a provider that signs values does not distinguish these, which the schema language documents.
    /// </summary>
    public static string Of(CompiledProject project, CallbackFeed feed, CallbackMessage message)
    {
        var payload = Payload(project, feed, message);
        foreach (
            var pointer in feed.Definition.UnsignedMembers.Concat(
                feed.Definition.Proofs.Select(proof => proof.From[(proof.From.IndexOf(':', StringComparison.Ordinal) + 1)..])
            )
        )
            Remove(payload, pointer);
        if (feed.Definition.UnknownMembersUnsigned && payload is JsonObject members)
        {
            var declared = feed
                .PayloadType.GetProperties()
                .SelectMany(property =>
                    property.GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute), false)
                )
                .Select(attribute => ((System.Text.Json.Serialization.JsonPropertyNameAttribute)attribute).Name)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var name in members.Select(member => member.Key).Where(name => !declared.Contains(name)).ToList())
                members.Remove(name);
        }

        return Text(payload);
    }

    /// <summary>Returns the whole payload, including the unsigned members.</summary>
    public static string OfAll(CompiledProject project, CallbackFeed feed, CallbackMessage message) =>
        Text(Payload(project, feed, message));

    private static JsonNode? Payload(CompiledProject project, CallbackFeed feed, CallbackMessage message) =>
        JsonSerializer.SerializeToNode(Outcome.ValueOf(message, "Payload"), project.JsonInfo(feed));

    private static string Text(JsonNode? node) =>
        node switch
        {
            JsonObject members => Object(
                members.Select(member => (member.Key, Value: Text(member.Value))).Where(member => member.Value.Length > 0)
            ),
            JsonArray items => "[" + string.Join(",", items.Select(Text)) + "]",
            null => "",
            _ => node.GetValueKind() == JsonValueKind.String ? Quoted(node.GetValue<string>()) : Quoted(node.ToJsonString()),
        };

    private static string Object(IEnumerable<(string Name, string Value)> members)
    {
        var written = string.Join(
            ",",
            members
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => $"{JsonSerializer.Serialize(member.Name)}:{member.Value}")
        );
        return written.Length == 0 ? "" : $"{{{written}}}";
    }

    private static string Quoted(string text) => text.Length == 0 ? "" : JsonSerializer.Serialize(text);

    private static void Remove(JsonNode? payload, string pointer)
    {
        var segments = pointer
            .Split('/')
            .Skip(1)
            .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .ToList();
        foreach (var segment in segments.SkipLast(1))
            payload = (payload as JsonObject)?[segment];
        if (payload is JsonObject owner && segments.Count > 0)
            owner.Remove(segments[^1]);
    }
}
