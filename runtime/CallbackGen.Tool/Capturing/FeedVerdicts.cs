using CallbackGen.Testing;
using CallbackGen.Testing.Editing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Capturing;

/// <summary>A feed's verdict on a request.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="IsTaken">Whether the feed accepts the request, as a callback or as a handshake.</param>
/// <param name="IsHandshake">Whether the request is a handshake.</param>
/// <param name="Text">The verdict, for people.</param>
internal sealed record Verdict(CompiledFeed Feed, bool IsTaken, bool IsHandshake, string Text)
{
    /// <summary>Whether the request could not be verified, because a key is missing or cannot be used.</summary>
    public bool IsWithoutKey { get; init; }
}

/// <summary>Verifies requests with feeds.</summary>
/// <param name="feeds">The feeds.</param>
/// <param name="keys">The configured keys.</param>
/// <param name="publicUrl">The public URL, or null.</param>
/// <param name="areNamed">
/// Whether the user named the feeds, so that each has a verdict; otherwise only those that match the request.
/// </param>
internal sealed class FeedVerdicts(IReadOnlyList<CompiledFeed> feeds, ToolKeys keys, string? publicUrl, bool areNamed)
{
    private readonly List<(CompiledFeed Feed, KeysOfFeed Keys)> _feeds = [.. feeds.Select(feed => (feed, keys.Of(feed.Feed)))];

    /// <summary>Returns the verdicts of the feeds that match the request.</summary>
    /// <param name="capture">The request.</param>
    public IReadOnlyList<Verdict> Of(Capture capture)
    {
        var request = capture.ToRequest(publicUrl);
        return [.. _feeds.Select(feed => Of(feed.Feed, feed.Keys, capture, request)).OfType<Verdict>()];
    }

    /// <summary>
    /// Returns the response of the named feeds to a request: a handshake's answer, or a callback's acknowledgement.
    /// </summary>
    /// <param name="capture">The request.</param>
    /// <returns>The response; null when no feed accepts the request.</returns>
    public CallbackAcknowledgement? Answer(Capture capture)
    {
        if (!areNamed)
            return null;
        var request = capture.ToRequest(publicUrl);
        foreach (var (feed, own) in _feeds.Where(feed => feed.Keys.AreUsable))
        {
            if (
                new CallbackTestCase(capture.Name, feed.Feed, request, own.Keys, ClockOf(capture), isGenuine: true)
                    .Answer()
                    .TryGetValue(out var answer, out _)
            )
                return answer;
        }

        return null;
    }

    private Verdict? Of(CompiledFeed feed, KeysOfFeed own, Capture capture, CallbackRequest request)
    {
        // A feed without a signature accepts every request of its form: unless the user named the feed, such a verdict means
        // nothing.
        if (!areNamed && (feed.Feed.Trust == CallbackTrust.Received || !HasProof(feed.Feed.Definition, request)))
            return null;
        if (!own.AreUsable)
            return IsSelected(feed.Feed, request, own, capture)
                ? new(feed, false, false, $"may be meant, and cannot be verified: {own.Missing.Concat(own.Errors).First()}")
                {
                    IsWithoutKey = true,
                }
                : null;
        if (feed.Feed.AnswerChallenge(request, own.Keys, ClockOf(capture)) is { } handshake)
            return handshake.TryGetValue(out _, out var wrong)
                ? new(feed, true, true, "a handshake, which is answered")
                : new(feed, false, true, $"a handshake that is refused, {wrong}");
        if (feed.Feed.VerifyMessages(request, own.Keys, ClockOf(capture)).TryGetValue(out var messages, out var refused))
            return new(feed, true, false, WordOf(feed.Feed.Trust) + (messages.Count == 1 ? "" : $", {messages.Count} callbacks"));
        return
            areNamed
            || refused.Reason
                is not (
                    CallbackRejectionReason.MethodNotAllowed
                    or CallbackRejectionReason.UnsupportedContent
                    or CallbackRejectionReason.NotSelected
                )
            ? new(feed, false, false, $"refused, {refused}")
            : null;
    }

    /// <summary>
    /// Returns whether a request matches the <c>receive</c> and <c>select</c> of the feed's schema, which need no key.
    /// </summary>
    private bool IsSelected(CallbackFeed feed, CallbackRequest request, KeysOfFeed own, Capture capture) =>
        areNamed
        || feed.VerifyMessages(request, own.Keys, ClockOf(capture)).Rejection
            is not
            {
                Reason: CallbackRejectionReason.MethodNotAllowed
                    or CallbackRejectionReason.UnsupportedContent
                    or CallbackRejectionReason.NotSelected
            };

    /// <summary>Returns whether the request has a value at the source of the feed's signature.</summary>
    private static bool HasProof(CallbackFeedDefinition feed, CallbackRequest request)
    {
        if (request.Body.Length > feed.MaxBodyBytes)
            return false;
        try
        {
            var draft = new RequestDraft(feed, request);
            var item = feed.HasItems ? 0 : -1;
            return feed.Proofs.Any(proof =>
                draft.Read(proof.From, item) is { Length: > 0 } found && found.StartsWith(proof.Prefix, StringComparison.Ordinal)
            );
        }
        catch (CallbackSigningException)
        {
            // The feed does not accept the body's content.
            return false;
        }
    }

    private static TimeProvider ClockOf(Capture capture) => capture.ClockOr(TimeProvider.System);

    /// <summary>Returns a trust level as schemas write it.</summary>
    public static string WordOf(CallbackTrust trust) =>
        trust switch
        {
            CallbackTrust.Verified => "verified",
            CallbackTrust.Authenticated => "authenticated",
            _ => "received",
        };
}
