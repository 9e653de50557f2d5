namespace CallbackGen.Inbox.Sqlite;

/// <summary>Ends callbacks that nobody had read, and stores what they turned out to be.</summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
internal readonly struct SqliteReleasing(SqliteSession session, long now)
{
    /// <summary>Releases a claimed callback.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="callbacks">What it turned out to be.</param>
    /// <returns>What became of each; null when the lease has run out.</returns>
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
        // The request is there: nothing of it is written again.
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
