namespace CallbackGen.Inbox.Sqlite;

/// <summary>Stores the callbacks of one request.</summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="request">The request.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
/// <param name="number">The number of the request if it is already stored and gets another callback; otherwise null.</param>
internal sealed class SqliteAccepting(SqliteSession session, StoredRequest request, long now, long? number = null)
{
    // Inserted when the first callback needs it: a request of duplicates inserts none.
    private long? _request = number;
    private readonly bool _isStored = number is not null;
    private bool _isShared;

    /// <summary>Stores all callbacks or none.</summary>
    /// <returns>The outcome of each.</returns>
    public CallbackAcceptance[] Run(IReadOnlyList<NewCallback> callbacks)
    {
        _isShared = _isStored || callbacks.Count > 1;
        var outcomes = new CallbackAcceptance[callbacks.Count];
        // The savepoint precedes the first callback, so that callbacks before the first exceeded quota are rolled back too.
        var isBounded = callbacks.Any(callback => callback.Quota is not null);
        if (isBounded)
            session.Execute(SqliteTables.Mark);
        for (var index = 0; index < callbacks.Count; index++)
        {
            outcomes[index] = Accept(callbacks[index]);
            if (outcomes[index] == CallbackAcceptance.OverQuota)
            {
                session.Execute(SqliteTables.BackToMark);
                Array.Fill(outcomes, CallbackAcceptance.OverQuota);
                break;
            }
        }

        if (isBounded)
            session.Execute(SqliteTables.Unmark);
        return outcomes;
    }

    private CallbackAcceptance Accept(NewCallback callback)
    {
        // Most callbacks are new, which the insertion itself detects.
        if (callback.Quota is null && TryAdd(callback, callback.Id, null))
            return CallbackAcceptance.Stored;
        if (
            session.ReadFirst(SqliteTables.GetFacts, reader => StoredRows.ReadKnown(reader), ("$id", SqliteId.Of(callback.Id)))
            is not { } known
        )
            return TryAdd(callback, callback.Id, null) ? CallbackAcceptance.Stored : CallbackAcceptance.OverQuota;
        if (CallbackFacts.Agree(known.Facts, callback.Facts))
        {
            var merged = CallbackFacts.Merge(known.Facts, callback.Facts);
            if (merged == known.Facts)
                session.Execute(SqliteTables.CountDuplicate, ("$id", SqliteId.Of(callback.Id)));
            else
                session.Execute(SqliteTables.AddFacts, ("$id", SqliteId.Of(callback.Id)), ("$facts", merged));
            return CallbackStates.AcceptAgain(known.State);
        }

        var isKept =
            session.Execute(SqliteTables.CountDuplicate, ("$id", SqliteId.Of(callback.ConflictId))) > 0
            || TryAdd(callback, callback.ConflictId, callback.Id);
        return isKept ? CallbackAcceptance.Conflict : CallbackAcceptance.OverQuota;
    }

    /// <returns>Whether it is stored: its id is new, and its quota is not used up.</returns>
    private bool TryAdd(NewCallback callback, string id, string? conflictsWith)
    {
        if (callback.Quota is { } quota && CountOf(quota) >= quota.Rows)
            return false;
        var added = session.Execute(
            SqliteTables.AddCallback,
            ("$id", SqliteId.Of(id)),
            ("$request", _request),
            ("$is_shared", _isShared),
            ("$item", callback.Item),
            ("$feed", request.Feed),
            ("$facts", callback.Facts),
            ("$seal", conflictsWith is null ? callback.Seal : callback.ConflictSeal),
            ("$order_key", callback.OrderKey),
            ("$conflicts_with", conflictsWith),
            ("$quota_group", callback.Quota?.Group),
            ("$quarantine", callback.Quarantine),
            ("$now", now)
        );
        if (added > 0)
            _request ??= AddRequest();
        return added > 0;
    }

    private long CountOf(CallbackQuota quota) =>
        session.ReadFirst(
            SqliteTables.CountGroup,
            reader => reader.GetInt64(0),
            ("$group", quota.Group),
            ("$since", now - (long)quota.Per.TotalMilliseconds),
            ("$rows", quota.Rows)
        );

    private long AddRequest() => session.Insert(SqliteTables.AddRequest, ("$keys", request.KeysId), ("$content", request.Content));
}
