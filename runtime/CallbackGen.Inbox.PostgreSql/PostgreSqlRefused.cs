namespace CallbackGen.Inbox.PostgreSql;

/// <summary>Stores the last refused requests.</summary>
/// <param name="database">The database.</param>
internal sealed class PostgreSqlRefused(PostgreSqlDatabase database)
{
    private const string Insert = """
        INSERT INTO callback_refused (at, feed, reason, place, is_proven, method, path, length, body)
        SELECT at, feed, reason, place, is_proven, method, path, length, body
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::bigint[], $9::bytea[])
          WITH ORDINALITY AS r (at, feed, reason, place, is_proven, method, path, length, body, number)
        ORDER BY number
        """;

    private const string Trim =
        "DELETE FROM callback_refused WHERE seq <= (SELECT seq FROM callback_refused ORDER BY seq DESC LIMIT 1 OFFSET $1)";

    private const string Select =
        "SELECT at, feed, reason, place, is_proven, method, path, length, body FROM callback_refused ORDER BY seq DESC LIMIT $1";

    /// <summary>See <see cref="ICallbackStore.AddRefusedAsync"/>.</summary>
    public Task AddAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken) =>
        database.RunAsync(
            session =>
                session.ExecuteAsync(
                    cancellationToken,
                    new(
                        Insert,
                        Column(requests, request => request.At.ToUnixTimeMilliseconds()),
                        Column(requests, request => request.Feed),
                        Column(requests, request => request.Reason.ToString()),
                        Column(requests, request => request.Where),
                        Column(requests, request => request.IsProven),
                        Column(requests, request => request.Method),
                        Column(requests, request => request.Path),
                        Column(requests, request => request.Length),
                        Column(requests, request => request.Body.ToArray())
                    ),
                    new(Trim, (long)keep)
                ),
            null,
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.ListRefusedAsync"/>.</summary>
    public async Task<IReadOnlyList<RefusedRequest>> ListAsync(int limit, CancellationToken cancellationToken) =>
        await database.RunAsync(
            session => session.ListAsync(StoredRows.ReadRefused, cancellationToken, new PostgreSqlStatement(Select, (long)limit)),
            null,
            cancellationToken
        );

    private static T[] Column<T>(IReadOnlyList<RefusedRequest> requests, Func<RefusedRequest, T> value) => [.. requests.Select(value)];
}
