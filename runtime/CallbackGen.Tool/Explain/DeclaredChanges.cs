using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Restores bodies from the schema's declarations: sorted or omitted members can be restored as far as the schema declares them.
/// </summary>
internal static class DeclaredChanges
{
    /// <summary>
    /// Returns the changes of a body that follow from the schema's declarations; they are tried together with other body changes.
    /// </summary>
    public static IEnumerable<RequestChange> Of(JsonNode schema)
    {
        if (schema["properties"] is not JsonObject { Count: > 0 } properties)
            yield break;
        List<string> names = [.. properties.Select(member => member.Key)];
        yield return Change(
            "with the empty fields that the schema declares besides",
            4,
            body => FormText.IsForm(body) ? WithEmpty(Encoding.Latin1.GetString(body), names) : null
        );
        if (schema["callback"]?["payload"] is not null)
            yield break;
        yield return Change(
            "with its members in the schema's order, followed by others",
            4,
            body => Ordered(body, schema, isUndeclaredFirst: false)
        );
        yield return Change(
            "with its members in the schema's order, and others before them",
            5,
            body => Ordered(body, schema, isUndeclaredFirst: true)
        );
    }

    private static RequestChange Change(string what, int cost, Func<byte[], string?> change) =>
        new(
            "body",
            $"with the body {what}",
            cost,
            sent =>
                sent.Capture.Body.ToArray() is var body
                && change(body) is { } text
                && Encoding.Latin1.GetBytes(text) is var changed
                && !changed.AsSpan().SequenceEqual(body)
                    ? sent.WithBody(changed)
                    : null
        )
        {
            Order = BodyChanges.OrderOfJson,
            Culprit = "A framework or a proxy parsed the body and wrote it again before it was verified.",
            Advice = BodyChanges.Raw,
        };

    private static string? WithEmpty(string form, List<string> names)
    {
        var present = form.Split('&').Select(field => WebUtility.UrlDecode(field.Split('=')[0])).ToHashSet(StringComparer.Ordinal);
        List<string> missing = [.. names.Where(name => !present.Contains(name)).Select(name => $"{WebUtility.UrlEncode(name)}=")];
        return missing.Count == 0 ? null : $"{form}&{string.Join('&', missing)}";
    }

    private static string? Ordered(byte[] body, JsonNode schema, bool isUndeclaredFirst)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var at = 0;
            return document.RootElement.ValueKind == JsonValueKind.Object && body[0] == '{'
                ? new Orderer(Encoding.Latin1.GetString(body), isUndeclaredFirst).Value(ref at, schema)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reorders members, and leaves each of them, and the text between them, as it is written.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="isUndeclaredFirst">Whether members that the schema does not declare come first instead of last.</param>
    private sealed class Orderer(string json, bool isUndeclaredFirst)
    {
        public string Value(ref int at, JsonNode? schema)
        {
            var start = at;
            switch (json[at])
            {
                case '{':
                    return Members(ref at, schema);
                case '[':
                    return Items(ref at, schema);
                case '"':
                    SkipText(ref at);
                    break;
                default:
                    while (at < json.Length && json[at] is not (',' or '}' or ']') && !IsSpace(json[at]))
                        at++;
                    break;
            }

            return json[start..at];
        }

        private string Items(ref int at, JsonNode? schema)
        {
            var items = (schema as JsonObject)?["items"];
            var text = new StringBuilder().Append(json[at++]);
            while (json[at] != ']')
            {
                if (json[at] == ',' || IsSpace(json[at]))
                    text.Append(json[at++]);
                else
                    text.Append(Value(ref at, items));
            }

            return text.Append(json[at++]).ToString();
        }

        private string Members(ref int at, JsonNode? schema)
        {
            var declared = (schema as JsonObject)?["properties"] as JsonObject;
            List<(string Name, string Text)> members = [];
            List<string> between = [];
            var gap = new StringBuilder().Append(json[at++]);
            while (json[at] != '}')
            {
                if (json[at] == ',' || IsSpace(json[at]))
                {
                    gap.Append(json[at++]);
                    continue;
                }

                between.Add(gap.ToString());
                gap.Clear();
                var start = at;
                SkipText(ref at);
                var name = json[(start + 1)..(at - 1)];
                while (json[at] == ':' || IsSpace(json[at]))
                    at++;
                var label = json[start..at];
                members.Add((name, label + Value(ref at, declared?[name])));
            }

            List<string> names = [.. declared?.Select(member => member.Key) ?? []];
            var ordered = members.OrderBy(member =>
                names.IndexOf(member.Name) is var place && place < 0 && !isUndeclaredFirst ? names.Count : place
            );
            return string.Concat(ordered.Select((member, index) => between[index] + member.Text)) + gap.Append(json[at++]);
        }

        private void SkipText(ref int at)
        {
            for (at++; json[at] != '"'; at++)
                at += json[at] == '\\' ? 1 : 0;
            at++;
        }

        private static bool IsSpace(char one) => one is ' ' or '\t' or '\r' or '\n';
    }
}
