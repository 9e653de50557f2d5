namespace CallbackGen.Inbox.Sqlite;

/// <summary>Ends unreadable rows, and stores the callbacks that they contain.</summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
internal readonly struct SqliteReleasing(SqliteSession session, long now)
{
    /// <summary>Releases a claimed callback.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="callbacks">The callbacks that it contains.</param>
    /// <returns>The outcome of each; null when the lease has expired.</returns>
    public CallbackAcceptance[]? Run(CallbackClaim claim, IReadOnlyList<NewCallback> callbacks)
    {
        var request = session.ReadFirst(
            SqliteTables.GetRequest,
            reader => new Held(reader.GetInt64(0), reader.GetString(1)),
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now)
        );
        if (request is null)
            return null;
        // The request is already stored, so its content is not written again.
        var accepting = new SqliteAccepting(session, new() { Feed = request.Feed, Content = default }, now, request.Number);
        var outcomes = accepting.Run([.. callbacks.Select(callback => callback with { Quota = null })]);
        session.Execute(SqliteTables.Share, ("$id", SqliteId.Of(claim.Id)));
        session.Execute(
            SqliteTables.Record,
            ("$id", SqliteId.Of(claim.Id)),
            ("$now", now),
            ("$action", "release"),
            ("$actor", StoredRows.Worker)
        );
        new SqliteHandling(session, now).Complete(claim);
        return outcomes;
    }

    private sealed record Held(long Number, string Feed);
}
