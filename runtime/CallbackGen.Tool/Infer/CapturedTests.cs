using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CallbackGen.Testing;
using CallbackGen.Testing.Cases;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Capturing;
using CallbackGen.Tool.Sending;

namespace CallbackGen.Tool.Infer;

/// <summary>A capture that cannot be a test of the schema.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="Why">The reason, as a part of a sentence.</param>
internal sealed record UntestedCapture(Capture Capture, string Why);

/// <summary>A capture as a test of the schema.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="Test">The test in the schema's form.</param>
internal sealed record TestedCapture(Capture Capture, JsonObject Test)
{
    /// <summary>Converts the test into its executable form.</summary>
    public FeedTest Read() =>
        FeedTest
            .Of(new JsonObject { ["callback"] = new JsonObject { ["tests"] = new JsonArray(Test.DeepClone()) } }.ToJsonString())
            .Single();
}

/// <summary>
/// Writes captures as tests of the schema that is inferred from them. A test contains only the parts of a request that the feed
/// reads.
/// </summary>
/// <param name="task">The captures' keys.</param>
/// <param name="contents">The captured requests.</param>
/// <param name="clock">The clock for requests that are signed again and contain no time.</param>
internal sealed class CapturedTests(InferenceTask task, IReadOnlyList<CapturedContent> contents, TimeProvider clock)
{
    /// <summary>The reason when a capture's bytes cannot be written as text.</summary>
    private const string NoText = "its body is not text in UTF-8";

    /// <summary>Returns the unchanged captures as tests, with the keys that signed them.</summary>
    /// <param name="guess">The scheme.</param>
    /// <param name="feed">The feed that is compiled from the guess.</param>
    /// <param name="keys">The keys.</param>
    public IReadOnlyList<TestedCapture> AsGiven(SchemeGuess guess, CallbackFeed feed, JsonObject keys)
    {
        var tests = new List<TestedCapture>();
        foreach (var (content, position) in contents.Select((content, position) => (content, position)))
        {
            if (TextOf(content.Capture) is { } body)
                tests.Add(new(content.Capture, TestOf(position, RequestOf(content, body, guess, feed), keys, NowOf(content, guess), feed)));
        }

        return tests;
    }

    /// <summary>Returns the captures that cannot be tests, with the reasons.</summary>
    public IReadOnlyList<UntestedCapture> Untested() =>
        [.. contents.Where(content => TextOf(content.Capture) is null).Select(content => new UntestedCapture(content.Capture, NoText))];

    /// <summary>Returns the captures, signed again with made-up keys: the original keys do not accept any of them.</summary>
    /// <param name="given">The unchanged captures.</param>
    /// <param name="feed">The feed.</param>
    public (IReadOnlyList<TestedCapture> Tests, IReadOnlyList<UntestedCapture> Untested) SignedAgain(
        IReadOnlyList<TestedCapture> given,
        CallbackFeed feed
    )
    {
        var keys = PublicTest.MakeUpKeys(feed, task.Keys);
        var tests = new List<TestedCapture>();
        var untested = new List<UntestedCapture>(Untested());
        foreach (var one in given)
        {
            var signed = keys is null ? null : SignAgain(one, keys);
            if (signed is null)
                untested.Add(
                    new(
                        one.Capture,
                        "nothing here can sign it again with a key that is made up, and its own signature is a secret: "
                            + "--publish-key writes it as it is, which only a sandbox's may be"
                    )
                );
            else if (PublicTest.SecretIn(feed, CaptureOf(signed), task.Keys, keys!.Configured) is { } held)
                untested.Add(
                    new(
                        one.Capture,
                        $"the signed content contains the key {held} itself: --publish-key writes both, which is acceptable only for "
                            + "a sandbox's key"
                    )
                );
            else
                tests.Add(signed);
        }

        return (tests, untested);
    }

    private TestedCapture? SignAgain(TestedCapture given, CallbackTestKeys keys)
    {
        var test = given.Read();
        var isTimed =
            ReferenceEquals(test.Clock, TimeProvider.System)
            && keys.Feed.Definition.Proofs.Any(proof => proof.Time is not null || proof.CarriesPayload || proof.Scheme == "jwt");
        var at = isTimed ? DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()) : test.Clock.GetUtcNow();
        CallbackRequest signed;
        try
        {
            signed = new RequestSigner(keys, new StoppedClock(at)).Sign(test.Request, claims: null);
        }
        catch (ToolException)
        {
            return null;
        }

        var copy = (JsonObject)given.Test.DeepClone();
        Replace((JsonObject)copy["request"]!, signed);
        copy["keys"] = KeysOf(keys);
        if (isTimed)
            copy["now"] = Written(at);
        var again = given with { Test = copy };
        // Only a test that passed is written.
        return CallbackTestCases.Of(keys.Feed, again.Read()).All(one => one.FindFault() is null) ? again : null;
    }

    private static void Replace(JsonObject request, CallbackRequest signed)
    {
        if (request["url"] is { } url)
        {
            var (origin, _) = RequestHead.Split(url.GetValue<string>(), null);
            request["url"] = $"{origin}{signed.Path}{(signed.Query.Length > 0 ? "?" : "")}{signed.Query}";
        }
        else if (signed.Query.Length > 0)
        {
            request["query"] = signed.Query;
        }

        var headers = new JsonObject();
        foreach (var name in signed.Headers.Names)
            headers[name] = string.Join(", ", signed.Headers.GetValues(name));
        if (headers.Count > 0)
            request["headers"] = headers;
        if (signed.Body.Length > 0)
            request["body"] = Encoding.UTF8.GetString(signed.Body.Span);
    }

    private static JsonObject KeysOf(CallbackTestKeys keys)
    {
        var written = new JsonObject();
        foreach (var key in keys.Configured.GroupBy(key => key.Key, StringComparer.Ordinal))
            written[key.Key] = key.First().Value;
        return written;
    }

    private static Capture CaptureOf(TestedCapture test)
    {
        var request = test.Read().Request;
        return new()
        {
            Name = test.Capture.Name,
            Method = request.Method,
            Target = request.Query.Length > 0 ? $"{request.Path}?{request.Query}" : request.Path,
            Headers =
            [
                .. request.Headers.Names.SelectMany(name =>
                    request.Headers.GetValues(name).Select(value => new CaptureHeader(name, value ?? ""))
                ),
            ],
            Body = request.Body,
        };
    }

    private static JsonObject TestOf(int position, JsonObject request, JsonObject keys, DateTimeOffset? now, CallbackFeed feed)
    {
        var test = new JsonObject
        {
            ["name"] = $"Captured request {position + 1}",
            ["request"] = request,
            ["keys"] = keys.DeepClone(),
        };
        if (now is { } at)
            test["now"] = Written(at);
        test["expect"] = FeedVerdicts.WordOf(feed.Trust);
        return test;
    }

    private static string Written(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string? TextOf(Capture capture) => Utf8.IsValid(capture.Body.Span) ? Encoding.UTF8.GetString(capture.Body.Span) : null;

    /// <summary>
    /// Returns the time at which a request is verified: its arrival, or the signed time when the arrival is unknown or far from
    /// it.
    /// </summary>
    private static DateTimeOffset? NowOf(CapturedContent content, SchemeGuess guess)
    {
        var signed = guess.Timestamp is { } timestamp ? TimeAt(content, guess, timestamp["from"]!.GetValue<string>()) : null;
        return signed is null || (content.Capture.At is { } at && (at - signed.Value).Duration() < TimeSpan.FromMinutes(5))
            ? content.Capture.At
            : signed;
    }

    private static DateTimeOffset? TimeAt(CapturedContent content, SchemeGuess guess, string from)
    {
        var text = from.StartsWith("signature:", StringComparison.Ordinal)
            ? SignaturePlaces
                .Find(content)
                .SelectMany(places => places)
                .Where(place => place.From == guess.From && place.Format == "pairs")
                .SelectMany(place => place.Others)
                .FirstOrDefault(pair => $"signature:{pair.Name}" == from)
                .Value
            : SignaturePlaces.All(content).FirstOrDefault(place => place.From == from).Text;
        return text is null ? null : SignedTimes.Find(text)?.Time;
    }

    private static JsonObject RequestOf(CapturedContent content, string body, SchemeGuess guess, CallbackFeed feed)
    {
        var capture = content.Capture;
        var read = guess.Verify.ToJsonString();
        var request = new JsonObject { ["method"] = capture.Method.ToUpperInvariant() };
        if (PublicTest.ReadsAddress(feed, read))
            request["url"] = (capture.Origin ?? "https://example.test") + capture.Target;
        else if (capture.Query.Length > 0 && PublicTest.ReadsQuery(feed, read))
            request["query"] = capture.Query;
        var headers = new JsonObject();
        foreach (
            var group in capture
                .Headers.Where(header => PublicTest.ReadsHeader(read, header.Name))
                .GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
        )
            headers[group.Key] = string.Join(", ", group.Select(header => header.Text));
        if (body.Length > 0 && capture.Header("Content-Type") is null)
            headers["Content-Type"] = TypeOf(content.Content);
        if (headers.Count > 0)
            request["headers"] = headers;
        if (body.Length > 0)
            request["body"] = body;
        return request;
    }

    private static string TypeOf(string content) =>
        content switch
        {
            "json" => "application/json",
            "form" => "application/x-www-form-urlencoded",
            "xml" => "application/xml",
            _ => "text/plain",
        };
}
