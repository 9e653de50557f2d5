using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The feeds that share one address. The feed of a request is selected from unverified bytes, so the selection proves nothing: the selected
/// feed verifies the request from the beginning.
/// </summary>
public sealed class CallbackFeedGroup
{
    /// <summary>Creates a group of feeds.</summary>
    /// <param name="feeds">The feeds; a request goes to the first feed that selects it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feeds"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="feeds"/> is empty.</exception>
    public CallbackFeedGroup(params IEnumerable<CallbackFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        Feeds = [.. feeds];
        if (Feeds.Count == 0)
            throw new ArgumentException("A group has at least one feed.", nameof(feeds));
    }

    /// <summary>The feeds, in the order in which they are tried.</summary>
    public IReadOnlyList<CallbackFeed> Feeds { get; }

    /// <summary>Finds the feed of a request. In a feed of items, the first item decides.</summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="rejection">
    /// The reason why there is no feed: the method or content when no feed accepts it, otherwise
    /// <see cref="CallbackRejectionReason.NotSelected"/>, or the reason why the request cannot be parsed.
    /// </param>
    /// <returns>The feed, or <see langword="null"/>. Hostile input never throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public CallbackFeed? Select(CallbackRequest request, out CallbackRejection? rejection)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var verification = CallbackVerification.Open(request, TimeProvider.System);
        return SelectOpen(verification, out rejection);
    }

    /// <summary>
    /// Does the same as <see cref="Select"/> for a verification that is already open, so that all feeds share one parsed request.
    /// </summary>
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

        // When no feed selects the request, it may still belong to a feed whose schema has errors or whose body limit is smaller: report
        // that first.
        rejection =
            notUsable
            ?? (isAccepted ? notRead : notAccepted)
            ?? new CallbackRejection(CallbackRejectionReason.NotSelected, "", "belongs to no feed at this address");
        return null;
    }

    private static bool Selects(CallbackFeed feed, CallbackVerification verification) =>
        (!verification.HasItems || (verification.ReadItems(out var count) && (count == 0 || verification.SelectItem(0))))
        && feed.Selects(verification)
        && verification.Rejection is null;
}
