namespace CallbackGen.Inbox.Sqlite;

/// <summary>Migrates tables of older versions, one version after the other, in the caller's transaction: all or nothing.</summary>
internal static class SqliteMigrations
{
    // Index names are unique in the whole database, and an index keeps its name when its table is renamed.
    private const string PutFirstAside = """
        DROP INDEX callback_due;
        DROP INDEX callback_lease;
        DROP INDEX callback_order;
        DROP INDEX callback_aside;
        DROP INDEX callback_shared;
        DROP INDEX callback_quota;
        DROP INDEX callback_ended;
        DROP INDEX callback_kept;
        DROP INDEX callback_effect_at;
        DROP INDEX callback_history_of;
        DROP TABLE callback_tables;
        ALTER TABLE callback_request RENAME TO callback_request_1;
        ALTER TABLE callback RENAME TO callback_1;
        ALTER TABLE callback_effect RENAME TO callback_effect_1;
        ALTER TABLE callback_history RENAME TO callback_history_1;
        """;

    private const string GetFirstRequests =
        $"SELECT {FirstTables.Columns} FROM callback_request_1 WHERE request > $after ORDER BY request LIMIT $batch";

    private const string AddRequest = "INSERT INTO callback_request (request, content) VALUES ($request, $content)";

    private const string Callbacks = """
        seq, id, request, is_shared, item, feed, facts, order_key, conflicts_with, quota_group, state, due, lease, fence, attempts,
        duplicates, accepted_at, ended_at, last_failure
        """;

    private const string CopyFirst = $"""
        INSERT INTO callback ({Callbacks}) SELECT {Callbacks} FROM callback_1;
        INSERT INTO callback_effect (id, feed, facts, callback, at) SELECT id, feed, facts, callback, at FROM callback_effect_1;
        INSERT INTO callback_history (seq, at, action, actor) SELECT seq, at, action, actor FROM callback_history_1;
        DROP TABLE callback_request_1;
        DROP TABLE callback_1;
        DROP TABLE callback_effect_1;
        DROP TABLE callback_history_1;
        """;

    /// <summary>The steps from each version to the next, starting with version 1.</summary>
    private static readonly Action<SqliteSession>[] Steps = [FromFirst];

    /// <summary>Migrates the tables.</summary>
    /// <param name="session">The session, in a transaction.</param>
    /// <param name="version">The version of the existing tables.</param>
    public static void Run(SqliteSession session, int version)
    {
        foreach (var step in Steps[(version - 1)..])
            step(session);
    }

    /// <summary>
    /// Converts requests to the opaque content of version 2. A later version must keep the table definitions of version 2 for this step.
    /// </summary>
    private static void FromFirst(SqliteSession session)
    {
        session.Run(PutFirstAside);
        session.Run(SqliteTables.Create);
        for (var after = 0L; ;)
        {
            var requests = session.ReadAll(GetFirstRequests, FirstTables.Read, ("$after", after), ("$batch", FirstTables.Batch));
            if (requests.Count == 0)
                break;
            foreach (var (number, content) in requests)
                session.Execute(AddRequest, ("$request", number), ("$content", content));
            after = requests[^1].Number;
        }

        session.Run(CopyFirst);
    }
}
