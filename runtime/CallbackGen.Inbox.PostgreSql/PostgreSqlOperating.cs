using System.Globalization;
using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Creates the tables, lists their rows, executes operators' actions, and deletes old data.</summary>
/// <param name="database">The database.</param>
internal sealed class PostgreSqlOperating(PostgreSqlDatabase database)
{
    /// <summary>
    /// The number of rows that are deleted per transaction, so that other transactions do not wait for a long deletion.
    /// </summary>
    private const long Batch = 500;

    // States from which no order promotes, so that the row may be locked before its order.
    private const string LockAside =
        "SELECT seq, feed, order_key, conflicts_with IS NOT NULL FROM callback WHERE id = $1 AND state IN (5, 6, 8) FOR UPDATE";

    private const string LockReplayable = """
        SELECT seq, feed, order_key, conflicts_with IS NOT NULL FROM callback
        WHERE id = $1 AND state IN (4, 5, 6, 8) AND request IS NOT NULL FOR UPDATE
        """;

    /// <summary>Replays a callback. In an order, it waits for its turn.</summary>
    private const string Replay = $"""
        UPDATE callback SET due = {Now}, attempts = 0, ended_at = NULL,
          state = CASE
            WHEN order_key IS NOT NULL AND EXISTS (
              SELECT 1 FROM callback other
              WHERE other.feed = callback.feed AND other.order_key = callback.order_key AND other.seq <> callback.seq
                AND other.state IN {UnderWay} AND (callback.state NOT IN (5, 8) OR other.seq < callback.seq)) THEN 1
            ELSE 2
          END
        WHERE seq = $1
        """;

    private const string Discard = $"UPDATE callback SET state = 7, ended_at = {Now} WHERE seq = $1";

    private const string Record = $"INSERT INTO callback_history (seq, at, action, actor) VALUES ($1, {Now}, $2, $3)";

    private const string Rows = """
        SELECT encode(c.id, 'hex'), c.feed, c.state, c.attempts, COALESCE(d.count, 0), c.accepted_at, c.last_failure,
          encode(c.conflicts_with, 'hex'),
          (SELECT k.fingerprint FROM callback_request r JOIN callback_keys k ON k.id = r.keys WHERE r.request = c.request)
        FROM callback c LEFT JOIN callback_duplicate d ON d.id = c.id
        """;

    private const string Find = $"{Rows} WHERE c.id = $1";

    private const string List = $"{Rows} WHERE c.state = $1 ORDER BY c.seq LIMIT $2";

    // Each state has an index, so that ended callbacks are not read. State 0 is how long the oldest has been due, in milliseconds.
    private const string Measure = $"""
        SELECT 1, count(*) FROM callback WHERE order_key IS NOT NULL AND state = 1
        UNION ALL SELECT 2, count(*) FROM callback WHERE state = 2
        UNION ALL SELECT 3, count(*) FROM callback WHERE state = 3
        UNION ALL SELECT 5, count(*) FROM callback WHERE state = 5
        UNION ALL SELECT 6, count(*) FROM callback WHERE state = 6
        UNION ALL SELECT 8, count(*) FROM callback WHERE state = 8
        UNION ALL SELECT 9, count(*) FROM callback WHERE state = 9
        UNION ALL SELECT 0, {Now} - least(
          (SELECT min(due) FROM callback WHERE state = 2 AND due <= {Once}),
          (SELECT min(lease) FROM callback WHERE state = 3 AND lease <= {Once}))
        """;

    private const string Count = "SELECT state, count(*) FROM callback GROUP BY state";

    /// <summary>
    /// Selects requests whose callbacks are all deleted in this batch; a request that has another callback stays.
    /// </summary>
    private const string Unshared = """
        NOT is_shared OR NOT EXISTS (
          SELECT 1 FROM callback other WHERE other.request = ended.request AND other.is_shared AND other.seq NOT IN (SELECT seq FROM ended))
        """;

    /// <summary>
    /// Deletes a batch of old requests, so that the size of a transaction does not grow with the tables. A request with several
    /// callbacks is deleted when all of them have ended. Rows that another transaction has locked are skipped, because it may be a
    /// replay, and deleted later.
    /// </summary>
    private const string Purge = """
        WITH ended AS MATERIALIZED (
          SELECT seq, request, is_shared FROM callback c
          WHERE request IS NOT NULL AND ended_at < $1 AND NOT (is_shared AND EXISTS (
            SELECT 1 FROM callback other
            WHERE other.request = c.request AND other.is_shared AND (other.ended_at IS NULL OR other.ended_at >= $1)))
          ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        shared AS MATERIALIZED (
          SELECT seq, request FROM callback
          WHERE is_shared AND ended_at < $1 AND request IN (SELECT request FROM ended WHERE is_shared) FOR UPDATE SKIP LOCKED),
        purged AS MATERIALIZED (
          SELECT request FROM ended WHERE NOT is_shared
          UNION SELECT request FROM shared GROUP BY request
            HAVING count(*) = (SELECT count(*) FROM callback other WHERE other.request = shared.request AND other.is_shared)),
        cleared AS (
          UPDATE callback SET request = NULL
          WHERE seq IN (
            SELECT seq FROM ended WHERE NOT is_shared UNION SELECT seq FROM shared WHERE request IN (SELECT request FROM purged)))
        DELETE FROM callback_request WHERE request IN (SELECT request FROM purged)
        """;

    /// <summary>
    /// Deletes a batch of old callbacks, each with all of its data. Rows that another transaction has locked are skipped, because
    /// it may be a replay, and deleted later. Effects that are deleted with their callback are not counted separately.
    /// </summary>
    private const string ForgetCallbacks = $"""
        WITH ended AS MATERIALIZED (
          SELECT seq, id, request, is_shared FROM callback WHERE ended_at < $1 ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        requests AS (DELETE FROM callback_request WHERE request IN (SELECT request FROM ended WHERE request IS NOT NULL AND ({Unshared}))),
        duplicates AS (DELETE FROM callback_duplicate WHERE id IN (SELECT id FROM ended)),
        effects AS (
          DELETE FROM callback_effect effect
          WHERE id IN (SELECT id FROM ended) AND at < $1 AND NOT EXISTS (
            SELECT 1 FROM callback WHERE seq = effect.callback AND seq NOT IN (SELECT seq FROM ended)))
        DELETE FROM callback WHERE seq IN (SELECT seq FROM ended)
        """;

    /// <summary>
    /// Deletes a batch of old effects whose callbacks are deleted, or that never had one. The callbacks are deleted first: a
    /// callback without its effect could be replayed, and would have the effect again.
    /// </summary>
    private const string ForgetEffects = """
        DELETE FROM callback_effect WHERE id IN (
          SELECT id FROM callback_effect effect
          WHERE at < $1 AND NOT EXISTS (SELECT 1 FROM callback WHERE seq = effect.callback) ORDER BY at LIMIT $2)
        """;

    /// <summary>See <see cref="ICallbackStore.PrepareAsync"/>.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        database.RunAsync(
            async session =>
            {
                // https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-FSYNC
                if (
                    await session.FirstAsync(reader => reader.GetString(0), cancellationToken, new PostgreSqlStatement("SHOW fsync"))
                    is not "on"
                )
                    throw new InvalidOperationException(
                        "The server does not synchronise commits to the disk (fsync is off): a loss of power would lose callbacks "
                            + "that were acknowledged."
                    );
                await session.ExecuteAsync(cancellationToken, new PostgreSqlStatement("SELECT pg_advisory_xact_lock($1)", TablesLock));
                var hasTables =
                    await session.FirstAsync(reader => (object)reader.GetBoolean(0), cancellationToken, new PostgreSqlStatement(HasVersion))
                    is true;
                var version = hasTables
                    ? await session.FirstAsync(reader => (object)reader.GetInt32(0), cancellationToken, new PostgreSqlStatement(GetVersion))
                        as int?
                    : null;
                if (version > PostgreSqlTables.Version)
                {
                    throw new InvalidOperationException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The inbox's tables are of version {version}; this program knows {PostgreSqlTables.Version} at the most."
                        )
                    );
                }

                await (
                    version is { } older
                        ? PostgreSqlMigrations.RunAsync(session, older, cancellationToken)
                        : PostgreSqlMigrations.RunAsync(session, Create, cancellationToken)
                );
                return true;
            },
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.ReplayAsync"/>.</summary>
    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(id, LockReplayable, Replay, "replay", by, cancellationToken);

    /// <summary>See <see cref="ICallbackStore.DiscardAsync"/>.</summary>
    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(id, LockAside, Discard, "discard", by, cancellationToken);

    /// <summary>See <see cref="ICallbackStore.FindAsync"/>.</summary>
    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        StoredId.TryParse(id) is { } bytes
            ? database.RunAsync(
                session => session.FirstAsync(StoredRows.ReadRow, cancellationToken, new PostgreSqlStatement(Find, bytes)),
                null,
                cancellationToken
            )
            : Task.FromResult<CallbackRow?>(null);

    /// <summary>See <see cref="ICallbackStore.ListAsync"/>.</summary>
    public async Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        await database.RunAsync(
            session => session.ListAsync(StoredRows.ReadRow, cancellationToken, new PostgreSqlStatement(List, (short)state, (long)limit)),
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.CountAsync"/>.</summary>
    public async Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await database.RunAsync(
            session =>
                session.ListAsync(
                    reader => KeyValuePair.Create(StoredRows.ReadState(reader, 0), reader.GetInt64(1)),
                    cancellationToken,
                    new PostgreSqlStatement(Count)
                ),
            null,
            cancellationToken
        );
        return counts.ToDictionary();
    }

    /// <summary>See <see cref="ICallbackStore.MeasureAsync"/>.</summary>
    public async Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken) =>
        StoredRows.ToBacklog(
            await database.CommitAsync(
                reader => PostgreSqlSession.RowsAsync(reader, StoredRows.ReadBacklog, cancellationToken),
                cancellationToken,
                new PostgreSqlStatement(Measure)
            )
        );

    /// <summary>See <see cref="ICallbackStore.PurgeAsync"/>.</summary>
    public async Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var purged = await DeleteAsync(Purge, before, cancellationToken);
        await database.RunAsync(session => session.ExecuteAsync(cancellationToken, PostgreSqlKeys.Purge), null, cancellationToken);
        return purged;
    }

    /// <summary>See <see cref="ICallbackStore.ForgetAsync"/>.</summary>
    public async Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // First, because the callbacks of one request may be in several batches.
        await PurgeAsync(before, cancellationToken);
        return await DeleteAsync(ForgetCallbacks, before, cancellationToken) + await DeleteAsync(ForgetEffects, before, cancellationToken);
    }

    /// <summary>Deletes old rows, one batch per transaction.</summary>
    /// <returns>The number of deleted rows in the command's own table.</returns>
    private async Task<long> DeleteAsync(string batch, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (all, deleted) = (0L, 0);
        do
        {
            deleted = await database.RunAsync(
                session => session.ExecuteAsync(cancellationToken, new PostgreSqlStatement(batch, before.ToUnixTimeMilliseconds(), Batch)),
                null,
                cancellationToken
            );
            all += deleted;
        } while (deleted > 0);
        return all;
    }

    private Task<bool> ActAsync(string id, string find, string act, string action, string by, CancellationToken cancellationToken) =>
        database.RunAsync(
            async session =>
            {
                if (
                    StoredId.TryParse(id) is not { } bytes
                    || await session.FirstAsync(HandledCallback.Read, cancellationToken, new PostgreSqlStatement(find, bytes))
                        is not { } callback
                )
                    return false;
                if (callback.OrderKey is { } order)
                    await session.ExecuteAsync(cancellationToken, PostgreSqlHandling.LockOrder(callback.Feed, order));
                await session.ExecuteAsync(cancellationToken, new(act, callback.Seq), new(Record, callback.Seq, action, by));
                await PostgreSqlHandling.PromoteAsync(session, callback, cancellationToken);
                return true;
            },
            isDone => isDone,
            cancellationToken
        );
}
