namespace CallbackGen.Inbox;

/// <summary>
/// Creates the rows of genuine but unreadable callbacks. Their event is unknown, so their identity is that of the request.
/// </summary>
internal static class UnreadCallback
{
    /// <summary>The item index of a row that represents the whole request.</summary>
    public const int WholeRequest = -1;

    /// <summary>Creates a row in quarantine.</summary>
    /// <param name="feed">The feed whose proof is valid.</param>
    /// <param name="request">The request.</param>
    /// <param name="rejection">Why it is unreadable. It contains no text of the request.</param>
    /// <param name="item">The unreadable item, or <see cref="WholeRequest"/>.</param>
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
            // The row has no facts, so it cannot conflict with another.
            ConflictId = id,
            Item = item,
            Quota = new(CallbackIdentity.QuarantineOf(feed, request), rows, per),
            Quarantine = rejection.ToString(),
        };
    }
}
