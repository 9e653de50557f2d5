using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>One entry of <c>callback.tests</c> in a schema file.</summary>
internal sealed record FeedTest(
    string Name, CallbackRequest Request, IReadOnlyList<KeyValuePair<string, string>> Keys, TimeProvider Clock, string Expect, string? Reason,
    IReadOnlyList<(string Old, string New)> Tamper)
{
    public static IEnumerable<FeedTest> Of(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.GetProperty("callback").TryGetProperty("tests", out var tests) ? [.. tests.EnumerateArray().Select(Read)] : [];
    }

    /// <summary>The request with a text replaced in its body, else in its query, else in a header.</summary>
    public CallbackRequest Tampered(string old, string replacement)
    {
        var body = Encoding.UTF8.GetString(Request.Body.Span);
        var headers = HeadersOf(Request).ToList();
        if (body.Contains(old, StringComparison.Ordinal))
            return Copy(Request.Query, body.Replace(old, replacement, StringComparison.Ordinal), headers);
        if (Request.Query.Contains(old, StringComparison.Ordinal))
            return Copy(Request.Query.Replace(old, replacement, StringComparison.Ordinal), body, headers);
        Assert.Contains(headers, header => header.Value.Contains(old, StringComparison.Ordinal));
        return Copy(Request.Query, body, [.. headers.Select(header => KeyValuePair.Create(header.Key, header.Value.Replace(old, replacement, StringComparison.Ordinal)))]);
    }

    /// <summary>The request with another body or query.</summary>
    public CallbackRequest With(byte[]? body = null, string? query = null) => Copy(query ?? Request.Query, body ?? Request.Body, Request.Headers);

    private CallbackRequest Copy(string query, string body, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        Copy(query, Encoding.UTF8.GetBytes(body), new NamedHeaders(headers));

    private CallbackRequest Copy(string query, ReadOnlyMemory<byte> body, CallbackHeaders headers) => new()
    {
        Method = Request.Method,
        Path = Request.Path,
        Url = query == Request.Query ? Request.Url : Request.Query.Length == 0 ? Request.Url : Request.Url?.Replace(Request.Query, query, StringComparison.Ordinal),
        Query = query,
        ContentType = Request.ContentType,
        Body = body,
        Headers = headers,
    };

    private static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(CallbackRequest request) => ((NamedHeaders)request.Headers).All;

    private static FeedTest Read(JsonElement test)
    {
        var request = test.GetProperty("request");
        KeyValuePair<string, string>[] headers = request.TryGetProperty("headers", out var given)
            ? [.. given.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))] : [];
        var url = Text(request, "url");
        return new FeedTest(
            Text(test, "name")!,
            new CallbackRequest
            {
                Method = Text(request, "method")!,
                Url = url,
                Path = url is null ? "/" : new Uri(new Uri("https://example.test"), url).AbsolutePath,
                Query = url is null ? (Text(request, "query") ?? "").TrimStart('?') : url.Contains('?', StringComparison.Ordinal) ? url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..] : "",
                ContentType = headers.Where(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault(),
                Headers = new NamedHeaders(headers),
                Body = Encoding.UTF8.GetBytes(Text(request, "body") ?? ""),
            },
            test.TryGetProperty("keys", out var keys) ? [.. keys.EnumerateObject().SelectMany(Values)] : [],
            new FixedClock(test.TryGetProperty("now", out var now) ? Time(now) : DateTimeOffset.UtcNow),
            Text(test, "expect")!,
            Text(test, "reason"),
            test.TryGetProperty("tamper", out var tamper) ? [.. tamper.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))] : []);
    }

    private static IEnumerable<KeyValuePair<string, string>> Values(JsonProperty key) =>
        (key.Value.ValueKind == JsonValueKind.Array ? [.. key.Value.EnumerateArray()] : new[] { key.Value }).Select(value => KeyValuePair.Create(key.Name, value.GetString()!));

    private static DateTimeOffset Time(JsonElement now) => now.ValueKind == JsonValueKind.Number
        ? DateTimeOffset.FromUnixTimeSeconds(now.GetInt64())
        : DateTimeOffset.Parse(now.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class NamedHeaders(IReadOnlyList<KeyValuePair<string, string>> all) : CallbackHeaders
    {
        public IReadOnlyList<KeyValuePair<string, string>> All => all;

        public override IReadOnlyList<string?> GetValues(string name) =>
            [.. all.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static FixedClock AtNoon { get; } = new(Noon);

    public override DateTimeOffset GetUtcNow() => now;
}
