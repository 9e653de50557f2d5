namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// Decides whether a confirmed event has its effect, and writes the inbox's own rows before the effect, so that a duplicate effect
/// does not begin.
/// </summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="confirmed">The event.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
internal readonly struct SqliteConfirming(SqliteSession session, ConfirmedEvent confirmed, long now)
{
    private SqliteHandling Handling => new(session, now);

    /// <summary>Ends a claimed callback with the event.</summary>
    /// <returns>The outcome; the effect runs only for <see cref="CallbackCommit.Committed"/>.</returns>
    public CallbackCommit Commit(CallbackClaim claim)
    {
        var isReleased = session.ReadFirst<bool?>(
            SqliteTables.GetClaim,
            reader => !reader.IsDBNull(0),
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now)
        );
        if (isReleased is not { } released)
            return CallbackCommit.LeaseLost;
        var commit = Record(released ? confirmed.ConflictId : confirmed.Id, claim.Id);
        if (commit != CallbackCommit.Conflict)
        {
            Handling.Complete(claim);
            return commit;
        }

        session.Execute(
            SqliteTables.Contradict,
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now),
            ("$conflicts_with", confirmed.Id)
        );
        Handling.Promote(claim.Id);
        return commit;
    }

    /// <summary>Commits the event without a callback.</summary>
    /// <returns>The outcome; the effect runs only for <see cref="CallbackCommit.Committed"/>.</returns>
    public CallbackCommit Commit() => confirmed.IsCallbackId ? CommitRow() : Record(confirmed.Id, null);

    /// <summary>Commits an event that the signature proves, whose id is that of its callback's row.</summary>
    private CallbackCommit CommitRow()
    {
        var row = session.ReadFirst(
            SqliteTables.GetState,
            reader => new Row(StoredRows.ReadState(reader, 0), reader.GetString(1)),
            ("$id", SqliteId.Of(confirmed.Id))
        );
        if (row is null)
        {
            session.Execute(
                SqliteTables.AddHandled,
                ("$id", SqliteId.Of(confirmed.Id)),
                ("$feed", confirmed.Feed),
                ("$facts", confirmed.Facts),
                ("$now", now)
            );
            return CallbackCommit.Committed;
        }

        if (!CallbackFacts.Agree(row.Facts, confirmed.Facts))
            return CallbackCommit.Conflict;
        if (CallbackStates.CommitAgain(row.State) is { } ended)
            return ended;
        session.Execute(SqliteTables.Handle, ("$id", SqliteId.Of(confirmed.Id)), ("$now", now));
        Handling.Promote(confirmed.Id);
        return CallbackCommit.Committed;
    }

    /// <summary>
    /// Stores the id of an effect, unless it is stored already: by another callback, or by this one before an operator replayed it.
    /// </summary>
    private CallbackCommit Record(string id, string? callback)
    {
        if (
            session.Execute(
                SqliteTables.AddEffect,
                ("$id", SqliteId.Of(id)),
                ("$feed", confirmed.Feed),
                ("$facts", confirmed.Facts),
                ("$callback", SqliteId.Of(callback)),
                ("$now", now)
            ) == 1
        )
            return CallbackCommit.Committed;
        var before = session.ReadFirst(
            SqliteTables.GetEffect,
            reader => new Effect(reader.GetString(0), reader.GetBoolean(1)),
            ("$id", SqliteId.Of(id)),
            ("$callback", SqliteId.Of(callback))
        )!;
        if (before.IsOfCallback)
            return CallbackCommit.Committed;
        if (!CallbackFacts.Agree(before.Facts, confirmed.Facts))
            return CallbackCommit.Conflict;
        if (CallbackFacts.Merge(before.Facts, confirmed.Facts) is var merged && merged != before.Facts)
            session.Execute(SqliteTables.SetEffectFacts, ("$id", SqliteId.Of(id)), ("$facts", merged));
        return CallbackCommit.Duplicate;
    }

    private sealed record Row(CallbackState State, string Facts);

    private sealed record Effect(string Facts, bool IsOfCallback);
}
