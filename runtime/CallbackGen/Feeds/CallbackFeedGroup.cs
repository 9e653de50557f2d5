using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The feeds that arrive at one address. Which of them a request is of is read from bytes that nobody verified, so the
/// choice proves nothing: the chosen feed verifies the request from scratch.
/// </summary>
public sealed class CallbackFeedGroup
{
    /// <summary>Groups feeds.</summary>
    /// <param name="feeds">The feeds; the first that takes a request gets it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feeds"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="feeds"/> is empty.</exception>
    public CallbackFeedGroup(params IEnumerable<CallbackFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        Feeds = [.. feeds];
        if (Feeds.Count == 0)
            throw new ArgumentException("A group has at least one feed.", nameof(feeds));
    }

    /// <summary>The feeds, in the order in which they are asked.</summary>
    public IReadOnlyList<CallbackFeed> Feeds { get; }

    /// <summary>Finds the feed that a request is of. In a feed of items, the first item tells.</summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="rejection">Why there is none: how it arrives when no feed arrives so, otherwise <see cref="CallbackRejectionReason.NotSelected"/>, or why it cannot be read.</param>
    /// <returns>The feed, or <see langword="null"/>. Hostile input never throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public CallbackFeed? Select(CallbackRequest request, out CallbackRejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var verification = CallbackVerification.Open(request, TimeProvider.System);
        return SelectOpen(verification, out rejection);
    }

    /// <summary>The same for a request that is open already: all feeds look at what is read once.</summary>
    internal CallbackFeed? SelectOpen(CallbackVerification verification, out CallbackRejection? rejection)
    {
        CallbackRejection? notAccepted = null;
        CallbackRejection? notUsable = null;
        CallbackRejection? notRead = null;
        var isAccepted = false;
        foreach (var feed in Feeds)
        {
            verification.TurnTo(feed.Definition, CallbackKeys.Empty);
            if (!verification.Accept())
            {
                notAccepted ??= verification.Rejection;
                notUsable ??=
                    feed.Definition.HasErrors || verification.Rejection is { Reason: CallbackRejectionReason.BodyTooLarge }
                        ? verification.Rejection
                        : null;
                continue;
            }

            isAccepted = true;
            if (Selects(feed, verification))
            {
                verification.Chosen = feed.Definition;
                rejection = null;
                return feed;
            }

            notRead ??= verification.Rejection;
        }

        // Of what no other feed takes, nobody can say that it is not of one whose schema has errors, or which takes no body as large.
        rejection =
            notUsable
            ?? (isAccepted ? notRead : notAccepted)
            ?? new CallbackRejection(CallbackRejectionReason.NotSelected, "", "is of no feed that arrives at this address");
        return null;
    }

    private static bool Selects(CallbackFeed feed, CallbackVerification verification) =>
        (!verification.HasItems || (verification.ReadItems(out var count) && (count == 0 || verification.SelectItem(0))))
        && feed.Selects(verification)
        && verification.Rejection is null;
}
