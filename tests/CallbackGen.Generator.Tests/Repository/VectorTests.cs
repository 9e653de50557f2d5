using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// Callbacks that providers' own libraries and documentation publish, verified by the code that is generated from the schema files of
/// the repository. A vector is found by its signed text, which the tests of the schema file repeat.
/// </summary>
public sealed class VectorTests(ITestOutputHelper output)
{
    private const string WhatIsSigned = "vectors/README.md";

    private static readonly Lazy<CompiledProject> LazyAll = new(() =>
        CompiledProject.Of(TestState.Of([.. RepositoryFiles.Schemas().Select(File.ReadAllText), RawBody]))
    );

    private static readonly Lazy<IReadOnlyList<Vector>> Vectors = new(() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(RepositoryFiles.Shared!, "vectors"), "*.json")
                .Order(StringComparer.Ordinal)
                .Select(Vector.Read),
        ]
    );

    /// <summary>A body that is not JSON cannot have a typed payload, but its signature can be verified.</summary>
    private static string RawBody =>
        """
            {
              "callback": {
                "provider": "Raw", "feed": "Body",
                "receive": [ { "method": "POST", "content": "text" } ],
                "keys": { "secret": { "encoding": "utf8" } },
                "verify": {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-Razorpay-Signature", "encoding": "hex" },
                  "message": "{rawBody}"
                }
              },
              "type": "string"
            }
            """;

    [SharedFact(WhatIsSigned)]
    public void Every_published_callback_verifies()
    {
        var found = Found();
        foreach (var (vector, feed, test) in found)
        {
            var result = Verify(feed, test.Request, test);
            Assert.True(result.IsSuccess, $"{vector.Name} by {feed.Name}: {result.Rejection}");
        }

        output.WriteLine(
            $"{found.Count} published callbacks by {found.Select(entry => entry.Feed.Provider).Distinct().Count()} providers verify."
        );
        foreach (var vector in Vectors.Value.Where(vector => found.All(entry => entry.Vector != vector)))
            output.WriteLine($"not in the catalogue: {vector.Name}");
    }

    /// <summary>
    /// A vector that no feed repeats shows a gap of the schema language or the catalogue. The list of these may only shrink.
    /// </summary>
    [SharedFact(WhatIsSigned)]
    public void Only_these_published_callbacks_have_no_feed()
    {
        var found = Found();
        Assert.Equal([], Vectors.Value.Where(vector => found.All(entry => entry.Vector != vector)).Select(vector => vector.Name));
    }

    [SharedFact(WhatIsSigned)]
    public void Every_tampering_that_a_vector_names_is_refused()
    {
        var tampered = 0;
        foreach (var (vector, feed, test) in Found())
        {
            foreach (var (old, replacement) in vector.Tamper)
            {
                Assert.False(
                    Verify(feed, FeedTest.Tampered(test.Request, old, replacement)!, test).IsSuccess,
                    $"{vector.Name}: {old} -> {replacement}"
                );
                tampered++;
            }
        }

        Assert.True(tampered > 30);
    }

    [SharedFact(WhatIsSigned)]
    public void A_clock_a_day_off_refuses_what_signs_its_time()
    {
        var timed = Found().Where(entry => entry.Vector.SignsItsTime).ToList();
        Assert.NotEmpty(timed);
        foreach (var (vector, feed, test) in timed)
        {
            foreach (var days in new[] { -1, 1 })
            {
                var result = Verify(feed, test.Request, test with { Clock = new FakeTimeProvider(test.Clock.GetUtcNow().AddDays(days)) });
                Assert.Equal((vector.Name, CallbackRejectionReason.TimestampOutsideTolerance), (vector.Name, result.Rejection?.Reason));
            }
        }
    }

    /// <summary>After a change of any single bit, the callback is rejected, or no covered member changes.</summary>
    [SharedFact(WhatIsSigned)]
    public void No_changed_bit_changes_what_is_signed()
    {
        var refused = 0;
        foreach (var (vector, feed, test) in Found())
        {
            var genuine = Verify(feed, test.Request, test).Value!;
            foreach (var (request, place) in Flipped(test))
            {
                var result = Verify(feed, request, test);
                if (!result.TryGetValue(out var accepted, out _))
                    refused++;
                else
                    Assert.Equal((vector.Name, place, Signed(feed, genuine)), (vector.Name, place, Signed(feed, accepted)));
            }
        }

        output.WriteLine($"{refused} changed bits refused.");
        Assert.True(refused > 10_000);
    }

    private static IReadOnlyList<(Vector Vector, CallbackFeed Feed, FeedTest Test)> Found()
    {
        var feeds = LazyAll.Value.Feeds;
        var tests = RepositoryFiles
            .Schemas()
            .SelectMany(path =>
                FeedTest
                    .Of(File.ReadAllText(path))
                    .Select(test => (Feed: feeds.Single(feed => feed.Name + ".callback.json" == Path.GetFileName(path)), Test: test))
            )
            .Where(entry => entry.Test is { IsGenuine: true, IsHandshake: false })
            .ToList();
        var found = new List<(Vector, CallbackFeed, FeedTest)>();
        foreach (var vector in Vectors.Value)
        {
            if (tests.FirstOrDefault(entry => vector.IsOf(entry.Test)) is { Test: { } test } match)
                found.Add((vector, match.Feed, test));
            else if (vector.IsOpaque)
                found.Add((vector, feeds.Single(feed => feed.Name == "raw.body"), vector.ToTest("text/plain")));
        }

        return found;
    }

    private static CallbackResult<CallbackMessage> Verify(CallbackFeed feed, CallbackRequest request, FeedTest test) =>
        feed.VerifyMessage(request, CallbackKeys.Create(feed, test.Keys, "the keys of published vectors are short"), test.Clock);

    private static IEnumerable<(CallbackRequest Request, string Place)> Flipped(FeedTest test)
    {
        for (var i = 0; i < test.Request.Body.Length; i++)
        {
            var body = test.Request.Body.ToArray();
            body[i] ^= 1;
            yield return (test.Request.With(body: body), $"body, byte {i}");
        }

        for (var i = 0; i < test.Request.Query.Length; i++)
        {
            var query = test.Request.Query.ToCharArray();
            query[i] ^= (char)1;
            yield return (test.Request.With(query: new string(query)), $"query, character {i}");
        }
    }

    /// <summary>Returns the covered part of a payload as JSON: everything except the members that are marked as unsigned.</summary>
    private static string Signed(CallbackFeed feed, CallbackMessage message)
    {
        var payload = JsonSerializer.SerializeToNode(Outcome.ValueOf(message, "Payload"), LazyAll.Value.JsonInfo(feed))!;
        foreach (var pointer in feed.Definition.UnsignedMembers.Append((feed.Definition.SignatureFrom ?? "").Split(':')[^1]))
            Remove(payload, pointer);
        if (feed.Definition.UnknownMembersUnsigned && payload is JsonObject members)
        {
            foreach (
                var name in members
                    .Select(member => member.Key)
                    .Where(name => feed.PayloadType.GetProperties().All(property => JsonNameOf(property) != name))
                    .ToList()
            )
                members.Remove(name);
        }

        return payload.ToJsonString();
    }

    private static string? JsonNameOf(System.Reflection.PropertyInfo property) =>
        property
            .GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonPropertyNameAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonPropertyNameAttribute>()
            .FirstOrDefault()
            ?.Name;

    private static void Remove(JsonNode payload, string pointer)
    {
        var segments = pointer
            .Split('/')
            .Skip(1)
            .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .ToList();
        JsonNode? owner = payload;
        foreach (var segment in segments.SkipLast(1))
            owner = (owner as JsonObject)?[segment];
        if (owner is JsonObject found && segments.Count > 0)
            found.Remove(segments[^1]);
    }

    /// <summary>A published callback.</summary>
    private sealed record Vector(
        string Name,
        string Method,
        string? Url,
        IReadOnlyList<KeyValuePair<string, string>> Headers,
        string Body,
        IReadOnlyList<KeyValuePair<string, string>> Keys,
        IReadOnlyList<(string Old, string New)> Tamper,
        bool SignsItsTime
    )
    {
        /// <summary>Gets whether the body is not JSON, a form or a query.</summary>
        public bool IsOpaque => Body.StartsWith("{a:1", StringComparison.Ordinal);

        public static Vector Read(string path)
        {
            using var vector = JsonDocument.Parse(File.ReadAllText(path));
            var request = vector.RootElement.GetProperty("request");
            return new Vector(
                Path.GetFileNameWithoutExtension(path),
                request.GetProperty("method").GetString()!,
                request.TryGetProperty("url", out var url) ? url.GetString() : null,
                [
                    .. request
                        .GetProperty("headers")
                        .EnumerateObject()
                        .Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!)),
                ],
                request.GetProperty("body").GetString()!,
                [
                    .. vector
                        .RootElement.GetProperty("keys")
                        .EnumerateObject()
                        .Select(key => KeyValuePair.Create(key.Name, key.Value.GetString()!)),
                ],
                vector.RootElement.TryGetProperty("tamper", out var tamper)
                    ? [.. tamper.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))]
                    : [],
                vector.RootElement.TryGetProperty("now", out _)
            );
        }

        public bool IsOf(FeedTest test) =>
            Encoding.UTF8.GetString(test.Request.Body.Span) == Body
            && (Url is null || Url.EndsWith(test.Request.Query, StringComparison.Ordinal))
            && test.Request.Method == Method
            && Headers.All(header => test.Request.Headers.GetValues(header.Key).Contains(header.Value))
            && (Body.Length > 0 || test.Request.Query.Length > 0);

        public FeedTest ToTest(string contentType) =>
            new(
                Name,
                CallbackRequest.Post(Encoding.UTF8.GetBytes(Body), contentType, Headers),
                Keys,
                TimeProvider.System,
                "verified",
                null,
                Tamper
            );
    }
}
