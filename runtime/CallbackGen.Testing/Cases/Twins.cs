using System.Text;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Testing.Cases;

/// <summary>The twins of a genuine request that must be refused: each differs from it in one value that is signed.</summary>
internal static class Twins
{
    /// <summary>The twins.</summary>
    /// <param name="genuine">The case of the request.</param>
    /// <param name="test">The test of the schema, which the case is made of: its request may have been signed anew since.</param>
    public static IEnumerable<CallbackTestCase> Of(CallbackTestCase genuine, FeedTest test)
    {
        if (genuine.Feed.Trust == CallbackTrust.Received && !genuine.IsHandshake)
            yield break;
        foreach (var (old, replacement) in test.Tamper)
        {
            if (FeedTest.Tampered(genuine.Request, old, replacement) is { } request)
                yield return Twin(genuine, request, $"'{old}' became '{replacement}'");
            // The old signature is gone from a request that was signed anew. What never was there is a mistake, and shows nothing.
            else if (FeedTest.Tampered(test.Request, old, replacement) is null)
                yield return Unchanged(genuine, old, replacement);
        }

        // What cannot be verified has nothing that is covered; the case itself will say so. What a handshake repeats need not be signed.
        if (genuine.IsHandshake || !genuine.Verify().TryGetValue(out var messages, out _))
            yield break;
        var readings = messages.Select(ReadingOf).ToList();
        foreach (var text in PayloadText.Of(genuine.Feed, genuine.Request))
        {
            foreach (var leaf in text.Leaves)
            {
                if (Changed.Raw(text.RawOf(leaf), leaf.Type) is not { } raw)
                    continue;
                var twin = Twin(genuine, text.With(leaf, raw), $"{leaf.Pointer} changed");
                if (IsCovered(twin, text.InPayload(leaf), readings))
                    yield return twin;
            }
        }
    }

    /// <summary>
    /// Whether a changed value must be refused. It need not be where it is no part of what verification yields, or is marked
    /// there as unsigned. One that passes and yet changes a payload is kept, to fail.
    /// </summary>
    private static bool IsCovered(CallbackTestCase twin, string[]? inPayload, List<string> readings) =>
        !twin.Verify().TryGetValue(out var messages, out _)
        || (!messages.Select(ReadingOf).SequenceEqual(readings, StringComparer.Ordinal) && !IsUnsigned(twin.Feed.Definition, inPayload));

    private static bool IsUnsigned(CallbackFeedDefinition feed, string[]? inPayload) =>
        inPayload is not null
        && feed.UnsignedMembers.Select(JsonEditor.Segments)
            .Any(unsigned =>
                unsigned.Length <= inPayload.Length && unsigned.Zip(inPayload).All(pair => pair.First == "*" || pair.First == pair.Second)
            );

    private static string ReadingOf(CallbackMessage message) => Encoding.UTF8.GetString(message.ToJson());

    private static CallbackTestCase Unchanged(CallbackTestCase genuine, string old, string replacement) =>
        new($"{genuine.Name}; '{old}' became '{replacement}'", genuine.Feed, genuine.Request, genuine.Keys, genuine.Clock, isGenuine: false)
        {
            Mistake =
                $"changes nothing: '{old}' stands neither in the request's body nor in its query nor in a header; correct it in the test's \"tamper\"",
        };

    private static CallbackTestCase Twin(CallbackTestCase genuine, CallbackRequest request, string change) =>
        new($"{genuine.Name}; {change}", genuine.Feed, request, genuine.Keys, genuine.Clock, isGenuine: false);
}
