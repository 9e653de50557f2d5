namespace CallbackGen.Inbox.Sqlite;

/// <summary>Claims callbacks for workers, and ends or returns the claims.</summary>
/// <param name="session">The session, in a transaction.</param>
/// <param name="now">The time, in milliseconds since 1970.</param>
internal readonly struct SqliteHandling(SqliteSession session, long now)
{
    /// <summary>Claims due callbacks.</summary>
    public IReadOnlyList<ClaimedCallback> Claim(int limit, long lease)
    {
        session.Execute(SqliteTables.TakeBack, ("$now", now));
        var claimed = session.ReadAll(
            SqliteTables.Claim,
            reader => reader.GetInt64(0),
            ("$now", now),
            ("$lease", now + lease),
            ("$limit", limit)
        );
        if (claimed.Count < limit)
            claimed.AddRange(
                session.ReadAll(
                    SqliteTables.ClaimParked,
                    reader => reader.GetInt64(0),
                    ("$now", now),
                    ("$lease", now + lease),
                    ("$limit", limit - claimed.Count)
                )
            );
        if (claimed.Count == 0)
            return [];
        // An UPDATE returns its rows in no defined order.
        return session.ReadAll<ClaimedCallback>(
            SqliteTables.GetClaimed,
            StoredRows.ReadClaimed,
            ("$seqs", SqliteJson.Array(claimed)),
            ("$largest", RequestContent.Largest)
        );
    }

    /// <summary>Extends a lease.</summary>
    public bool Renew(CallbackClaim claim, long lease) =>
        session.Execute(SqliteTables.Renew, ("$id", SqliteId.Of(claim.Id)), ("$fence", claim.Fence), ("$now", now), ("$lease", now + lease))
        == 1;

    /// <summary>Ends a claimed callback as handled, and promotes the next one of its order.</summary>
    public bool Complete(CallbackClaim claim)
    {
        if (session.Execute(SqliteTables.Complete, ("$id", SqliteId.Of(claim.Id)), ("$fence", claim.Fence), ("$now", now)) == 0)
            return false;
        Promote(claim.Id);
        return true;
    }

    /// <summary>Returns a claimed callback to be retried later.</summary>
    public bool SendBack(CallbackClaim claim, long wait, string reason) =>
        session.Execute(
            SqliteTables.SendBack,
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now),
            ("$due", now + wait),
            ("$reason", reason)
        ) == 1;

    /// <summary>Returns a claimed callback that was not tried.</summary>
    public bool Return(CallbackClaim claim, long wait, string reason) =>
        session.Execute(
            SqliteTables.Return,
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now),
            ("$due", now + wait),
            ("$reason", reason)
        ) == 1;

    /// <summary>Parks a claimed callback until a program has a handler for it.</summary>
    public bool Park(CallbackClaim claim, long wait, string reason) =>
        session.Execute(
            SqliteTables.Park,
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now),
            ("$due", now + wait),
            ("$reason", reason)
        ) == 1;

    /// <summary>Sets a claimed callback aside until an operator acts.</summary>
    public bool SetAside(CallbackClaim claim, CallbackState state, string reason) =>
        session.Execute(
            SqliteTables.SetAside,
            ("$id", SqliteId.Of(claim.Id)),
            ("$fence", claim.Fence),
            ("$now", now),
            ("$state", (int)state),
            ("$reason", reason)
        ) == 1;

    /// <summary>Makes the next callback of an order due when its predecessor has ended.</summary>
    public void Promote(string id) => session.Execute(SqliteTables.PromoteNext, ("$id", SqliteId.Of(id)), ("$now", now));
}
