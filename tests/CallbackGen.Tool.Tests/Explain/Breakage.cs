using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>A single fault, written without the search's own code, so that an error in one does not hide an error in the other.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Kind">The kind of change that the answer must name.</param>
/// <param name="Part">A part of the axis that the answer must name.</param>
/// <param name="Apply">Applies the fault to a genuine request; null if it cannot be applied, or could not be undone.</param>
internal sealed record Breakage(string Name, ChangeKind Kind, string Part, Func<Subject, Subject?> Apply)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(Relaxed) { WriteIndented = true, NewLine = "\n" };

    /// <summary>All faults.</summary>
    public static IReadOnlyList<Breakage> All { get; } = [.. Bodies(), .. Addresses(), .. Keys(), .. Schemas()];

    private static IEnumerable<Breakage> Bodies()
    {
        yield return Body("a line end at the end", body => body.EndsWith('\n') ? null : body + "\n");
        yield return Body("CR LF at the end", body => body.EndsWith('\n') ? null : body + "\r\n");
        yield return Body(
            "the last line end cut",
            body =>
                body.EndsWith('\n') && !body.EndsWith("\r\n", StringComparison.Ordinal) && !body.EndsWith("\n\n", StringComparison.Ordinal)
                    ? body[..^1]
                    : null
        );
        yield return Body("a byte-order mark", body => body.StartsWith('\uFEFF') ? null : "\uFEFF" + body);
        yield return Body(
            "LF made CR LF",
            body => body.Contains('\r', StringComparison.Ordinal) ? null : body.Replace("\n", "\r\n", StringComparison.Ordinal)
        );
        yield return Body(
            "CR LF made LF",
            body =>
                body.Contains("\r\n", StringComparison.Ordinal)
                && !body.Replace("\r\n", "", StringComparison.Ordinal).Contains('\n', StringComparison.Ordinal)
                    ? body.Replace("\r\n", "\n", StringComparison.Ordinal)
                    : null
        );
        // After parsing, text that was not in a common style cannot be restored.
        yield return Body("parsed and indented", body => IsCompact(body) ? JsonSerializer.Serialize(JsonNode.Parse(body), Indented) : null);
        yield return Body(
            "parsed and written with spaces",
            body => IsCompact(body) && !body.Contains('\\', StringComparison.Ordinal) ? Spaced(body) : null
        );
        yield return Body(
            "parsed and written without spaces",
            body => IsJson(body) && Spaced(Compact(body)) == body ? Compact(body) : null
        );
        yield return Body(
            "slashes escaped",
            body =>
                IsCompact(body) && !body.Contains("\\/", StringComparison.Ordinal)
                    ? body.Replace("/", "\\/", StringComparison.Ordinal)
                    : null
        );
        yield return Body(
            "slashes no longer escaped",
            body =>
                body.Contains("\\/", StringComparison.Ordinal)
                && body.Replace("\\/", "", StringComparison.Ordinal) is var rest
                && !rest.Contains('/', StringComparison.Ordinal)
                    ? body.Replace("\\/", "/", StringComparison.Ordinal)
                    : null
        );
        yield return Body(
            "all but ASCII escaped",
            body => IsCompact(body) && !Encoding.UTF8.GetBytes(body).All(one => one < 0x80) ? Escaped(body) : null
        );
        yield return Body(
            "UTF-8 read as Latin-1",
            body => Encoding.UTF8.GetBytes(body).All(one => one < 0x80) ? null : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body))
        );
        yield return Body(
            "spaces of a form as %20",
            body =>
                IsForm(body) && !body.Contains("%20", StringComparison.Ordinal) ? body.Replace("+", "%20", StringComparison.Ordinal) : null
        );
        yield return Body(
            "%xx of a form in lower case",
            body => IsForm(body) && body.Contains('%', StringComparison.Ordinal) && !HasLower(body) ? Lower(body) : null
        );
    }

    private static IEnumerable<Breakage> Addresses()
    {
        yield return Url(
            "http for https",
            "scheme",
            (url, target) => url.StartsWith("https://", StringComparison.Ordinal) ? ("http" + url[5..], target) : null
        );
        yield return Url("a port added", "port", (url, target) => url.LastIndexOf(':') > 6 ? null : (url + ":443", target));
        yield return Url(
            "a slash at the end",
            "path",
            (url, target) => target.Contains('?', StringComparison.Ordinal) || target.EndsWith('/') ? null : (url, target + "/")
        );
        yield return Url("a prefix before the path", "path", (url, target) => (url, "/internal" + target));
        yield return Url(
            "www. before the host",
            "host",
            (url, target) => (url.Replace("://", "://www.", StringComparison.Ordinal), target)
        );
    }

    private static IEnumerable<Breakage> Keys()
    {
        yield return Key("a line end behind the key", text => text + "\n");
        yield return Key("a space before the key", text => " " + text);
        yield return Key("quotation marks around the key", text => $"\"{text}\"");
        yield return Key("apostrophes around the key", text => $"'{text}'");
        yield return Key("a byte-order mark before the key", text => "\uFEFF" + text);
        yield return Key("a prefix before the key", text => text.Contains('_', StringComparison.Ordinal) ? null : "whsec_" + text);
        yield return Key("the key in base64", text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        yield return Key("the key in hex", text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));
        yield return Key("the key in upper case", text => text.Any(char.IsAsciiLetterUpper) ? null : text.ToUpperInvariant());
        yield return new(
            "another configured key",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [var only]
                    ? subject with
                    {
                        Values = [only with { Text = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }],
                        Others = [only],
                    }
                    : null
        );
    }

    private static IEnumerable<Breakage> Schemas()
    {
        yield return Schema(
            "another algorithm",
            "algorithm",
            scheme =>
                Set(
                    scheme,
                    "algorithm",
                    scheme["algorithm"]?.ToString() switch
                    {
                        "sha256" => "sha512",
                        "sha512" or "sha384" => "sha256",
                        "sha1" => "sha256",
                        "md5" => "sha256",
                        "rsa-sha256" => "rsa-sha512",
                        _ => null,
                    }
                )
        );
        yield return Schema(
            "another encoding",
            "encoding",
            scheme =>
                Set(
                    scheme["signature"],
                    "encoding",
                    scheme["signature"]?["encoding"]?.ToString() switch
                    {
                        "hex" => "base64",
                        "base64" => "hex",
                        _ => null,
                    }
                )
        );
        yield return Schema(
            "the prefix forgotten",
            "prefix",
            scheme => scheme["signature"] is JsonObject signature && signature.Remove("prefix")
        );
        yield return Schema(
            "another unit of the time",
            "unit",
            scheme =>
                Set(
                    scheme["timestamp"],
                    "unit",
                    scheme["timestamp"]?["unit"]?.ToString() switch
                    {
                        "seconds" => "milliseconds",
                        "milliseconds" => "seconds",
                        _ => null,
                    }
                )
        );
        yield return Schema(
            "another delimiter",
            "message",
            scheme => Replace(scheme, "message", "}.{", "}:{") || Replace(scheme, "message", "}|{", "}.{")
        );
        yield return Schema(
            "time and body in the other order",
            "message",
            scheme =>
                scheme["message"]?.ToString() is { } message
                && message.Split('.') is [var time, "{rawBody}"]
                && Set(scheme, "message", "{rawBody}." + time)
        );
        yield return Schema(
            "the time left out",
            "message",
            scheme =>
                scheme["message"]?.ToString() is { } message
                && message.Split('.') is [_, "{rawBody}"]
                && Set(scheme, "message", "{rawBody}")
        );
        yield return Schema(
            "members not sorted",
            "sort",
            scheme => MembersOf(scheme) is { } part && part["sort"] is not null && part.Remove("sort")
        );
        yield return Schema(
            "members joined otherwise",
            "join",
            scheme =>
                MembersOf(scheme) is { } part && part["join"] is not null && Set(part, "join", part["join"]!.ToString() == "|" ? "&" : "|")
        );
        yield return Schema(
            "slashes not escaped",
            "escapeSlash",
            scheme => MembersOf(scheme)?["json"] is JsonObject json && json.Remove("escapeSlash")
        );
        yield return Schema("null written, not left out", "omit", scheme => MembersOf(scheme) is { } part && part.Remove("omit"));
        yield return Schema(
            "nested members otherwise",
            "nested",
            scheme => MembersOf(scheme) is { } part && part["nested"] is not null && Set(part, "nested", "flatten")
        );
    }

    internal static Breakage Body(string name, Func<string, string?> change) =>
        new(
            $"body: {name}",
            ChangeKind.Request,
            "body",
            subject =>
            {
                var body = Encoding.UTF8.GetString(subject.Sent.Capture.Body.Span);
                return body.Length > 0 && change(body) is { } changed && changed != body
                    ? subject with
                    {
                        Sent = subject.Sent.WithBody(Encoding.UTF8.GetBytes(changed)),
                    }
                    : null;
            }
        );

    internal static Breakage Url(string name, string part, Func<string, string, (string Url, string Target)?> change) =>
        new(
            $"address: {name}",
            ChangeKind.Request,
            part,
            subject =>
                subject.Feed.Definition.SignsUrl
                && subject.Sent.Base is { } url
                && change(url, subject.Sent.Capture.Target) is var (changed, target)
                    ? subject with
                    {
                        Sent = subject.Sent.WithTarget(target) with { PublicUrl = changed },
                    }
                    : null
        );

    internal static Breakage Key(string name, Func<string, string?> change) =>
        new(
            $"key: {name}",
            ChangeKind.Key,
            "",
            subject =>
                subject.Values is [{ Text.Length: < 200 } only] && change(only.Text) is { } changed && changed != only.Text
                    ? subject with
                    {
                        Values = [only with { Text = changed }],
                        Others = [],
                    }
                    : null
        );

    internal static Breakage Schema(string name, string part, Func<JsonObject, bool> change) =>
        new(
            $"schema: {name}",
            ChangeKind.Schema,
            part,
            subject =>
            {
                var tree = JsonNode.Parse(subject.Schema.Text)!;
                return
                    tree["callback"]!["verify"] is JsonObject scheme
                    && scheme["scheme"]!.ToString() is not ("anyOf" or "jwt" or "none")
                    && change(scheme)
                    ? subject with
                    {
                        Schema = new SchemaSource(subject.Schema.Path, tree.ToJsonString()),
                    }
                    : null;
            }
        );

    internal static JsonObject? MembersOf(JsonObject scheme) => (scheme["message"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault();

    internal static bool Set(JsonNode? node, string name, string? value)
    {
        if (node is null || value is null)
            return false;
        node[name] = value;
        return true;
    }

    internal static bool Replace(JsonObject node, string name, string old, string replacement) =>
        node[name] is JsonValue value
        && value.ToString() is var text
        && text.Contains(old, StringComparison.Ordinal)
        && Set(node, name, text.Replace(old, replacement, StringComparison.Ordinal));

    private static bool IsJson(string body) => body.TrimStart() is ['{' or '[', ..];

    private static bool IsForm(string body) => !IsJson(body) && body.Contains('=', StringComparison.Ordinal);

    private static bool IsCompact(string body) => IsJson(body) && Compact(body) == body;

    private static string Compact(string body) => JsonSerializer.Serialize(JsonNode.Parse(body), Relaxed);

    private static string Spaced(string body) => Encoding.UTF8.GetString(JsonLayout.Space(Encoding.UTF8.GetBytes(body), ": ", ", "));

    private static string Escaped(string body) => string.Concat(body.Select(one => one < 0x80 ? one.ToString() : $"\\u{(int)one:x4}"));

    private static bool HasLower(string body) => System.Text.RegularExpressions.Regex.IsMatch(body, "%[0-9A-F]?[a-f]");

    private static string Lower(string body) =>
        System.Text.RegularExpressions.Regex.Replace(body, "%[0-9A-Fa-f]{2}", match => match.Value.ToLowerInvariant());
}
