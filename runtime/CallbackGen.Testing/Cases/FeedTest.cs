using System.Globalization;
using System.Text;
using System.Text.Json;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Testing.Cases;

/// <summary>One entry of <c>callback.tests</c> in a schema file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Request">The request.</param>
/// <param name="Keys">The configured keys.</param>
/// <param name="Clock">Its time; the system's when it declares none.</param>
/// <param name="Expect"><c>verified</c>, <c>authenticated</c>, <c>received</c>, <c>answered</c> or <c>rejected</c>.</param>
/// <param name="Reason">The expected reason of a rejection, or null.</param>
/// <param name="Tamper">Replacements, each of which produces a request that must be rejected.</param>
internal sealed record FeedTest(
    string Name,
    CallbackRequest Request,
    IReadOnlyList<KeyValuePair<string, string>> Keys,
    TimeProvider Clock,
    string Expect,
    string? Reason,
    IReadOnlyList<(string Old, string New)> Tamper
)
{
    /// <summary>Whether it must be accepted, as a callback or a handshake.</summary>
    public bool IsGenuine => Expect != "rejected";

    /// <summary>Whether it is a handshake that must be answered.</summary>
    public bool IsHandshake => Expect == "answered";

    /// <summary>The expected response, or null if the schema does not declare one.</summary>
    public TestAnswer? Answer { get; init; }

    /// <summary>Returns the tests of a schema.</summary>
    public static IEnumerable<FeedTest> Of(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.GetProperty("callback").TryGetProperty("tests", out var tests)
            ? [.. tests.EnumerateArray().Select(Read)]
            : [];
    }

    /// <summary>
    /// Returns a request with a text replaced in its body, else in its query, else in its headers; null when none contains it.
    /// </summary>
    public static CallbackRequest? Tampered(CallbackRequest request, string old, string replacement)
    {
        var body = Encoding.UTF8.GetString(request.Body.Span);
        if (body.Contains(old, StringComparison.Ordinal))
            return request.With(body: Encoding.UTF8.GetBytes(body.Replace(old, replacement, StringComparison.Ordinal)));
        if (request.Query.Contains(old, StringComparison.Ordinal))
            return request.With(query: request.Query.Replace(old, replacement, StringComparison.Ordinal));
        var headers = request
            .Headers.Names.SelectMany(name => request.Headers.GetValues(name).Select(value => KeyValuePair.Create(name, value ?? "")))
            .ToList();
        return headers.Exists(header => header.Value.Contains(old, StringComparison.Ordinal))
            ? request.With(
                headers: CallbackHeaders.From(
                    headers.Select(header =>
                        KeyValuePair.Create(header.Key, header.Value.Replace(old, replacement, StringComparison.Ordinal))
                    )
                )
            )
            : null;
    }

    private static FeedTest Read(JsonElement test)
    {
        var request = test.GetProperty("request");
        KeyValuePair<string, string>[] headers = request.TryGetProperty("headers", out var given)
            ? [.. given.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
            : [];
        var url = Text(request, "url");
        return new FeedTest(
            Text(test, "name")!,
            new CallbackRequest
            {
                Method = Text(request, "method")!,
                Url = url,
                Path = url is null ? "/" : new Uri(new Uri("https://example.test"), url).AbsolutePath,
                Query =
                    url is null ? (Text(request, "query") ?? "").TrimStart('?')
                    : url.Contains('?', StringComparison.Ordinal) ? url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..]
                    : "",
                ContentType = headers
                    .Where(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
                    .Select(header => header.Value)
                    .FirstOrDefault(),
                Headers = CallbackHeaders.From(headers),
                Body = Encoding.UTF8.GetBytes(Text(request, "body") ?? ""),
            },
            test.TryGetProperty("keys", out var keys) ? [.. keys.EnumerateObject().SelectMany(Values)] : [],
            test.TryGetProperty("now", out var now) ? new StoppedClock(Time(now)) : TimeProvider.System,
            Text(test, "expect")!,
            Text(test, "reason"),
            test.TryGetProperty("tamper", out var tamper)
                ? [.. tamper.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))]
                : []
        )
        {
            Answer = TestAnswer.Of(test),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Values(JsonProperty key) =>
        (key.Value.ValueKind == JsonValueKind.Array ? [.. key.Value.EnumerateArray()] : new[] { key.Value }).Select(value =>
            KeyValuePair.Create(key.Name, value.GetString()!)
        );

    private static DateTimeOffset Time(JsonElement now) =>
        now.ValueKind == JsonValueKind.Number
            ? DateTimeOffset.FromUnixTimeSeconds(now.GetInt64())
            : DateTimeOffset.Parse(now.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
