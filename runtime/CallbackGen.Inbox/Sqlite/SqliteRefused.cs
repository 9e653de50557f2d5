namespace CallbackGen.Inbox.Sqlite;

/// <summary>Stores the last refused requests.</summary>
internal static class SqliteRefused
{
    private const string Insert = """
        INSERT INTO callback_refused (at, feed, reason, place, is_proven, method, path, length, body)
        VALUES ($at, $feed, $reason, $place, $is_proven, $method, $path, $length, $body)
        """;

    private const string Trim =
        "DELETE FROM callback_refused WHERE seq <= (SELECT seq FROM callback_refused ORDER BY seq DESC LIMIT 1 OFFSET $keep)";

    private const string Select =
        "SELECT at, feed, reason, place, is_proven, method, path, length, body FROM callback_refused ORDER BY seq DESC LIMIT $limit";

    /// <summary>Adds requests, and deletes the oldest above the limit.</summary>
    /// <returns>The number of deleted requests.</returns>
    public static int Add(SqliteSession session, IReadOnlyList<RefusedRequest> requests, int keep)
    {
        foreach (var request in requests)
        {
            session.Execute(
                Insert,
                ("$at", request.At.ToUnixTimeMilliseconds()),
                ("$feed", request.Feed),
                ("$reason", request.Reason.ToString()),
                ("$place", request.Where),
                ("$is_proven", request.IsProven),
                ("$method", request.Method),
                ("$path", request.Path),
                ("$length", request.Length),
                ("$body", request.Body)
            );
        }

        return session.Execute(Trim, ("$keep", keep));
    }

    /// <summary>Lists requests, the last one first.</summary>
    public static List<RefusedRequest> List(SqliteSession session, int limit) =>
        session.ReadAll(Select, StoredRows.ReadRefused, ("$limit", limit));
}
