using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallbackGen.Definitions;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Explain;

/// <summary>Common mistakes with keys.</summary>
internal static partial class KeyChanges
{
    /// <summary>Prefixes of keys that providers' consoles show and that some people leave out.</summary>
    private static readonly string[] Prefixes = ["whsec_", "sk_", "key_", "v1,"];

    /// <summary>Returns the changes to try for the keys of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="others">Other configured values, which may be the intended ones.</param>
    public static IEnumerable<KeyChange> Of(CallbackFeed feed, IReadOnlyList<KeyValue> others) =>
        feed.Definition.Keys.SelectMany(key => (IEnumerable<KeyChange>)[.. Texts(key.Name), .. Readings(key), .. Others(key, others)]);

    private static IEnumerable<KeyChange> Texts(string name)
    {
        yield return Text(
            name,
            "without the line end at its end",
            2,
            text => text.TrimEnd('\r', '\n'),
            "it was saved by an editor or by \"echo\", which end a file with a line end"
        );
        yield return Text(name, "without white space around it", 2, text => text.Trim(), "it was copied with white space around it");
        yield return Text(
            name,
            "without quotation marks around it",
            2,
            Unquoted,
            "it was copied with its quotation marks, as .env files and YAML have them"
        );
        yield return Text(
            name,
            "without the byte-order mark before it",
            3,
            text => text.TrimStart('\uFEFF'),
            "an editor saved it with a byte-order mark"
        );
        yield return Text(
            name,
            "without the prefix before it",
            2,
            WithoutPrefix,
            "the provider's own library takes the prefix off before it uses the key"
        );
        yield return Text(
            name,
            "without the prefix and the mode before it",
            3,
            text => PrefixAndMode().Match(text) is { Success: true } match ? text[match.Length..] : null,
            "the provider's own library takes the prefix off before it uses the key"
        );
        yield return Text(
            name,
            "without the version and the prefix before it",
            3,
            text => text.StartsWith("v1,", StringComparison.Ordinal) ? WithoutPrefix(text[3..]) : null,
            "it is preceded by a version, which belongs to the signature"
        );
        foreach (var prefix in Prefixes)
            yield return Text(
                name,
                $"with the prefix {prefix} before it",
                3,
                text => text.StartsWith(prefix, StringComparison.Ordinal) ? text : prefix + text,
                "the prefix was left out when it was copied, and it is a part of the key"
            );
        yield return Text(name, "in lower case", 4, text => text.ToLowerInvariant(), "its letters were turned into upper case");
        yield return Text(name, "in upper case", 4, text => text.ToUpperInvariant(), "its letters were turned into lower case");
        yield return Text(
            name,
            "with the line end that its file has",
            4,
            text => text + "\n",
            "the provider was given it out of a file, with the line end"
        );
        yield return Text(
            name,
            "with the line end (CR LF) that its file has",
            5,
            text => text + "\r\n",
            "the provider was given it out of a file, with the line end"
        );
        yield return Text(
            name,
            "with line breaks where it has \\n",
            3,
            text => text.Replace("\\n", "\n", StringComparison.Ordinal),
            "its line breaks were written as a backslash and an n"
        );
        yield return Text(
            name,
            "without the \\n typed at its end",
            3,
            text => text.EndsWith("\\n", StringComparison.Ordinal) ? text[..^2] : null,
            "a line end was typed as a backslash and an n"
        );
        yield return Text(
            name,
            "without the entities of HTML in it",
            3,
            text => System.Net.WebUtility.HtmlDecode(text),
            "it was stored or copied as HTML"
        );
        yield return Text(
            name,
            "without the escapes of JavaScript in it",
            3,
            text =>
                text.Contains('\\', StringComparison.Ordinal)
                    ? Regex.Replace(
                        text,
                        "\\\\(?:u([0-9A-Fa-f]{4})|([^u]))",
                        match =>
                            match.Groups[1].Success ? ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString() : match.Groups[2].Value
                    )
                    : null,
            "a template escaped it for JavaScript"
        );
        foreach (var padding in (string[])["=", "=="])
            yield return Text(
                name,
                $"with {padding} at its end",
                4,
                text => text.EndsWith('=') || (text.Length + padding.Length) % 4 != 0 ? null : text + padding,
                "the reader treated the \"=\" at its end as a delimiter"
            );
        yield return Text(name, "with + where it has spaces", 4, text => text.Replace(' ', '+'), "it was decoded as a field of a form");
        yield return Text(
            name,
            "with a slash at its end",
            4,
            text => IsUrl(text) && !text.EndsWith('/') ? text + "/" : null,
            "the provider was given the address with a slash at its end"
        );
        yield return Text(
            name,
            "without the slash at its end",
            4,
            text => IsUrl(text) ? text.TrimEnd('/') : null,
            "the provider was given the address without a slash at its end"
        );
        yield return Text(
            name,
            "with https, not http",
            3,
            text => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "https" + text[4..] : null,
            "the provider was given the address with https"
        );
        yield return Text(name, "without line breaks in it", 4, text => text.ReplaceLineEndings(""), "it was copied with line breaks");
        yield return Text(
            name,
            "in base64 instead of base64url",
            3,
            text => text.Replace('-', '+').Replace('_', '/'),
            "it was written in the alphabet of base64url"
        );
        yield return Text(name, "percent-decoded", 4, text => Uri.UnescapeDataString(text), "it was copied out of a URL");
        yield return Text(
            name,
            "decoded from base64, as text",
            3,
            FromBase64,
            "it was kept in base64, as secrets of Kubernetes are, and is the text within"
        );
        yield return Text(
            name,
            "decoded from base64, as text without the line end at its end",
            3,
            text => FromBase64(text) is [_, .., '\n'] decoded ? decoded.TrimEnd('\r', '\n') : null,
            "\"echo\" appended a line end before it was encoded in base64"
        );
        yield return Text(name, "decoded from hex, as text", 4, FromHex, "it was kept in hex, and is the text within");
        yield return Text(name, "in hex", 4, ToHex, "the provider writes it in hex, and it was configured as the text itself");
        yield return Text(
            name,
            "in base64",
            4,
            text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            "the provider writes it in base64, and it was configured as the text itself"
        );
    }

    private static IEnumerable<KeyChange> Readings(CallbackKeyDefinition key)
    {
        (string Word, CallbackKeyEncoding Encoding)[] encodings = key.IsPublicKey
            ?
            [
                ("pem", CallbackKeyEncoding.Pem),
                ("spki", CallbackKeyEncoding.Spki),
                ("jwk", CallbackKeyEncoding.Jwk),
                ("jwks", CallbackKeyEncoding.Jwks),
                ("raw-hex", CallbackKeyEncoding.RawHex),
                ("raw-base64", CallbackKeyEncoding.RawBase64),
            ]
            : [("utf8", CallbackKeyEncoding.Utf8), ("hex", CallbackKeyEncoding.Hex), ("base64", CallbackKeyEncoding.Base64)];
        foreach (var (word, encoding) in encodings.Where(encoding => encoding.Encoding != key.Encoding))
        {
            yield return new(
                key.Name,
                $"when key {key.Name} is read as {(word == "utf8" ? "the text that it is" : word)}",
                word == "utf8" ? 1 : 2,
                (definition, text) => definition.Encoding == encoding ? null : (definition with { Encoding = encoding }, text)
            )
            {
                Edits = [new("replace", $"/callback/keys/{SchemaTree.Segment(key.Name)}/encoding", JsonValue.Create(word))],
                Culprit = "the schema reads the key in another way than the provider does",
            };
        }

        if (key.IsPublicKey)
            yield return Text(
                key.Name,
                "between the first and last line of PEM",
                2,
                text =>
                    text.Contains("-----", StringComparison.Ordinal)
                        ? null
                        : $"-----BEGIN PUBLIC KEY-----\n{text.Trim()}\n-----END PUBLIC KEY-----",
                "its first and last line were left out when it was copied"
            );
        if (key.Prefix.Length > 0)
        {
            yield return new(
                key.Name,
                $"when the prefix of key {key.Name} is a part of it",
                3,
                (definition, text) => definition.Prefix.Length == 0 ? null : (definition with { Prefix = "" }, text)
            )
            {
                Edits = [new("remove", $"/callback/keys/{SchemaTree.Segment(key.Name)}/prefix", null)],
                Culprit = "the schema takes off a prefix that the provider signs with",
            };
        }
    }

    private static IEnumerable<KeyChange> Others(CallbackKeyDefinition key, IReadOnlyList<KeyValue> others) =>
        others
            .DistinctBy(other => other.Text)
            .Take(100)
            .Select(other => new KeyChange(
                key.Name,
                $"when key {key.Name} has the value configured as {other.Source}",
                3,
                (definition, text) => text == other.Text ? null : (definition, other.Text)
            )
            {
                Culprit = "the key of another account, environment or purpose is configured here",
                Advice = $"Configure for {key.Name} the value of {other.Source}.",
            });

    private static KeyChange Text(string name, string what, int cost, Func<string, string?> change, string culprit) =>
        new(
            name,
            $"with key {name} {what}",
            cost,
            (definition, text) => change(text) is { Length: > 0 } changed && changed != text ? (definition, changed) : null
        )
        {
            Culprit = culprit,
            Advice = $"Configure key {name} {what}.",
        };

    private static bool IsUrl(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string? Unquoted(string text) =>
        text.Length > 2 && text[0] == text[^1] && text[0] is '"' or '\'' or '`' ? text[1..^1] : null;

    private static string? WithoutPrefix(string text) => Prefix().Match(text) is { Success: true } match ? text[match.Length..] : null;

    private static string? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private static string? FromHex(string text)
    {
        var bytes = new byte[text.Length];
        return
            Convert.FromHexString(text, bytes, out _, out var length) == System.Buffers.OperationStatus.Done
            && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private static string? ToHex(string text) => text.Any(char.IsSurrogate) ? null : Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("^(?:[A-Za-z0-9]{1,12}_|v1,)")]
    private static partial Regex Prefix();

    [GeneratedRegex("^[A-Za-z0-9]{1,12}_(?:live|test)_")]
    private static partial Regex PrefixAndMode();
}
