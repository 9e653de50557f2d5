using static CallbackGen.Inbox.PostgreSql.AcceptColumns;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// Writes the most common requests, those with one callback that has no order and no quota, on the assumption that they are new:
/// one round trip to the server stores the new ones, and leaves the others to <see cref="AcceptWriter"/>.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="numbers">Allocates numbers of requests.</param>
internal sealed class AcceptNew(PostgreSqlDatabase database, RequestNumbers numbers) : IAsyncDisposable
{
    // An id that another transaction has locked is skipped instead of waited for.
    private const string Add = $"""
        WITH added AS (
          INSERT INTO callback (id, request, item, feed, facts, seal, state, due, accepted_at)
          SELECT id, request, item, feed, facts, seal, 2, {PostgreSqlTables.Once}, {PostgreSqlTables.Once}
          FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::text[], $7::bytea[])
            AS a (id, lock, request, item, feed, facts, seal)
          WHERE pg_try_advisory_xact_lock(lock)
          ON CONFLICT (id) DO NOTHING RETURNING request),
        requests AS (
          INSERT INTO callback_request (request, keys, content)
          SELECT * FROM unnest($3::bigint[], $8::text[], $9::bytea[]) AS r (request, keys, content)
          WHERE request IN (SELECT request FROM added))
        SELECT request FROM added
        """;

    private readonly StandingCommand _add = database.Stand(Add);

    /// <summary>Whether a request is of that kind.</summary>
    public static bool Takes(PendingRequest pending) =>
        pending is { Tries: 0, Callbacks: [{ OrderKey: null, Quota: null, Quarantine: null }] };

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _add.DisposeAsync();

    /// <summary>Writes requests of that kind. Not for concurrent callers.</summary>
    /// <param name="group">The requests.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>For each whether it was new and is stored.</returns>
    public async Task<bool[]> WriteAsync(List<PendingRequest> group, CancellationToken cancellationToken)
    {
        var first = await numbers.TakeAsync(group.Count, cancellationToken);
        var added = await _add.RunAsync(row => row.GetInt64(0), cancellationToken, Of(group, first));
        var isStored = new bool[group.Count];
        foreach (var number in added)
            isStored[number - first] = true;
        return isStored;
    }

    private static object[] Of(List<PendingRequest> rows, long first) =>
        [
            Column(rows, row => row.Ids[0]),
            Column(rows, row => PostgreSqlLock.OfId(row.Ids[0]).Number),
            Enumerable.Range(0, rows.Count).Select(index => first + index).ToArray(),
            Column(rows, row => row.Callbacks[0].Item),
            Column(rows, row => row.Request.Feed),
            Column(rows, row => row.Callbacks[0].Facts),
            Column(rows, row => PendingRequest.ArrayOf(row.Callbacks[0].Seal)),
            .. OfRequests(rows, row => row),
        ];
}
