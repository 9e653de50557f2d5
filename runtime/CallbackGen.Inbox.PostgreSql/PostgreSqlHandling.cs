using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Claims callbacks for workers, and ends or returns the claims.</summary>
/// <param name="database">The database.</param>
/// <param name="effects">Runs effects.</param>
internal sealed class PostgreSqlHandling(PostgreSqlDatabase database, PostgreSqlEffects effects)
{
    private const string TakeBack = $"""
        UPDATE callback SET state = 2, due = {Now}, last_failure = 'the lease ran out'
        WHERE seq = ANY (ARRAY (SELECT seq FROM callback WHERE state = 3 AND lease <= {Once} FOR UPDATE SKIP LOCKED))
        """;

    // By arrays of numbers, which are index lookups however large the tables are. Parked callbacks are claimed only if slots are
    // left. If the request is missing, or larger than any stored request can be, the content is empty, so that the callback is set aside.
    private const string Lend = $"""
        WITH waiting AS MATERIALIZED (
          SELECT seq FROM callback WHERE state = 2 AND due <= {Once} ORDER BY due, seq LIMIT $1 FOR UPDATE SKIP LOCKED),
        parked AS MATERIALIZED (
          SELECT seq FROM callback WHERE state = 9 AND due <= {Once}
          ORDER BY due, seq LIMIT $1 - (SELECT count(*) FROM waiting) FOR UPDATE SKIP LOCKED),
        claimed AS (
          UPDATE callback SET state = 3, lease = {Now} + $2, fence = {NextFence}, attempts = greatest(0, least(attempts, 2147483646)) + 1
          WHERE seq = ANY (ARRAY (SELECT seq FROM waiting UNION ALL SELECT seq FROM parked))
          RETURNING seq, id, fence, attempts, item, is_unread, seal, conflicts_with, request, feed, order_key)
        SELECT
          encode(c.id, 'hex'), c.fence, c.attempts, c.item, c.seal, encode(c.conflicts_with, 'hex'), coalesce(c.request, 0), c.feed, r.keys,
          CASE WHEN octet_length(r.content) <= $3 THEN r.content ELSE '' END, c.is_unread, c.order_key,
          EXISTS (SELECT 1 FROM callback_keys k WHERE k.id = r.keys AND k.revoked_at IS NOT NULL)
        FROM claimed c LEFT JOIN callback_request r ON r.request = c.request
        ORDER BY c.seq
        """;

    /// <summary>The condition that the claim is valid and its lease has not expired.</summary>
    public const string Mine = $"WHERE id = $1 AND fence = $2 AND state = 3 AND lease > {Now}";

    private const string Prolong = $"UPDATE callback SET lease = {Now} + $3 {Mine} RETURNING true";

    private const string Finish =
        $"UPDATE callback SET state = 4, ended_at = {Now} {Mine} RETURNING seq, feed, order_key, conflicts_with IS NOT NULL";

    private const string SendBack = $"UPDATE callback SET state = 2, due = {Now} + $3, last_failure = $4 {Mine} RETURNING true";

    private const string Return =
        $"UPDATE callback SET state = 2, due = {Now} + $3, attempts = attempts - 1, last_failure = $4 {Mine} RETURNING true";

    private const string Park =
        $"UPDATE callback SET state = 9, due = {Now} + $3, attempts = attempts - 1, last_failure = $4 {Mine} RETURNING true";

    private const string FindParked = $"SELECT seq FROM callback WHERE state = 9 AND due > {Once} AND feed = ANY ($1) ORDER BY seq";

    private const string Wake = $"""
        UPDATE callback SET due = {Once}
        WHERE seq = ANY (ARRAY (SELECT seq FROM callback WHERE seq = ANY ($1) AND state = 9 FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>
    /// The number of callbacks that are woken per transaction, so that other transactions do not wait for all of them.
    /// </summary>
    private const int WokenTogether = 500;

    private const string SetAside = $"UPDATE callback SET state = $4, last_failure = $3 {Mine} RETURNING true";

    /// <summary>See <see cref="ICallbackStore.ClaimAsync"/>.</summary>
    public async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.CommitAsync(
            reader => PostgreSqlSession.RowsAsync(reader, StoredRows.ReadClaimed, cancellationToken),
            cancellationToken,
            new(TakeBack),
            new(Lend, (long)limit, Milliseconds(lease), RequestContent.Largest)
        );

    /// <summary>See <see cref="ICallbackStore.RenewAsync"/>.</summary>
    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        ChangeAsync(new(Prolong, PostgreSqlId.Of(claim.Id), claim.Fence, Milliseconds(lease)), cancellationToken);

    /// <summary>See <see cref="ICallbackStore.FailAsync"/>.</summary>
    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(
            wait is { } again
                ? new(SendBack, PostgreSqlId.Of(claim.Id), claim.Fence, Milliseconds(again), reason)
                : new(SetAside, PostgreSqlId.Of(claim.Id), claim.Fence, reason, (short)CallbackState.Dead),
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.QuarantineAsync"/>.</summary>
    public Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(new(SetAside, PostgreSqlId.Of(claim.Id), claim.Fence, reason, (short)CallbackState.Quarantined), cancellationToken);

    /// <summary>See <see cref="ICallbackStore.ReturnAsync"/>.</summary>
    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(new(Return, PostgreSqlId.Of(claim.Id), claim.Fence, Milliseconds(wait), reason), cancellationToken);

    /// <summary>See <see cref="ICallbackStore.ParkAsync"/>.</summary>
    public Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        ChangeAsync(new(Park, PostgreSqlId.Of(claim.Id), claim.Fence, Milliseconds(wait), reason), cancellationToken);

    /// <summary>See <see cref="ICallbackStore.WakeAsync"/>.</summary>
    public async Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken)
    {
        // As object: an array of texts would be expanded into several values.
        object names = feeds.ToArray();
        var parked = await database.RunAsync(
            session => session.ListAsync(reader => reader.GetInt64(0), cancellationToken, new PostgreSqlStatement(FindParked, names)),
            null,
            cancellationToken
        );
        var woken = 0L;
        foreach (var batch in parked.Chunk(WokenTogether))
            woken += await database.RunAsync(
                session => session.ExecuteAsync(cancellationToken, new PostgreSqlStatement(Wake, batch)),
                null,
                cancellationToken
            );
        return woken;
    }

    /// <summary>See <see cref="ICallbackStore.CommitAsync(CallbackClaim, CallbackEffect, CancellationToken)"/>.</summary>
    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken) =>
        database.RunAsync(
            async session =>
            {
                // First, so that an effect whose lease has expired does not begin.
                if (await CompleteAsync(session, claim, cancellationToken) is not { } callback)
                    return false;
                if (effect is not null)
                    await effects.RunAsync(effect, session.Transaction);
                await PromoteAsync(session, callback, cancellationToken);
                return true;
            },
            isDone => isDone,
            cancellationToken
        );

    /// <summary>Ends a claimed callback as handled.</summary>
    /// <returns>The callback, or null when the lease has expired.</returns>
    public static Task<HandledCallback?> CompleteAsync(
        PostgreSqlSession session,
        CallbackClaim claim,
        CancellationToken cancellationToken
    ) =>
        session.FirstAsync(
            HandledCallback.Read,
            cancellationToken,
            new PostgreSqlStatement(Finish, PostgreSqlId.Of(claim.Id), claim.Fence)
        );

    /// <summary>
    /// Makes the next callback of an order due. It runs after the effect, so that new callbacks of the order are accepted without
    /// waiting for the effect.
    /// </summary>
    public static async Task PromoteAsync(PostgreSqlSession session, HandledCallback callback, CancellationToken cancellationToken)
    {
        if (callback.OrderKey is not { } order)
            return;
        await session.ExecuteAsync(cancellationToken, LockOrder(callback.Feed, order), new(PromoteNext, callback.Feed, order));
    }

    /// <summary>Returns a command that waits for the lock of an order.</summary>
    public static PostgreSqlStatement LockOrder(string feed, string key) =>
        new(WaitForLocks, new[] { PostgreSqlLock.OfOrder(feed, key).Number });

    private Task<bool> ChangeAsync(PostgreSqlStatement statement, CancellationToken cancellationToken) =>
        database.CommitAsync(reader => reader.ReadAsync(cancellationToken), cancellationToken, statement);

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}

/// <summary>A callback that has ended.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Feed">Its feed.</param>
/// <param name="OrderKey">Its ordering key, or null.</param>
/// <param name="IsReleased">Whether it contradicted another one before an operator released it.</param>
internal sealed record HandledCallback(long Seq, string Feed, string? OrderKey, bool IsReleased)
{
    /// <summary>Reads a row.</summary>
    public static HandledCallback Read(Npgsql.NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetBoolean(3));
}
