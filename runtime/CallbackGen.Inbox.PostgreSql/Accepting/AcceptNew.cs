using static CallbackGen.Inbox.PostgreSql.AcceptColumns;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// Writes requests of one callback that waits for no other and has no quota, as most are, on the guess that nobody has sent them before:
/// one message to the server stores those of which that is true, and leaves the others to <see cref="AcceptWriter"/>.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class AcceptNew(PostgreSqlDatabase database)
{
    // An id that somebody else works on is left out, so that nobody is waited for.
    private const string Add =
        $"""
        WITH arrived AS MATERIALIZED (
          SELECT nextval('callback_request_request_seq') AS request, a.*
          FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[],
              $13::text[], $14::text[], $15::text[], $16::bytea[])
            WITH ORDINALITY AS a (id, item, key_id, facts, {RequestNames}, place)
          WHERE pg_try_advisory_xact_lock(hashtextextended(id, $1))),
        added AS (
          INSERT INTO callback (id, request, item, feed, key_id, facts, state, due, accepted_at)
          SELECT id, request, item, feed, key_id, facts, 2, {PostgreSqlTables.Once}, {PostgreSqlTables.Once} FROM arrived ORDER BY place
          ON CONFLICT (id) DO NOTHING RETURNING request),
        requests AS (
          INSERT INTO callback_request (request, {RequestNames})
          SELECT request, {RequestNames}
          FROM arrived WHERE request IN (SELECT request FROM added))
        SELECT place FROM arrived WHERE request IN (SELECT request FROM added)
        """;

    /// <summary>Whether a request is of that kind.</summary>
    public static bool Takes(PendingRequest pending) => pending is { Tries: 0, Callbacks: [{ OrderKey: null, Quota: null }] };

    /// <summary>Writes requests of that kind.</summary>
    /// <param name="group">The requests.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Of each whether it was new and is stored.</returns>
    public async Task<bool[]> WriteAsync(List<PendingRequest> group, CancellationToken cancellationToken)
    {
        var places = await database.CommitAsync(
            reader => PostgreSqlSession.RowsAsync(reader, row => row.GetInt64(0), cancellationToken), cancellationToken, Of(group));
        var isStored = new bool[group.Count];
        foreach (var place in places)
            isStored[place - 1] = true;
        return isStored;
    }

    private static PostgreSqlStatement Of(List<PendingRequest> rows) => new(
        Add,
        [
            PostgreSqlTables.IdLock,
            Column(rows, row => row.Callbacks[0].Id),
            Column(rows, row => row.Callbacks[0].Item),
            Texts(rows, row => row.Callbacks[0].KeyId),
            Column(rows, row => row.Callbacks[0].Facts),
            .. OfRequests(rows, row => row),
        ]);
}
