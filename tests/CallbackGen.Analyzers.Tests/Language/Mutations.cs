using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>A schema with one change.</summary>
internal sealed record Mutant(string Name, string Text);

/// <summary>Changes every value of a schema in every systematic way: each mutant has one change.</summary>
internal sealed class Mutations
{
    private static readonly string[] NameMaps =
    [
        "properties",
        "key/from",
        "$defs",
        "keys",
        "claims",
        "headers",
        "callback/select",
        "discriminator/mapping",
        "challenge/when",
        "macs",
        "respond/body",
        "body/nested",
    ];

    private static readonly string[] OtherKinds =
    [
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "0.5",
        "1.0",
        "204",
        "1e30",
        "\"\"",
        "\" \"",
        "\"x\"",
        "[]",
        "{}",
        "[null]",
        "[1, 1]",
        "[\"x\"]",
        "[\"x\", \"x\"]",
        "[[]]",
        "[{}]",
    ];

    private static readonly string[] OtherTexts =
    [
        "PT5M",
        "PT0S",
        "P1Y",
        "P",
        "PT",
        "pt5m",
        "P1DT1H1M1S",
        "header:X-Id",
        "header:A B",
        "header:",
        "query:x",
        "body:/x",
        "body:/a~2",
        "body:",
        "body",
        "rawBody",
        "method",
        "signature:t",
        "const:x",
        "url",
        "/x",
        "/",
        "x/y",
        "/a~",
        "{",
        "}",
        "{}",
        "{rawBody",
        "{{rawBody}}",
        "{rawBody}}",
        "{{{rawBody}}}",
        "{rawBody|lower}",
        "{rawBody|lower|}",
        "{rawBody|nope}",
        "{rawBody|lower:1}",
        "{body:/a|slice:0:8}",
        "{body:/a|slice:0}",
        "{body:/a|slice:000000:1}",
        "{body:/a|escape:.}",
        "{body:/a|escape:ab}",
        "{body:/a}{body:/b}",
        "{signature:t}",
        "{const:}",
        "{key:x}",
        "lower",
        "strip-prefix:",
        "strip-prefix:a:b",
        "hmac",
        "jwt",
        "none",
        "digest",
        "sha256",
        "SHA256",
        "hex",
        "pairs",
        "plain",
        "GET",
        "get",
        "json",
        "query",
        "verified",
        "rejected",
        "object",
        "string",
        "integer",
        "number",
        "array",
        "boolean",
        "null",
        "decimal",
        "date-time",
        "email",
        "Z",
        "+08:00",
        "+8:00",
        "+14:01",
        "-13:59",
        "{value}",
        "{name}{value}",
        "{name}={value}",
        "{value}{name}",
        "#/$defs/None",
        "https://a.example/",
        "https://",
        "ftp://a.example",
        "2026-07-22T02:00:00Z",
        "2026-02-30T02:00:00Z",
        "2026-07-22 02:00:00",
        "9x",
        "a-b",
        "\u00e4\u4e2d9",
        "\U0001d400",
        "seconds",
        "name",
        "Expired",
        "*",
        "pair",
        "{url}",
        "{key:secret}",
        "key:secret",
        "key:a-b",
        "payload:/id",
        "{payload:/id}",
        "body:/items/*",
        "body:/a/*/*",
        "body:/*/a\n/*",
        "body:/id|lower",
        "{value}&",
        "a{name}b{value}c",
        "{name}",
        "pem",
        "sha1",
        "rsa-sha256",
        "token",
        "anyOf",
        "signature",
    ];

    private readonly HashSet<string> _seen = [];

    /// <summary>
    /// Returns all mutants of a schema, the schema itself first. A value like one that was changed before, in this or
    /// another schema, is skipped: fifty members of one type test no more than one does.
    /// </summary>
    public IEnumerable<Mutant> Of(string name, string text)
    {
        yield return new Mutant(name, text);
        var root = JsonNode.Parse(text)!;
        foreach (var place in Places(root, "", "").ToList())
        {
            var changes = (IEnumerable<(string Change, string Result)>)[];
            var keyword = string.Join('/', place.Shape.Split('/').TakeLast(2));
            if (_seen.Add($"{keyword} {place.Node?.GetValueKind()}"))
                changes = changes.Concat(Replace(place.Node));
            if (_seen.Add($"{place.Shape} {place.Node?.GetValueKind()} {TypeOf(place.Node)}"))
                changes = changes.Concat(Change(place.Node, place.Shape));
            foreach (var (change, result) in changes)
                yield return new Mutant($"{name} {place.Path}: {change}", Substitute(root, place.Path, result));
        }
    }

    private static IEnumerable<(string Path, string Shape, JsonNode? Node)> Places(JsonNode? node, string path, string shape)
    {
        yield return (path, shape, node);
        var inMap = NameMaps.Any(map => shape.EndsWith("/" + map, StringComparison.Ordinal));
        var children = node switch
        {
            JsonObject members => members.Select(member => (member.Key, inMap ? "*" : member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => (index.ToString(), "#", item)),
            _ => [],
        };
        foreach (var (segment, general, child) in children.ToList())
        {
            foreach (var place in Places(child, $"{path}/{segment.Replace("/", "~1", StringComparison.Ordinal)}", $"{shape}/{general}"))
                yield return place;
        }
    }

    private static IEnumerable<(string Change, string Result)> Replace(JsonNode? node) =>
        OtherKinds
            .Select(other => ("replaced by " + other, other))
            .Concat(node is JsonValue ? OtherTexts.Select(word => ($"replaced by the text {word}", JsonSerializer.Serialize(word))) : []);

    /// <summary>Returns the ways to change a part of a value, each with the text that replaces the value.</summary>
    private static IEnumerable<(string Change, string Result)> Change(JsonNode? node, string shape)
    {
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            var text = value.GetValue<string>();
            yield return ("a letter more", JsonSerializer.Serialize(text + "x"));
            if (text.Length > 0)
                yield return ("a letter less", JsonSerializer.Serialize(text[..^1]));
        }

        if (node is JsonArray { Count: > 0 } list)
        {
            yield return ("an item twice", new JsonArray([.. list.Append(list[0]).Select(item => item?.DeepClone())]).ToJsonString());
            yield return ("an item less", new JsonArray([.. list.Skip(1).Select(item => item?.DeepClone())]).ToJsonString());
        }

        foreach (var change in node is JsonObject members ? ChangeMembers(members, shape) : [])
            yield return change;
    }

    private static IEnumerable<(string Change, string Result)> ChangeMembers(JsonObject members, string shape)
    {
        var names = members.Select(member => member.Key).ToList();
        foreach (var name in names)
        {
            yield return ($"without {name}", With(members, clone => clone.Remove(name)));
            yield return (
                $"{name} misspelt",
                With(
                    members,
                    clone =>
                    {
                        clone.Remove(name, out var value);
                        clone[name + "s"] = value;
                    }
                )
            );
        }

        foreach (
            var name in new[]
            {
                "x-more",
                "$ref",
                "type",
                "enum",
                "const",
                "format",
                "items",
                "required",
                "oneOf",
                "allOf",
                "description",
                "csharpName",
                "minimum",
                "pattern",
                "coerce",
                "timeZone",
                "pick",
                "separator",
                "reason",
                "query",
                "equals",
                "maxAge",
                "body",
                "payload",
                "weak",
                "unbounded",
                "except",
                "nested",
                "root",
                "json",
                "parts",
                "filters",
                "secret",
                "derive",
                "add",
            }
        )
        {
            if (names.Contains(name))
                continue;
            foreach (var value in name is "type" or "format" or "const" ? new[] { "\"string\"", "\"decimal\"", "1" } : ["\"x\"", "true"])
                yield return ($"with {name} {value}", With(members, clone => clone[name] = JsonNode.Parse(value)));
        }

        if (names.Count > 0 && shape.Length > 0)
            yield return ("a member twice", "{" + $"{JsonSerializer.Serialize(names[0])}: 1, " + members.ToJsonString()[1..]);
    }

    private static string With(JsonObject members, Action<JsonObject> change)
    {
        var clone = (JsonObject)members.DeepClone();
        change(clone);
        return clone.ToJsonString();
    }

    /// <summary>Returns the text of the tree with the value at one path replaced by any other text.</summary>
    private static string Substitute(JsonNode root, string path, string result)
    {
        const string Marker = "\u0001place\u0001";
        if (path.Length == 0)
            return result;
        var clone = root.DeepClone();
        var segments = path.Split('/').Skip(1).Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal)).ToList();
        var parent = segments
            .SkipLast(1)
            .Aggregate(clone, (node, segment) => node is JsonArray list ? list[int.Parse(segment)]! : node[segment]!);
        if (parent is JsonArray items)
            items[int.Parse(segments[^1])] = Marker;
        else
            parent[segments[^1]] = Marker;
        return clone.ToJsonString().Replace(JsonSerializer.Serialize(Marker), result, StringComparison.Ordinal);
    }

    /// <summary>Returns the shape of a schema: its type and its keywords. Schemas of one shape are alike.</summary>
    private static string TypeOf(JsonNode? node) =>
        node is JsonObject members && members.ContainsKey("type")
            ? $"{members["type"]} {string.Join(',', members.Select(member => member.Key))}"
            : "";
}
