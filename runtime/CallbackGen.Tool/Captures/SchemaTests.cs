using System.Text;
using System.Text.Json;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Captures;

/// <summary>Reads the tests of a schema, which contain requests, their keys and their times.</summary>
internal static class SchemaTests
{
    /// <summary>Returns whether a document is a schema.</summary>
    public static bool IsOne(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("callback", out var callback)
        && callback.ValueKind == JsonValueKind.Object;

    /// <summary>Reads the requests of the tests.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The requests: at least one.</returns>
    /// <exception cref="CaptureFaultException">There is no test, or the tests are invalid.</exception>
    public static IReadOnlyList<Capture> Read(SchemaSource schema) =>
        ReadAll(schema) is { Count: > 0 } tests
            ? [.. tests.Select(CaptureOf)]
            : throw new CaptureFaultException(null, "the schema has no \"tests\".");

    /// <summary>Reads the tests, of which there may be none.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="CaptureFaultException">The tests are invalid.</exception>
    public static IReadOnlyList<FeedTest> ReadAll(SchemaSource schema)
    {
        try
        {
            return [.. FeedTest.Of(schema.Text)];
        }
        // The parser is the one for test projects, which expects that the schemas were compiled before.
        catch (Exception failure)
            when (failure
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or NullReferenceException
            )
        {
            throw new CaptureFaultException(
                null,
                "the schema's \"tests\" are invalid. \"callbackgen check\" reports the errors and their lines."
            );
        }
    }

    private static Capture CaptureOf(FeedTest test)
    {
        var request = test.Request;
        var (origin, target) = RequestHead.Split(request.Url ?? (request.Query.Length > 0 ? $"/?{request.Query}" : "/"), null);
        return new Capture
        {
            Name = test.Name,
            Method = request.Method,
            // A test may declare its query apart from its address.
            Target = request.Query.Length > 0 && !target.Contains('?', StringComparison.Ordinal) ? $"{target}?{request.Query}" : target,
            Origin = origin,
            Headers =
            [
                .. request.Headers.Names.SelectMany(name =>
                    request.Headers.GetValues(name).Select(value => RequestHead.Header(name, Encoding.UTF8.GetBytes(value ?? ""), null))
                ),
            ],
            Body = request.Body,
            At = ReferenceEquals(test.Clock, TimeProvider.System) ? null : test.Clock.GetUtcNow(),
            Test = test,
        };
    }
}
