namespace CallbackGen.Inbox;

/// <summary>Makes the rows of what is genuine and cannot be read: nothing of it says which event it tells, so that its request is its identity.</summary>
internal static class UnreadCallback
{
    /// <summary>The item of a row that stands for the whole request.</summary>
    public const int WholeRequest = -1;

    /// <summary>Makes a row in quarantine.</summary>
    /// <param name="feed">The feed whose proof holds.</param>
    /// <param name="request">The request.</param>
    /// <param name="rejection">Why it cannot be read. It holds no text of the request.</param>
    /// <param name="item">The item that cannot be read, or <see cref="WholeRequest"/>.</param>
    /// <param name="options">How the feed is stored.</param>
    public static NewCallback Of(
        CallbackFeed feed,
        ArrivedRequest request,
        CallbackRejection rejection,
        int item,
        CallbackStoreOptions options
    )
    {
        var id = CallbackIdentity.Unread(feed, request, item);
        var (rows, per) = options.QuarantineBound;
        return new()
        {
            Id = id,
            // It has no facts that another could contradict.
            ConflictId = id,
            Item = item,
            Quota = new(CallbackIdentity.QuarantineOf(feed, request), rows, per),
            Quarantine = rejection.ToString(),
        };
    }
}
