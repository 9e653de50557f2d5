using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Migrates tables of older versions, one version after the other, in the caller's transaction: all or nothing.</summary>
internal static class PostgreSqlMigrations
{
    // A write of an older program waits, and fails when the new tables exist.
    private const string PutFirstAside = """
        LOCK TABLE callback, callback_request, callback_duplicate, callback_effect, callback_history IN ACCESS EXCLUSIVE MODE;
        CREATE TEMPORARY TABLE callback_request_1 ON COMMIT DROP AS SELECT * FROM callback_request;
        CREATE TEMPORARY TABLE callback_1 ON COMMIT DROP AS SELECT * FROM callback;
        CREATE TEMPORARY TABLE callback_duplicate_1 ON COMMIT DROP AS SELECT * FROM callback_duplicate;
        CREATE TEMPORARY TABLE callback_effect_1 ON COMMIT DROP AS SELECT * FROM callback_effect;
        CREATE TEMPORARY TABLE callback_history_1 ON COMMIT DROP AS SELECT * FROM callback_history;
        CREATE INDEX ON callback_request_1 (request);
        DROP TABLE callback_history, callback_effect, callback_duplicate, callback, callback_request, callback_tables;
        """;

    private const string GetFirstRequests =
        $"SELECT {FirstTables.Columns} FROM callback_request_1 WHERE request > $1 ORDER BY request LIMIT $2";

    private const string AddRequests = "INSERT INTO callback_request (request, content) SELECT * FROM unnest($1::bigint[], $2::bytea[])";

    // Ids were texts. Numbers of requests are allocated in blocks: the next block begins after all existing numbers.
    private const string CopyFirst = """
        INSERT INTO callback (
          seq, id, request, is_shared, item, feed, facts, order_key, conflicts_with, quota_group, state, due, lease, fence, attempts,
          accepted_at, ended_at, last_failure)
        OVERRIDING SYSTEM VALUE
        SELECT
          seq, decode(id, 'hex'), request, is_shared, item, feed, facts, order_key, decode(conflicts_with, 'hex'), quota_group, state, due,
          lease, fence, attempts,
          accepted_at, ended_at, last_failure
        FROM callback_1;
        INSERT INTO callback_duplicate (id, count) SELECT decode(id, 'hex'), count FROM callback_duplicate_1;
        INSERT INTO callback_effect (id, feed, facts, callback, at)
          SELECT decode(id, 'hex'), feed, facts, callback, at FROM callback_effect_1;
        INSERT INTO callback_history (seq, at, action, actor) SELECT seq, at, action, actor FROM callback_history_1;
        SELECT setval(pg_get_serial_sequence('callback', 'seq'), coalesce(max(seq), 0) + 1, false) FROM callback;
        """;

    private const string BeginBlocks = """
        SELECT setval('callback_request_block', greatest(
          coalesce((SELECT max(request) FROM callback_request), 0),
          coalesce((SELECT max(request) FROM callback), 0)) / $1 + 1, false)
        """;

    /// <summary>The steps from each version to the next, starting with version 1.</summary>
    private static readonly Func<PostgreSqlSession, CancellationToken, Task>[] Steps = [FromFirstAsync];

    /// <summary>Migrates the tables. The caller holds <see cref="TablesLock"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="version">The version of the existing tables.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task RunAsync(PostgreSqlSession session, int version, CancellationToken cancellationToken)
    {
        foreach (var step in Steps[(version - 1)..])
            await step(session, cancellationToken);
    }

    /// <summary>Runs the commands of a script, each of which ends at the end of a line.</summary>
    public static Task RunAsync(PostgreSqlSession session, string script, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            cancellationToken,
            [.. script.Split(";\n", StringSplitOptions.RemoveEmptyEntries).Select(command => new PostgreSqlStatement(command.TrimEnd(';')))]
        );

    /// <summary>
    /// Converts requests to the opaque content of version 2. A later version must keep the table definitions of version 2 for this step.
    /// </summary>
    private static async Task FromFirstAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        await RunAsync(session, PutFirstAside, cancellationToken);
        await RunAsync(session, Create, cancellationToken);
        for (var after = 0L; ;)
        {
            var requests = await session.ListAsync(
                FirstTables.Read,
                cancellationToken,
                new PostgreSqlStatement(GetFirstRequests, after, (long)FirstTables.Batch)
            );
            if (requests.Count == 0)
                break;
            await session.ExecuteAsync(
                cancellationToken,
                new PostgreSqlStatement(
                    AddRequests,
                    requests.Select(row => row.Number).ToArray(),
                    requests.Select(row => row.Content).ToArray()
                )
            );
            after = requests[^1].Number;
        }

        await RunAsync(session, CopyFirst, cancellationToken);
        await session.ExecuteAsync(cancellationToken, new PostgreSqlStatement(BeginBlocks, (long)RequestNumbers.Block));
    }
}
