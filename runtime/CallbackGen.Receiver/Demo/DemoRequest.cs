using System.Text;
using System.Text.Json;

namespace CallbackGen.Receiver.Demo;

/// <summary>A test's request.</summary>
/// <param name="Method">The method.</param>
/// <param name="Origin">The scheme and the host of the test's URL, as the test writes them; null when the URL has none.</param>
/// <param name="Path">
/// The path of the test's URL, percent-encoded, because a signature may cover it; null when the URL has none.
/// </param>
/// <param name="Query">The query without the question mark, percent-encoded; empty when there is none.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body, or null.</param>
internal sealed record DemoRequest(
    string Method,
    string? Origin,
    string? Path,
    string Query,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    string? Body
)
{
    /// <summary>The whole request as one text. Two requests with the same text are identical.</summary>
    public string Wire =>
        string.Join('\n', [Method, Origin, Path, Query, .. Headers.Select(header => $"{header.Key}: {header.Value}"), "", Body ?? "none"]);

    public static DemoRequest Read(JsonElement request)
    {
        var (origin, path, urlQuery) = request.TryGetProperty("url", out var url) ? Split(url.GetString()!) : (null, null, "");
        return new(
            request.GetProperty("method").GetString()!,
            origin,
            path,
            request.TryGetProperty("query", out var query) ? query.GetString()!.TrimStart('?') : urlQuery,
            request.TryGetProperty("headers", out var headers)
                ? [.. headers.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
                : [],
            request.TryGetProperty("body", out var body) ? body.GetString() : null
        );
    }

    public string? Header(string name) =>
        Headers
            .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(header => header.Value)
            .FirstOrDefault();

    /// <summary>Creates the HTTP request for an address, byte for byte: no part of it is normalised.</summary>
    public HttpRequestMessage ToHttp(string address)
    {
        var target = Query.Length == 0 ? address : $"{address}?{Query}";
        var message = new HttpRequestMessage(
            new HttpMethod(Method),
            new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        );
        if (Body is not null)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        foreach (var (name, value) in Headers)
        {
            // Content headers belong to the content; a GET that names a content type gets an empty content.
            if (!message.Headers.TryAddWithoutValidation(name, value))
                (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>
    /// Splits a URL into origin, path and query exactly as they are written. <see cref="Uri"/> would normalise them.
    /// </summary>
    private static (string? Origin, string? Path, string Query) Split(string url)
    {
        var target = url.Split('#')[0];
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var start = authority < 0 ? 0 : target.IndexOf('/', authority + 3);
        if (start < 0)
            return (target, null, "");
        var origin = start == 0 ? null : target[..start];
        var query = target.IndexOf('?', start);
        return query < 0 ? (origin, target[start..], "") : (origin, target[start..query], target[(query + 1)..]);
    }
}
