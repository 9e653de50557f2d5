using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>
/// A feed whose message has a form that the test itself can write and parse. It signs as the provider does, whether the feed accepts
/// the values or not, and parses any text into the values that it could have been signed for.
/// </summary>
/// <param name="Name">The name of the feed.</param>
/// <param name="Kind"><c>list</c>, <c>template</c>, <c>all</c>, <c>body</c> or <c>token</c>.</param>
/// <param name="Fields">The members of the payload; those of a list in their order.</param>
internal sealed record KeyedForm(string Name, string Kind, IReadOnlyList<KeyedField> Fields)
{
    /// <summary>Gets the constant text before the values.</summary>
    public string Lead { get; init; } = "";

    public string Join { get; init; } = "|";

    /// <summary>Gets the constant text after the values.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Gets, for a list, whether names are written.</summary>
    public bool WithNames { get; init; }

    /// <summary>Gets, for a list, whether null and empty values are left out.</summary>
    public bool Omits { get; init; }

    /// <summary>Gets the constant of a handshake's code, before the token that the sender chooses; null without a handshake.</summary>
    public string? Code { get; init; }

    /// <summary>Gets whether the proof and the code are digests of the text, a colon and the key; otherwise both are HMACs.</summary>
    public bool IsDigest { get; init; }

    /// <summary>More members of the scheme.</summary>
    public string More { get; init; } = "";

    public string Schema =>
        new FeedSchema
        {
            Feed = Name,
            Properties = string.Join(", ", Fields.Select(one => $"\"{one.Name}\": {one.Schema}")),
            Required = [.. Fields.Where(one => one.Required).Select(one => one.Name)],
            Keys = """ "secret": { "encoding": "utf8" } """,
            Verify =
                Kind == "token" ? FeedSchema.Jwt("body:/token", More)
                : IsDigest ? Digest
                : FeedSchema.Hmac(Message, More),
            Callback = string.Join(", ", new[] { Kind == "token" ? "\"payload\": \"jwt\"" : "", Challenge }.Where(part => part.Length > 0)),
        };

    private string Digest =>
        $$"""
            { "scheme": "digest", "algorithm": "sha256", "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": {{(Message[^1] == ']' ? Message[..^1] + ", \":{key:secret}\"]" : Message[..^1] + ":{key:secret}\"")}}{{(
                More.Length > 0 ? ", " + More : ""
            )}} }
            """;

    private string Message =>
        Kind switch
        {
            "list" => $"[{Constant(Lead)}{{ \"members\": [{Listed}], {Each}{Omit}\"join\": \"{Join}\" }}{Constant(Tail, behind: true)}]",
            "template" => $"\"{Lead}{string.Join(Join, Fields.Select(one => $"{{body:/{one.Name}}}"))}{Tail}\"",
            "all" => $"[{{ \"members\": \"*\", \"sort\": \"name\", \"each\": \"{{name}}={{value}}\", \"join\": \"{Join}\" }}]",
            _ => $"\"{Lead}{{rawBody}}\"",
        };

    private string Listed => string.Join(", ", Fields.Select(one => $"\"{one.Name}\""));

    private string Omit => Omits ? "\"omit\": [\"null\", \"empty\"], " : "";

    private string Each => WithNames ? "\"each\": \"{name}={value}\", " : "";

    private string DigestAnswer =>
        $$"""
            "body": "{digest:code}",
            "digests": {
              "code": { "algorithm": "sha256", "message": "{{Code}}{query:token}:{key:secret}", "encoding": "hex" }
            }
            """;

    private string MacAnswer =>
        $$"""
            "body": "{mac:code}",
            "macs": {
              "code": { "algorithm": "sha256", "key": "secret", "message": "{{Code}}{query:token}", "encoding": "hex" }
            }
            """;

    private string Challenge =>
        Code is null
            ? ""
            : $$"""
                "challenge": {
                  "when": { "query:token": "present" },
                  "receive": [{ "method": "GET", "content": "query" }],
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": {
                    {{(IsDigest ? DigestAnswer : MacAnswer)}}
                  }
                }
                """;

    /// <summary>Returns the proof of a text, with the key of every feed.</summary>
    public string Prove(string text) =>
        IsDigest ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}:{FeedSchema.Secret}"))) : Requests.Hex(text);

    /// <summary>Returns the text that the provider signs for values; a value is null where its member is absent.</summary>
    public string Sign(IReadOnlyList<string?> values) =>
        Kind switch
        {
            "all" => string.Join(
                Join,
                Present(values).OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => $"{one.Name}={one.Value}")
            ),
            "body" => Lead + Json(values),
            "token" => $"{Encode("""{"alg":"HS256"}""")}.{Encode(Json(values))}",
            _ => Lead + string.Join(Join, Written(values).Select(one => (WithNames ? one.Name + "=" : "") + one.Value)) + Tail,
        };

    /// <summary>Returns the requests whose message a text could be, with its signature.</summary>
    public IEnumerable<CallbackRequest> Read(string text)
    {
        switch (Kind)
        {
            case "token":
                var token = $"{text}.{Base64Url.EncodeToString(Requests.Mac(text))}";
                return text.Count(character => character == '.') == 1 ? [Requests.Json($$"""{"token":"{{token}}"}""")] : [];
            case "body":
                return text.StartsWith(Lead, StringComparison.Ordinal)
                    ? [Requests.Json(text[Lead.Length..]).With("X-Signature", Prove(text))]
                    : [];
            case "all":
                var pairs = text.Split(Join).Select(pair => pair.Split('=', 2)).ToList();
                return pairs.TrueForAll(pair => pair.Length == 2)
                    ? [Requests.Json(Object(pairs.Select(pair => (pair[0], pair[1])))).With("X-Signature", Prove(text))]
                    : [];
            default:
                return Values(text).Select(values => Requests.Json(Json(values)).With("X-Signature", Prove(text)));
        }
    }

    /// <summary>
    /// Returns the ways to divide a text into values: where it has more pieces than values, adjacent pieces are one value.
    /// </summary>
    private IEnumerable<IReadOnlyList<string?>> Values(string text)
    {
        if (
            text.Length < Lead.Length + Tail.Length
            || !text.StartsWith(Lead, StringComparison.Ordinal)
            || !text.EndsWith(Tail, StringComparison.Ordinal)
        )
            yield break;
        var pieces = text[Lead.Length..^Tail.Length].Split(Join);
        foreach (
            var present in Omits
                ? Subsets(Fields.Count)
                :
                [
                    [.. Enumerable.Range(0, Fields.Count)],
                ]
        )
        {
            if (pieces.Length != present.Count)
                continue;
            var values = new string?[Fields.Count];
            var fits = true;
            for (var i = 0; i < present.Count; i++)
            {
                var name = WithNames ? Fields[present[i]].Name + "=" : "";
                fits &= pieces[i].StartsWith(name, StringComparison.Ordinal);
                values[present[i]] = fits ? pieces[i][name.Length..] : "";
            }

            if (fits)
                yield return values;
        }
    }

    private static IEnumerable<List<int>> Subsets(int count) =>
        Enumerable.Range(1, (1 << count) - 1).Select(set => Enumerable.Range(0, count).Where(index => (set & (1 << index)) != 0).ToList());

    private string Json(IReadOnlyList<string?> values) => Object(Present(values));

    private string Object(IEnumerable<(string Name, string Value)> members) =>
        "{" + string.Join(",", members.Select(one => $"{JsonSerializer.Serialize(one.Name)}:{WriteNamed(one.Name, one.Value)}")) + "}";

    private IEnumerable<(string Name, string Value)> Present(IReadOnlyList<string?> values) =>
        Fields.Zip(values).Where(one => one.Second is not null).Select(one => (one.First.Name, one.Second!));

    /// <summary>
    /// Returns the values that a list writes: an absent value as empty text, or with <see cref="Omits"/> only
    /// values that are not empty.
    /// </summary>
    private IEnumerable<(string Name, string Value)> Written(IReadOnlyList<string?> values) =>
        Fields.Zip(values).Select(one => (one.First.Name, one.Second ?? "")).Where(one => !Omits || one.Item2.Length > 0);

    private string WriteNamed(string name, string value) =>
        (Fields.FirstOrDefault(one => one.Name == name) ?? KeyedField.Text(name)).Write(value);

    private static string Constant(string text, bool behind = false) =>
        text.Length == 0 ? ""
        : behind ? $", \"{text}\""
        : $"\"{text}\", ";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}

/// <summary>A member of a payload, and values that it may have.</summary>
internal sealed record KeyedField(string Name, string Schema, bool Required, string[] Samples)
{
    private static readonly string[] Texts =
    [
        "",
        "a",
        "b",
        "x",
        "y",
        "|",
        ".",
        "1",
        "a|b",
        "a.b",
        "x|1",
        "1.5",
        "v1:",
        "c=a",
        "ab",
        "true",
        "-2",
        "x1",
        "{}",
    ];

    public static KeyedField Text(string name) => new(name, """{ "type": ["string", "null"] }""", false, Texts);

    /// <summary>Returns a member of a random kind.</summary>
    public static KeyedField Any(Random random, string name)
    {
        var required = random.Next(2) == 0;
        return random.Next(18) switch
        {
            0 => new(name, """{ "type": "string", "const": "x" }""", required, ["x"]),
            1 => new(name, """{ "type": "string", "const": "y" }""", required, ["y"]),
            2 => new(name, """{ "type": "string", "enum": ["x", "y"], "closed": true }""", required, ["x", "y"]),
            3 => new(name, """{ "type": "string", "enum": ["x", "b"] }""", required, ["x", "b"]),
            4 => new(name, """{ "type": "string", "format": "decimal" }""", required, ["1", "1.5", "-2", "0"]),
            5 => new(name, """{ "type": "integer" }""", required, ["1", "12"]),
            6 => new(name, """{ "type": "string", "pattern": "^[ab]+$" }""", required, ["a", "ab", "b"]),
            7 => new(name, """{ "type": "string", "maxLength": 1 }""", required, ["", "a", "|", "."]),
            8 => new(name, """{ "type": "string", "minLength": 2 }""", required, ["ab", "a|", "1.5", "x1"]),
            9 => new(name, """{ "type": "boolean" }""", required, ["true", "false"]),
            _ => Text(name),
        };
    }

    /// <summary>Returns a value as JSON. A value that does not fit the member's type is written as a text, and is rejected.</summary>
    public string Write(string value) =>
        (Schema.Contains("integer", StringComparison.Ordinal) && long.TryParse(value, out _))
        || (Schema.Contains("boolean", StringComparison.Ordinal) && value is "true" or "false")
            ? value
            : JsonSerializer.Serialize(value);
}
