using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Generates variants of a schema: for each member of <c>verify</c> with an enumerated set of words, the other words; lists with
/// one element removed or two exchanged; and messages with other parts, orders and delimiters.
/// </summary>
/// <param name="meta">The meta-schema.</param>
/// <param name="sent">The request, whose header fields may become parts of a message.</param>
internal sealed partial class SchemaChanges(MetaSchema meta, Sent sent)
{
    /// <summary>Members whose variants are looked up without compiling them, or are not a small change.</summary>
    private static readonly string[] Skipped =
    [
        "scheme",
        "algorithm",
        "encoding",
        "sharedKey",
        "undelimited",
        "weak",
        "unencoded",
        "payload",
    ];

    private const int MaxAddedMembers = 20;

    private readonly List<SchemaChange> _changes = [];
    private readonly MessageChanges _messages = new(sent);

    /// <summary>Returns the changes, the likely ones first.</summary>
    public IReadOnlyList<SchemaChange> Of(JsonNode schema)
    {
        if (schema["callback"]?["verify"] is JsonObject verify)
        {
            Walk("/callback/verify", verify, meta.Definition("verify", verify), 0);
            AddMac(verify);
        }

        return [.. _changes.DistinctBy(change => string.Join('\n', change.Edits)).OrderBy(change => change.Cost)];
    }

    /// <summary>
    /// Adds an HMAC when the schema hashes a key with the message: documentation describes both as hashing with the secret.
    /// </summary>
    private void AddMac(JsonObject verify)
    {
        const string At = "/callback/verify";
        if (
            verify["scheme"]?.ToString() != "digest"
            || verify["message"] is not JsonValue message
            || KeyTerm().Match(message.ToString()) is not { Success: true } key
            || key.Length == message.ToString().Length
        )
            return;
        _changes.Add(
            new(
                $"{At}/scheme",
                "when the key makes an HMAC of the rest of the message, and is no part of it",
                2,
                [
                    new("replace", $"{At}/scheme", JsonValue.Create("hmac")),
                    new("add", $"{At}/key", JsonValue.Create(key.Groups[1].Value)),
                    new("replace", $"{At}/message", JsonValue.Create(message.ToString().Remove(key.Index, key.Length))),
                ]
            )
            {
                Culprit = "The schema describes the signature differently from what the provider does.",
            }
        );
    }

    private void Walk(string path, JsonObject map, IReadOnlyList<JsonObject> descriptions, int depth)
    {
        if (depth > 8)
            return;
        foreach (var name in MetaSchema.Names(descriptions).Where(name => !Skipped.Contains(name)))
        {
            var at = $"{path}/{SchemaTree.Segment(name)}";
            var value = map[name];
            var described = meta.Member(descriptions, name, value);
            AddWords(at, value, described);
            switch (value)
            {
                case JsonObject child:
                    Walk(at, child, described, depth + 1);
                    break;
                case JsonArray list:
                    WalkList(at, name, list, described, depth);
                    break;
            }

            if (name == "separator" && value is null)
                _changes.AddRange(
                    ((string[])[";", " "]).Select(separator =>
                        Change(
                            at,
                            $"when \"{separator}\" divides what stands in the signature",
                            3,
                            new SchemaEdit("add", at, JsonValue.Create(separator))
                        )
                    )
                );
            if (name == "from" && value?.ToString().Split('|') is [var source, _, ..])
                _changes.Add(Change(at, $"without filters behind {source}", 3, new SchemaEdit("replace", at, JsonValue.Create(source))));
            if (name is "message" or "parts" or "each" or "join" or "separator" && value is not null)
                _changes.AddRange(_messages.Of(at, name, value, map));
        }
    }

    private void AddWords(string at, JsonNode? value, IReadOnlyList<JsonObject> described)
    {
        // The words of a list are those of its elements.
        if (value is JsonObject or JsonArray)
            return;
        foreach (var word in MetaSchema.Values(described))
        {
            if (!JsonNode.DeepEquals(word, value))
                _changes.Add(
                    Change(
                        at,
                        $"when {Shown(at)} is {word.ToJsonString()}",
                        value is null ? 3 : 2,
                        new SchemaEdit(value is null ? "add" : "replace", at, word)
                    )
                );
        }

        // The compiler rejects this variant when the member is required.
        if (value is not null && MetaSchema.Values(described).Any())
            _changes.Add(Change(at, $"without {Shown(at)}", 3, new SchemaEdit("remove", at, null)));
    }

    private void WalkList(string at, string name, JsonArray list, IReadOnlyList<JsonObject> described, int depth)
    {
        for (var index = 0; index < list.Count; index++)
        {
            var element = $"{at}/{index}";
            var words = meta.Items(described, list[index]);
            if (list[index] is JsonObject child)
                Walk(element, child, words, depth + 1);
            foreach (var word in MetaSchema.Values(words).Where(word => !list.Any(one => JsonNode.DeepEquals(one, word))))
                _changes.Add(
                    Change(element, $"when {Shown(element)} is {word.ToJsonString()}", 3, new SchemaEdit("replace", element, word))
                );
            if (name is not ("message" or "parts" or "schemes" or "algorithms") && list.Count > 1)
                _changes.Add(
                    Change(
                        at,
                        $"without {list[index]?.ToJsonString(SchemaTree.Writing)} in {Shown(at)}",
                        4,
                        new SchemaEdit("remove", element, null)
                    )
                );
        }

        if (name is "filters" or "except" or "prefixes" or "omit" && list.Count == 1)
            _changes.Add(Change(at, $"without {Shown(at)}", 3, new SchemaEdit("remove", at, null)));
        if (name is "members" or "filters")
            AddOrders(at, list);
        if (name == "members")
            AddMembers(at, list);
        if (name == "except")
            AddExceptions(at, list);
    }

    /// <summary>
    /// Adds a member of the request to the list, as the last or the first one. For sorted members the position makes no
    /// difference.
    /// </summary>
    private void AddMembers(string at, JsonArray list)
    {
        var listed = list.Select(one => one?.ToString().TrimStart('/')).ToHashSet(StringComparer.Ordinal);
        foreach (var name in RequestFields.Names(sent).Where(name => !listed.Contains(name)).Take(MaxAddedMembers))
        {
            var added = JsonValue.Create(name);
            _changes.Add(
                Change(
                    at,
                    $"when {Shown(at)} ends with \"{name}\" too",
                    4,
                    new SchemaEdit("replace", at, new JsonArray([.. list.Select(one => one?.DeepClone()), added]))
                )
            );
            _changes.Add(
                Change(
                    at,
                    $"when {Shown(at)} begins with \"{name}\" too",
                    5,
                    new SchemaEdit("replace", at, new JsonArray([added.DeepClone(), .. list.Select(one => one?.DeepClone())]))
                )
            );
        }
    }

    /// <summary>Adds a member of the request to the exceptions.</summary>
    private void AddExceptions(string at, JsonArray list)
    {
        foreach (var name in RequestFields.Names(sent).Where(name => !list.Any(one => one?.ToString() == name)).Take(MaxAddedMembers))
            _changes.Add(
                Change(
                    at,
                    $"when {Shown(at)} leaves out \"{name}\" too",
                    4,
                    new SchemaEdit("replace", at, new JsonArray([.. list.Select(one => one?.DeepClone()), JsonValue.Create(name)]))
                )
            );
    }

    private void AddOrders(string at, JsonArray list)
    {
        for (var index = 1; index < list.Count; index++)
            _changes.Add(
                Change(
                    at,
                    $"when elements {index - 1} and {index} of {Shown(at)} change places",
                    4,
                    Reordered(at, list, [.. Swapped(list.Count, index)])
                )
            );
        if (list.Count > 2)
            _changes.Add(
                Change(
                    at,
                    $"when {Shown(at)} is in the opposite order",
                    4,
                    Reordered(at, list, [.. Enumerable.Range(0, list.Count).Reverse()])
                )
            );
    }

    private static IEnumerable<int> Swapped(int count, int index) =>
        Enumerable
            .Range(0, count)
            .Select(at =>
                at == index ? index - 1
                : at == index - 1 ? index
                : at
            );

    private static SchemaEdit Reordered(string at, JsonArray list, int[] order) =>
        new("replace", at, new JsonArray([.. order.Select(index => list[index]?.DeepClone())]));

    private static SchemaChange Change(string axis, string what, int cost, SchemaEdit edit) =>
        new(axis, what, cost, [edit]) { Culprit = "The schema describes the signature differently from what the provider does." };

    [GeneratedRegex(@"\{key:([^{}|]+)\}")]
    private static partial Regex KeyTerm();

    /// <summary>Formats a pointer for people: the member's name, preceded by its parent's.</summary>
    private static string Shown(string pointer)
    {
        var segments = pointer.Split('/');
        return string.Create(CultureInfo.InvariantCulture, $"\"{string.Join('/', segments[^Math.Min(2, segments.Length - 1)..])}\"");
    }
}
