using Npgsql;
using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Commits events that a provider's own API confirmed, each once.</summary>
/// <param name="database">The database.</param>
/// <param name="effects">Runs effects.</param>
internal sealed class PostgreSqlConfirming(PostgreSqlDatabase database, PostgreSqlEffects effects)
{
    // A transaction that inserts the same id concurrently waits here for the end of the other one, and sees its result.
    private const string AddEffect = $"""
        INSERT INTO callback_effect (id, feed, facts, callback, at) VALUES ($1, $2, $3, $4, {Now})
        ON CONFLICT (id) DO NOTHING RETURNING facts, callback, true
        """;

    private const string GetEffect = "SELECT facts, callback, false FROM callback_effect WHERE id = $1";

    private const string SetEffectFacts = "UPDATE callback_effect SET facts = $2 WHERE id = $1 AND facts = $3";

    private const string Contradict = "UPDATE callback SET state = 6, ended_at = NULL, conflicts_with = $2 WHERE seq = $1";

    private const string GetRow = """
        SELECT
          seq, feed, order_key, state, coalesce((SELECT facts FROM callback_duplicate d WHERE d.id = callback.id), facts)
        FROM callback WHERE id = $1
        """;

    private const string LockRow = $"{GetRow} FOR UPDATE";

    private const string TryLockRow = $"{GetRow} FOR UPDATE NOWAIT";

    private const string AddHandled = $"""
        INSERT INTO callback (id, item, feed, facts, state, due, accepted_at, ended_at) VALUES ($1, 0, $2, $3, 4, {Now}, {Now}, {Now})
        RETURNING seq, feed, order_key, state, facts
        """;

    private const string Handle = $"UPDATE callback SET state = 4, fence = {NextFence}, ended_at = {Now} WHERE seq = $1";

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>See <see cref="ICallbackStore.CommitAsync(CallbackClaim, ConfirmedEvent, CallbackEffect, CancellationToken)"/>.</summary>
    public Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync(
            async session =>
            {
                if (await PostgreSqlHandling.CompleteAsync(session, claim, cancellationToken) is not { } callback)
                    return CallbackCommit.LeaseLost;
                // A callback that an operator has released contradicts the event, and is an event of its own.
                var id = callback.IsReleased ? confirmed.ConflictId : confirmed.Id;
                var outcome = await RecordAsync(session, id, confirmed, callback.Seq, cancellationToken);
                if (outcome == CallbackCommit.Conflict)
                    await session.ExecuteAsync(
                        cancellationToken,
                        new PostgreSqlStatement(Contradict, callback.Seq, PostgreSqlId.Of(confirmed.Id))
                    );
                else if (outcome == CallbackCommit.Committed)
                    await effects.RunAsync(effect, session.Transaction);
                await PostgreSqlHandling.PromoteAsync(session, callback, cancellationToken);
                return outcome;
            },
            outcome => outcome != CallbackCommit.LeaseLost,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.CommitAsync(ConfirmedEvent, CallbackEffect, CancellationToken)"/>.</summary>
    public async Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var outcome = await database.RunAsync(
                    session =>
                        confirmed.IsCallbackId
                            ? CommitRowAsync(session, confirmed, effect, cancellationToken)
                            : CommitIdAsync(session, confirmed, effect, cancellationToken),
                    outcome => outcome is CallbackCommit.Committed or CallbackCommit.Duplicate,
                    cancellationToken
                );
                if (outcome is { } done)
                    return done;
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable) { }

            // The callback has changed meanwhile, or another transaction has locked it.
            await Task.Delay(Moment, cancellationToken);
        }
    }

    /// <summary>Commits an event whose id is not that of its callbacks.</summary>
    private async Task<CallbackCommit?> CommitIdAsync(
        PostgreSqlSession session,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        var outcome = await RecordAsync(session, confirmed.Id, confirmed, null, cancellationToken);
        if (outcome == CallbackCommit.Committed)
            await effects.RunAsync(effect, session.Transaction);
        return outcome;
    }

    /// <summary>Commits an event, and ends its callback as handled.</summary>
    /// <returns>The outcome; null when the callback has changed meanwhile and must be read again.</returns>
    private async Task<CallbackCommit?> CommitRowAsync(
        PostgreSqlSession session,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        var row = await FindAsync(session, GetRow, confirmed.Id, cancellationToken);
        var isAdded = false;
        if (row is null)
        {
            await session.ExecuteAsync(
                cancellationToken,
                new PostgreSqlStatement(WaitForLocks, new[] { PostgreSqlLock.OfId(PostgreSqlId.Of(confirmed.Id)).Number })
            );
            row = await FindAsync(session, GetRow, confirmed.Id, cancellationToken);
            isAdded = row is null;
            row ??= await session.FirstAsync(
                Row.Read,
                cancellationToken,
                new PostgreSqlStatement(AddHandled, PostgreSqlId.Of(confirmed.Id), confirmed.Feed, confirmed.Facts)
            );
        }

        if (!CallbackFacts.Agree(row!.Facts, confirmed.Facts))
            return CallbackCommit.Conflict;
        if (!isAdded)
        {
            row = await HoldAsync(session, row, confirmed.Id, cancellationToken);
            if (row is null)
                return null;
            if (CallbackStates.CommitAgain(row.State) is { } ended)
                return ended;
            await session.ExecuteAsync(cancellationToken, new PostgreSqlStatement(Handle, row.Callback.Seq));
        }

        await effects.RunAsync(effect, session.Transaction);
        await PostgreSqlHandling.PromoteAsync(session, row.Callback, cancellationToken);
        return CallbackCommit.Committed;
    }

    /// <summary>Locks a row. A queued row is locked together with its order, because it could be promoted meanwhile.</summary>
    /// <returns>The current row; null when it has changed meanwhile.</returns>
    private static async Task<Row?> HoldAsync(PostgreSqlSession session, Row row, string id, CancellationToken cancellationToken)
    {
        if (row.State != CallbackState.Queued)
            return await FindAsync(session, LockRow, id, cancellationToken) is { State: not CallbackState.Queued } held ? held : null;
        await session.ExecuteAsync(cancellationToken, PostgreSqlHandling.LockOrder(row.Callback.Feed, row.Callback.OrderKey!));
        // Without waiting: a worker that has locked the row may wait for the order.
        return await FindAsync(session, TryLockRow, id, cancellationToken);
    }

    private static Task<Row?> FindAsync(PostgreSqlSession session, string sql, string id, CancellationToken cancellationToken) =>
        session.FirstAsync(Row.Read, cancellationToken, new PostgreSqlStatement(sql, PostgreSqlId.Of(id)));

    /// <summary>
    /// Stores the id of an effect, unless it is stored already: by another callback, or by this one before an operator replayed it.
    /// </summary>
    private static async Task<CallbackCommit> RecordAsync(
        PostgreSqlSession session,
        string id,
        ConfirmedEvent confirmed,
        long? callback,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var number = new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint, Value = (object?)callback ?? DBNull.Value };
            var effect = await session.ReadAsync(
                async reader =>
                {
                    do
                    {
                        if (await reader.ReadAsync(cancellationToken))
                            return new Effect(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.GetBoolean(2));
                    } while (await reader.NextResultAsync(cancellationToken));
                    return null;
                },
                cancellationToken,
                new(AddEffect, PostgreSqlId.Of(id), confirmed.Feed, confirmed.Facts, number),
                new(GetEffect, PostgreSqlId.Of(id))
            );
            if (effect is null)
                // It was deleted between the two commands.
                continue;
            if (effect.IsNew || (callback is not null && effect.Callback == callback))
                return CallbackCommit.Committed;
            if (!CallbackFacts.Agree(effect.Facts, confirmed.Facts))
                return CallbackCommit.Conflict;
            var merged = CallbackFacts.Merge(effect.Facts, confirmed.Facts);
            if (
                merged == effect.Facts
                || await session.ExecuteAsync(
                    cancellationToken,
                    new PostgreSqlStatement(SetEffectFacts, PostgreSqlId.Of(id), merged, effect.Facts)
                ) == 1
            )
                return CallbackCommit.Duplicate;
            // Another transaction has added facts meanwhile.
        }
    }

    private sealed record Effect(string Facts, long? Callback, bool IsNew);

    private sealed record Row(HandledCallback Callback, CallbackState State, string Facts)
    {
        public static Row Read(NpgsqlDataReader reader) =>
            new(
                new(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), false),
                StoredRows.ReadState(reader, 3),
                reader.GetString(4)
            );
    }
}
