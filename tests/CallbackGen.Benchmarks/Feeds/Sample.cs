using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Benchmarks.Feeds;

/// <summary>A verified callback of a feed: the first verified request of its schema's own tests.</summary>
internal sealed class Sample
{
    private Sample(CallbackFeed feed, JsonElement test)
    {
        Feed = feed;
        var request = test.GetProperty("request");
        KeyValuePair<string, string>[] headers = request.TryGetProperty("headers", out var given)
            ? [.. given.EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
            : [];
        Request = new CallbackRequest
        {
            Method = request.GetProperty("method").GetString()!,
            Query =
                request.TryGetProperty("query", out var query) ? query.GetString()!.TrimStart('?')
                : request.TryGetProperty("url", out var url) ? url.GetString()!.Split('?').ElementAtOrDefault(1) ?? ""
                : "",
            ContentType = headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value,
            Headers = CallbackHeaders.From(headers),
            Body = Encoding.UTF8.GetBytes(request.TryGetProperty("body", out var body) ? body.GetString()! : ""),
        };
        Key = test.TryGetProperty("keys", out var keys) ? First(keys.EnumerateObject().First().Value) : "";
        Keys = CallbackKeys.Create(
            feed,
            test.TryGetProperty("keys", out keys)
                ? keys.EnumerateObject().Select(key => KeyValuePair.Create(key.Name, First(key.Value)))
                : [],
            allowWeakKey: "published samples"
        );
        Clock = new FixedClock(
            test.TryGetProperty("now", out var now) && now.ValueKind == JsonValueKind.Number
                ? DateTimeOffset.FromUnixTimeSeconds(now.GetInt64())
            : now.ValueKind == JsonValueKind.String ? DateTimeOffset.Parse(now.GetString()!, CultureInfo.InvariantCulture)
            : DateTimeOffset.UtcNow
        );
    }

    public CallbackFeed Feed { get; }

    public CallbackRequest Request { get; }

    /// <summary>The text of the feed's first key.</summary>
    public string Key { get; }

    public CallbackKeys Keys { get; }

    public TimeProvider Clock { get; }

    /// <param name="feed">The feed.</param>
    /// <param name="content">A text that its content type must contain, for a feed with several transports.</param>
    public static Sample Of(CallbackFeed feed, string content = "")
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "schemas"), "*.callback.json"))
        {
            using var schema = JsonDocument.Parse(File.ReadAllBytes(file));
            var callback = schema.RootElement.GetProperty("callback");
            var name = $"{callback.GetProperty("provider").GetString()}.{callback.GetProperty("feed").GetString()}";
            if (!name.Equals(feed.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var test in callback.GetProperty("tests").EnumerateArray())
            {
                if (
                    test.GetProperty("expect").GetString() is not ("rejected" or "answered")
                    && new Sample(feed, test) is { } sample
                    && (sample.Request.ContentType ?? "").Contains(content, StringComparison.OrdinalIgnoreCase)
                )
                {
                    return sample;
                }
            }
        }

        throw new InvalidOperationException($"{feed.Name} has no sample.");
    }

    /// <summary>The same request with another body and header.</summary>
    public static CallbackRequest Post(byte[] body, string? header = null, string? value = null) =>
        CallbackRequest.Post(body, "application/json", header is null ? null : [KeyValuePair.Create(header, value!)]);

    private static string First(JsonElement value) => (value.ValueKind == JsonValueKind.Array ? value[0] : value).GetString()!;
}

/// <summary>A clock that does not advance. That of the testing package takes a lock, whose cost would be measured too.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
