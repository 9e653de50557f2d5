using System.Text.Json.Nodes;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Import.Events;

/// <summary>
/// A map file: which events a typed schema lists, and which schema of the provider's document each of them is. It is kept next to the typed
/// schema, so that a new version of the document needs only the command.
/// </summary>
internal sealed class EventMap
{
    private static readonly string[] Known =
    [
        "document",
        "discriminator",
        "object",
        "depth",
        "events",
        "require",
        "leaveOut",
        "open",
        "sensitive",
        "add",
    ];

    private EventMap() { }

    /// <summary>The address of the document.</summary>
    public required string Address { get; init; }

    /// <summary>The version of the document.</summary>
    public required string Version { get; init; }

    /// <summary>The licence of the document, with its copyright notice.</summary>
    public required string License { get; init; }

    /// <summary>The pointer of the member that names the event, or the source of the request that does: <c>header:Name</c>.</summary>
    public required string Discriminator { get; init; }

    /// <summary>Whether the request names the event, and not a member of the payload.</summary>
    public bool IsNamedByRequest => !Discriminator.StartsWith('/');

    /// <summary>The place of the described object in the payload, by its members; empty for the payload as a whole.</summary>
    public required IReadOnlyList<string> Object { get; init; }

    /// <summary>The number of levels of objects that are described, below the object of the event.</summary>
    public required int Depth { get; init; }

    /// <summary>
    /// The events, in order: the text that names each, and the names of its schemas. A name may end in <c>*</c>; one that begins with
    /// <c>!</c> is not meant.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Events { get; init; }

    /// <summary>The required members of each event.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Required { get; init; }

    /// <summary>The members that are not described: <c>schema/member</c>, <c>*/member</c>, or an end of names as <c>*_url</c>.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>The members that are declared and may have any value, written like those that are left out.</summary>
    public required IReadOnlyList<string> Open { get; init; }

    /// <summary>The names of members with personal data or secrets.</summary>
    public required IReadOnlySet<string> Sensitive { get; init; }

    /// <summary>
    /// Members that the document lacks: their schemas, by their pointers in the payload, or as <c>schema/member</c>.
    /// </summary>
    public required JsonObject Added { get; init; }

    /// <summary>Reads a map file.</summary>
    /// <exception cref="ToolException">It is no map.</exception>
    public static EventMap Of(JsonObject root, string name)
    {
        if (root.FirstOrDefault(member => !Known.Contains(member.Key)) is { Key: { } other })
            throw ToolException.Unreadable(name, $"{Visible.Quote(other)} is no part of a map. They are: {string.Join(", ", Known)}.");
        var document = root["document"] as JsonObject ?? [];
        var map = new EventMap
        {
            Address = Text(document["address"], "document/address", name),
            Version = Text(document["version"], "document/version", name),
            License = Text(document["license"], "document/license", name),
            Discriminator = Text(root["discriminator"], "discriminator", name),
            Object = Segments(root["object"] is null ? "" : Text(root["object"], "object", name)),
            Depth = root["depth"] is JsonValue depth && depth.TryGetValue<int>(out var levels) ? levels : 3,
            Events = [.. ListsOf(root["events"], "events", name)],
            Required = ListsOf(root["require"], "require", name).ToDictionary(StringComparer.Ordinal),
            LeftOut = Texts(root["leaveOut"], "leaveOut", name),
            Open = Texts(root["open"], "open", name),
            Sensitive = Texts(root["sensitive"], "sensitive", name).ToHashSet(StringComparer.Ordinal),
            Added = root["add"] as JsonObject ?? [],
        };
        if (map.Events.Count == 0)
            throw ToolException.Unreadable(name, "\"events\" names no event.");
        if (map.Required.Keys.FirstOrDefault(text => map.Events.All(known => known.Key != text)) is { } unknown)
            throw ToolException.Unreadable(name, $"\"require\" names {Visible.Quote(unknown)}, which \"events\" does not.");
        if (map.IsNamedByRequest && map.Object.Count > 0)
            throw ToolException.Unreadable(name, "an event that the request names is the payload as a whole: remove \"object\".");
        return map;
    }

    /// <summary>
    /// Returns whether one of the patterns names a member of a schema, and none that begins with <c>!</c> excepts it.
    /// </summary>
    public static bool Matches(IReadOnlyList<string> patterns, string schema, string member) =>
        patterns.Any(pattern => !pattern.StartsWith('!') && Names(pattern, schema, member))
        && !patterns.Any(pattern => pattern.StartsWith('!') && Names(pattern[1..], schema, member));

    /// <summary>Returns the member names of a pointer.</summary>
    public static IReadOnlyList<string> Segments(string pointer) => pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Names(string pattern, string schema, string member) =>
        pattern.Split('/') is [var owner, var name] ? (owner == "*" || owner == schema) && IsName(name, member) : IsName(pattern, member);

    private static bool IsName(string pattern, string member) =>
        pattern.StartsWith('*') ? member.EndsWith(pattern[1..], StringComparison.Ordinal)
        : pattern.EndsWith('*') ? member.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : pattern == member;

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> ListsOf(JsonNode? node, string place, string name) =>
        (node as JsonObject ?? []).Select(entry =>
            KeyValuePair.Create(
                entry.Key,
                entry.Value is JsonArray ? Texts(entry.Value, place, name) : [Text(entry.Value, $"{place}/{entry.Key}", name)]
            )
        );

    private static IReadOnlyList<string> Texts(JsonNode? node, string place, string name) =>
        node is null ? []
        : node is JsonArray list ? [.. list.Select(item => Text(item, place, name))]
        : [Text(node, place, name)];

    private static string Text(JsonNode? node, string place, string name) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0
            ? text
            : throw ToolException.Unreadable(name, $"{Visible.Quote(place)} has to be a text.");
}
