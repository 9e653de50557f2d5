using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// Parses an HTTP archive (HAR 1.2), an entry of one, or the request of an entry. From an archive it selects the requests that
/// may be callbacks: POST requests; if there are none, requests with a query.
/// </summary>
internal static class HarFile
{
    /// <summary>Returns whether a document is an archive, an entry or a request.</summary>
    public static bool IsOne(JsonElement root) =>
        Member(root, "log") is not null || Member(root, "request") is { ValueKind: JsonValueKind.Object } || IsRequest(root);

    /// <summary>Reads the requests.</summary>
    public static IReadOnlyList<Capture> Read(CaptureSource source, JsonElement root)
    {
        if (Member(root, "log") is not { } log)
            return [Read(Member(root, "request") ?? root, Member(root, "startedDateTime"), source.NameOf(0))];
        if (Member(log, "entries") is not { ValueKind: JsonValueKind.Array } entries)
            throw new CaptureFaultException(null, "the archive has no \"entries\".");
        var found = new List<Capture>();
        var index = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            var name = source.NameOf(index++);
            if (Member(entry, "request") is not { } request || !MayBeCallback(request))
                continue;
            if (found.Count == CaptureLimits.Requests)
                throw new CaptureFaultException(
                    null,
                    $"the archive has more than {CaptureLimits.Requests} requests that may be callbacks."
                );
            found.Add(Read(request, Member(entry, "startedDateTime"), name));
        }

        List<Capture> posts = [.. found.Where(capture => capture.Method.Equals("POST", StringComparison.OrdinalIgnoreCase))];
        return posts.Count > 0 ? posts
            : found.Count > 0 ? found
            : throw new CaptureFaultException(null, "none of the archive's requests is a POST or has a query: it contains no callback.");
    }

    private static bool IsRequest(JsonElement root) =>
        Member(root, "method") is { ValueKind: JsonValueKind.String } && Member(root, "url") is { ValueKind: JsonValueKind.String };

    private static bool MayBeCallback(JsonElement request) =>
        (Text(request, "method") ?? "").Equals("POST", StringComparison.OrdinalIgnoreCase)
        || (Text(request, "url") ?? "").Contains('?', StringComparison.Ordinal);

    private static Capture Read(JsonElement request, JsonElement? started, string name)
    {
        var method = Text(request, "method") ?? "";
        if (!RequestHead.IsToken(method) || Text(request, "url") is not { } url)
            throw new CaptureFaultException(null, $"the request {name} has no \"method\" and \"url\".");
        var (origin, target) = RequestHead.Split(url, null);
        var doubts = new List<string>();
        var body = ReadBody(request, name, doubts);
        return new Capture
        {
            Name = name,
            Method = method,
            Target = target,
            Origin = origin,
            Headers = ReadHeaders(request, name),
            Body = body,
            At =
                started is { ValueKind: JsonValueKind.String } text
                && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                    ? at
                    : null,
            Doubts = doubts,
        };
    }

    private static List<CaptureHeader> ReadHeaders(JsonElement request, string name)
    {
        var headers = new List<CaptureHeader>();
        if (Member(request, "headers") is not { ValueKind: JsonValueKind.Array } fields)
            return headers;
        foreach (var field in fields.EnumerateArray())
        {
            if (Text(field, "name") is not { } fieldName || Text(field, "value") is not { } value)
                throw new CaptureFaultException(null, $"a header field of the request {name} has no \"name\" and \"value\".");
            if (headers.Count == CaptureLimits.Headers)
                throw new CaptureFaultException(null, $"the request {name} has more than {CaptureLimits.Headers} header fields.");
            // Pseudo fields of HTTP/2 repeat the address.
            if (!fieldName.StartsWith(':'))
                headers.Add(RequestHead.Header(fieldName, Encoding.UTF8.GetBytes(value).AsSpan().Trim(" \t"u8).ToArray(), null));
        }

        return headers;
    }

    private static byte[] ReadBody(JsonElement request, string name, List<string> doubts)
    {
        if (Member(request, "postData") is not { ValueKind: JsonValueKind.Object } data)
            return Length(request) > 0
                ? throw new CaptureFaultException(
                    null,
                    $"the archive does not contain the body of the request {name}. Save it with content."
                )
                : [];
        if (Text(data, "text") is not { } text)
        {
            return Member(data, "params") is { ValueKind: JsonValueKind.Array } fields && fields.GetArrayLength() > 0
                ? throw new CaptureFaultException(
                    null,
                    $"the archive contains the fields of the request {name}, but not the bytes of its body, so their encoding is unknown."
                )
                : [];
        }

        byte[] body;
        if (Text(data, "encoding") is "base64")
        {
            if (!Convert.TryFromBase64String(text, body = new byte[text.Length], out var written))
                throw new CaptureFaultException(null, $"the body of the request {name} is not in base64, as its \"encoding\" says.");
            body = body[..written];
        }
        else
        {
            body = Encoding.UTF8.GetBytes(text);
            if (text.Contains('\uFFFD', StringComparison.Ordinal))
                doubts.Add("The body contains U+FFFD, which replaces invalid UTF-8: the archive may have lost bytes.");
        }

        if (Length(request) is { } length and >= 0 && length != body.Length)
            doubts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The archive states a body of {length} bytes, but contains {body.Length}: the body was re-encoded."
                )
            );
        return body;
    }

    private static int? Length(JsonElement request) =>
        Member(request, "bodySize") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out var bytes) ? bytes : null;

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
