using CallbackGen.Testing;
using CallbackGen.Testing.Editing;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Capturing;

/// <summary>What a feed says of a request.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="IsTaken">Whether it takes it, as a callback or as a handshake.</param>
/// <param name="IsHandshake">Whether it is a handshake.</param>
/// <param name="Text">The verdict, for people.</param>
internal sealed record Verdict(CompiledFeed Feed, bool IsTaken, bool IsHandshake, string Text)
{
    /// <summary>Whether it could not be asked, because a key is missing or cannot be used.</summary>
    public bool IsWithoutKey { get; init; }
}

/// <summary>Asks feeds about requests.</summary>
/// <param name="feeds">The feeds.</param>
/// <param name="keys">The configured keys.</param>
/// <param name="publicUrl">The public URL, or null.</param>
/// <param name="areNamed">Whether the user named the feeds, so that each says something; otherwise only those that could be meant.</param>
internal sealed class FeedVerdicts(IReadOnlyList<CompiledFeed> feeds, ToolKeys keys, string? publicUrl, bool areNamed)
{
    private readonly List<(CompiledFeed Feed, KeysOfFeed Keys)> _feeds = [.. feeds.Select(feed => (feed, keys.Of(feed.Feed)))];

    /// <summary>The verdicts of the feeds that could be meant.</summary>
    /// <param name="capture">The request.</param>
    public IReadOnlyList<Verdict> Of(Capture capture)
    {
        var request = capture.ToRequest(publicUrl);
        return [.. _feeds.Select(feed => Of(feed.Feed, feed.Keys, capture, request)).OfType<Verdict>()];
    }

    /// <summary>What a request is answered by the feeds that were named: a handshake's answer, or a callback's acknowledgement.</summary>
    /// <param name="capture">The request.</param>
    /// <returns>The answer; null where no feed takes the request.</returns>
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
        // What signs nothing takes whatever has its form: that says nothing where nobody asked for it.
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

    /// <summary>Whether a request is one of the feed's by what its schema's <c>receive</c> and <c>select</c> say, for which no key is needed.</summary>
    private bool IsSelected(CallbackFeed feed, CallbackRequest request, KeysOfFeed own, Capture capture) =>
        areNamed
        || feed.VerifyMessages(request, own.Keys, ClockOf(capture)).Rejection
            is not {
                Reason: CallbackRejectionReason.MethodNotAllowed
                    or CallbackRejectionReason.UnsupportedContent
                    or CallbackRejectionReason.NotSelected
            };

    /// <summary>Whether something stands where the feed's signature does.</summary>
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
            // The body is not what the feed receives.
            return false;
        }
    }

    private static TimeProvider ClockOf(Capture capture) => capture.ClockOr(TimeProvider.System);

    /// <summary>A rung of trust as schemas write it.</summary>
    public static string WordOf(CallbackTrust trust) =>
        trust switch
        {
            CallbackTrust.Verified => "verified",
            CallbackTrust.Authenticated => "authenticated",
            _ => "received",
        };
}
