using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Definitions;

namespace CallbackGen.Receiver.Demo;

/// <summary>Creates tampered copies ("twins") of a genuine callback, which must be rejected.</summary>
internal static partial class Tampering
{
    /// <summary>
    /// Returns the tampered copies of a test's request, each with a description of its change. A null request means that the
    /// change could not be made.
    /// </summary>
    public static IEnumerable<(string Change, DemoRequest? Request)> TwinsOf(DemoTest test, CallbackFeed feed)
    {
        foreach (var (old, changed) in test.Tamper)
            yield return ($"'{old}' changed to '{changed}'", Replace(test.Request, old, changed));
        var from = test.IsHandshake ? feed.Definition.ChallengeProof?.From : feed.Definition.SignatureFrom;
        if (from is { } source)
            yield return (
                $"{source} changed",
                ChangeSignature(test.Request, DemoTransport.ContentOf(feed, test.Request), ToBody(source, feed.Definition.PayloadPointer))
            );
    }

    /// <summary>Replaces a text in the body, else in the query, else in a header's value.</summary>
    private static DemoRequest? Replace(DemoRequest request, string old, string changed)
    {
        if (request.Body?.Contains(old, StringComparison.Ordinal) == true)
            return request with { Body = request.Body.Replace(old, changed, StringComparison.Ordinal) };
        if (request.Query.Contains(old, StringComparison.Ordinal))
            return request with { Query = request.Query.Replace(old, changed, StringComparison.Ordinal) };
        return request.Headers.Any(header => header.Value.Contains(old, StringComparison.Ordinal))
            ? request with
            {
                Headers =
                [
                    .. request.Headers.Select(header =>
                        KeyValuePair.Create(header.Key, header.Value.Replace(old, changed, StringComparison.Ordinal))
                    ),
                ],
            }
            : null;
    }

    /// <summary>
    /// Converts a JSON pointer into the payload to one into the body; with several payloads, into the first of them.
    /// </summary>
    private static string ToBody(string source, string payloadPointer) =>
        source.StartsWith("payload:", StringComparison.Ordinal)
            ? $"body:{payloadPointer.Replace("/*", "/0", StringComparison.Ordinal)}{source["payload:".Length..]}"
            : source;

    /// <summary>Changes a character in the middle of the signature, at the source that the schema declares.</summary>
    private static DemoRequest? ChangeSignature(DemoRequest request, CallbackContent content, string source)
    {
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        var place = colon < 0 ? "" : source[(colon + 1)..];
        switch (colon < 0 ? source : source[..colon])
        {
            case "header" when request.Header(place) is { Length: > 0 }:
                return request with
                {
                    Headers =
                    [
                        .. request.Headers.Select(header =>
                            header.Key.Equals(place, StringComparison.OrdinalIgnoreCase)
                                ? KeyValuePair.Create(header.Key, Garble(header.Value))
                                : header
                        ),
                    ],
                };
            case "query":
                return ChangeField(request.Query, place) is { } query ? request with { Query = query } : null;
            case "rawBody" when request.Body is { Length: > 0 } body:
                return request with { Body = Garble(body) };
            case "body" when content == CallbackContent.Query:
                return ChangeField(request.Query, place.TrimStart('/')) is { } fields ? request with { Query = fields } : null;
            case "body":
                return ChangeBody(request.Body ?? "", content, place) is { } changed ? request with { Body = changed } : null;
            default:
                return null;
        }
    }

    private static string? ChangeBody(string body, CallbackContent content, string pointer) =>
        content switch
        {
            CallbackContent.Json => ChangeJson(body, pointer),
            CallbackContent.Form => ChangeField(body, pointer.TrimStart('/')),
            CallbackContent.Xml => ChangeElement(body, pointer.TrimStart('/')),
            CallbackContent.Multipart => ChangePart(body, pointer.TrimStart('/')),
            _ => null,
        };

    private static string? ChangeElement(string xml, string name)
    {
        var start = xml.IndexOf($"<{name}>", StringComparison.Ordinal) + name.Length + 2;
        var end = xml.IndexOf($"</{name}>", StringComparison.Ordinal);
        return end <= start || start < name.Length + 2 ? null : xml[..start] + Garble(xml[start..end]) + xml[end..];
    }

    private static string? ChangePart(string body, string name)
    {
        var part = Regex.Match(
            body,
            $@"\bname=""?{Regex.Escape(name)}""?(?=[;\s])[^\r\n]*(?:\r\n[^\r\n]+)*\r\n\r\n(?<value>.*?)\r\n--",
            RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
        var value = part.Groups["value"];
        return part.Success ? body[..value.Index] + Garble(value.Value) + body[(value.Index + value.Length)..] : null;
    }

    private static string? ChangeField(string fields, string name)
    {
        var parts = fields.Split('&');
        var index = Array.FindIndex(parts, part => Uri.UnescapeDataString(part.Split('=')[0].Replace('+', ' ')) == name);
        if (index < 0)
            return null;
        var equals = parts[index].IndexOf('=', StringComparison.Ordinal);
        parts[index] = $"{parts[index][..equals]}={Garble(parts[index][(equals + 1)..])}";
        return string.Join('&', parts);
    }

    private static string? ChangeJson(string? body, string pointer)
    {
        using var json = JsonDocument.Parse(body ?? "null");
        var value = json.RootElement;
        foreach (
            var segment in pointer
                .Split('/')
                .Skip(1)
                .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        )
        {
            if (
                value.ValueKind == JsonValueKind.Array
                && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < value.GetArrayLength()
            )
                value = value[index];
            else if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(segment, out value))
                return null;
        }

        if (value.ValueKind != JsonValueKind.String)
            return null;
        var raw = value.GetRawText();
        return body!.Replace(raw, $"\"{Garble(raw[1..^1])}\"", StringComparison.Ordinal);
    }

    /// <summary>
    /// Changes every long run of the value: a header may hold several signatures, and one genuine signature is enough. Of a token
    /// it changes only the last segment, the signature: a malformed header would be rejected for another reason.
    /// </summary>
    private static string Garble(string value)
    {
        var garbled = LongRun().Replace(value, run => ChangeMiddle(run.Value));
        return garbled == value ? ChangeMiddle(value) : garbled;
    }

    private static string ChangeMiddle(string text)
    {
        if (text.Length == 0)
            return "0";
        var middle = text.Length / 2;
        return $"{text[..middle]}{(text[middle] == '0' ? '1' : '0')}{text[(middle + 1)..]}";
    }

    [GeneratedRegex(@"(?>[A-Za-z0-9+/_=-]{16,})(?!\.)")]
    private static partial Regex LongRun();
}
