using System.Text;
using CallbackGen.Testing.Editing;

namespace CallbackGen.Testing.Cases;

/// <summary>
/// Creates the tampered twins of a genuine request: copies that differ from it in one signed value, and must be rejected.
/// </summary>
internal static class Twins
{
    /// <summary>Returns the tampered twins.</summary>
    /// <param name="genuine">The case of the request.</param>
    /// <param name="test">The schema's test from which the case was created; the case's request may have been signed anew.</param>
    public static IEnumerable<CallbackTestCase> Of(CallbackTestCase genuine, FeedTest test)
    {
        if (genuine.Feed.Trust == CallbackTrust.Received && !genuine.IsHandshake)
            yield break;
        foreach (var (old, replacement) in test.Tamper)
        {
            if (FeedTest.Tampered(genuine.Request, old, replacement) is { } request)
                yield return Twin(genuine, request, $"'{old}' became '{replacement}'");
            // A request that was signed anew no longer contains the old signature. A text that the original does not contain is a mistake.
            else if (FeedTest.Tampered(test.Request, old, replacement) is null)
                yield return Unchanged(genuine, old, replacement);
        }

        // Without a valid result, no member is known to be covered; the case itself reports that. A handshake may repeat unsigned values.
        if (genuine.IsHandshake || !genuine.Verify().TryGetValue(out var messages, out _))
            yield break;
        var readings = messages.Select(ReadingOf).ToList();
        foreach (var text in ValueText.Of(genuine.Feed, genuine.Request))
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
    /// Whether a changed value must be rejected: not if it does not affect the verified payload, or is marked as unsigned. A twin
    /// that passes and changes the payload is included, so that it fails.
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
                $"changes nothing: '{old}' occurs neither in the request's body nor in its query nor in a header; correct it in the "
                + "test's \"tamper\"",
        };

    private static CallbackTestCase Twin(CallbackTestCase genuine, CallbackRequest request, string change) =>
        new($"{genuine.Name}; {change}", genuine.Feed, request, genuine.Keys, genuine.Clock, isGenuine: false);
}
