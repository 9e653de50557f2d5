using Npgsql;
using static CallbackGen.Inbox.PostgreSql.AcceptColumns;
using static CallbackGen.Inbox.PostgreSql.PostgreSqlTables;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// Writes requests in one transaction, with two round trips to the server: one reads the stored data, the other writes.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="numbers">Allocates numbers of requests.</param>
internal sealed class AcceptWriter(PostgreSqlDatabase database, RequestNumbers numbers)
{
    private const string GetFacts = """
        SELECT encode(c.id, 'hex'), coalesce(d.facts, c.facts), c.state
        FROM callback c LEFT JOIN callback_duplicate d ON d.id = c.id WHERE c.id = ANY ($1)
        """;

    // Scalar subqueries, each of which is one index lookup, however large the table is.
    private const string GetOrders = $"""
        SELECT (SELECT true FROM callback WHERE feed = o.feed AND order_key = o.name AND state IN {PostgreSqlTables.UnderWay} LIMIT 1)
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS o (feed, name, place) ORDER BY place
        """;

    private const string GetFeed = "SELECT feed FROM callback WHERE id = $1";

    private const string Finish =
        $"UPDATE callback SET state = 4, ended_at = {Now}, is_shared = true {PostgreSqlHandling.Mine} RETURNING request";

    private const string RecordRelease =
        $"INSERT INTO callback_history (seq, at, action, actor) SELECT seq, {Now}, 'release', $2 FROM callback WHERE id = $1";

    private const string GetQuotas = $"""
        SELECT (SELECT count(*) FROM (
          SELECT 1 FROM callback WHERE quota_group = q.name AND accepted_at > {Once} - q.per LIMIT q.most) AS counted)
        FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS q (name, per, most, place) ORDER BY place
        """;

    private const string AddRequests =
        "INSERT INTO callback_request (request, keys, content) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])";

    private const string AddCallbacks = $"""
        INSERT INTO callback (
          id, request, is_shared, item, is_unread, feed, facts, seal, order_key,
          conflicts_with, quota_group, last_failure, state, due, accepted_at)
        SELECT
          id, request, is_shared, item, quarantine IS NOT NULL, feed, facts, seal, order_key,
          conflicts_with, quota_group, quarantine, state, {Once}, {Once}
        FROM unnest(
          $1::bytea[], $2::bigint[], $3::boolean[], $4::int[], $5::text[], $6::text[], $7::bytea[], $8::text[],
          $9::bytea[], $10::text[], $11::smallint[], $12::text[])
          WITH ORDINALITY AS c (
          id, request, is_shared, item, feed, facts, seal, order_key, conflicts_with, quota_group, state, quarantine, place)
        ORDER BY place
        """;

    private const string CountDuplicates = """
        INSERT INTO callback_duplicate AS known (id, count, facts) SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::text[])
        ON CONFLICT (id) DO UPDATE SET count = known.count + excluded.count, facts = coalesce(excluded.facts, known.facts)
        """;

    /// <summary>Writes requests, all in one transaction.</summary>
    /// <param name="group">The requests.</param>
    /// <param name="waits">Whether to wait for other transactions that have locked one of the ids, orders or quotas.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The outcomes of each; null when it was skipped because another transaction has a lock.</returns>
    public Task<CallbackAcceptance[]?[]> WriteAsync(IReadOnlyList<PendingRequest> group, bool waits, CancellationToken cancellationToken) =>
        database.RunPreparedAsync(
            async session =>
            {
                var keys = AcceptKeys.Of(group);
                var first = await numbers.TakeAsync(group.Count, cancellationToken);
                var plan = await ReadAsync(session, keys, waits, cancellationToken);
                var outcomes = new CallbackAcceptance[]?[group.Count];
                for (var index = 0; index < group.Count; index++)
                    outcomes[index] = keys.AreHeld(group[index]) ? plan.Add(group[index], first + index) : null;
                await WriteAsync(session, plan, cancellationToken);
                return outcomes;
            },
            cancellationToken
        );

    /// <summary>See <see cref="ICallbackStore.ReleaseAsync"/>.</summary>
    public Task<CallbackAcceptance[]?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) =>
        database.RunAsync(
            async session =>
            {
                if (
                    await session.FirstAsync(
                        row => row.GetString(0),
                        cancellationToken,
                        new PostgreSqlStatement(GetFeed, PostgreSqlId.Of(claim.Id))
                    )
                    is not { } feed
                )
                    return null;
                var pending = new PendingRequest(new() { Feed = feed, Content = default }, callbacks, cancellationToken)
                {
                    IsShared = true,
                };
                // Takes the locks of the contained callbacks before the row's: no transaction that has locked an unreadable row
                // waits for any of them.
                var plan = await ReadAsync(session, AcceptKeys.Of([pending]), waits: true, cancellationToken);
                if (
                    await session.FirstAsync(
                        row => (object)row.GetInt64(0),
                        cancellationToken,
                        new PostgreSqlStatement(Finish, PostgreSqlId.Of(claim.Id), claim.Fence)
                    )
                    is not long number
                )
                    return null;
                var outcomes = plan.Add(pending, number);
                plan.Requests.Clear();
                await WriteAsync(session, plan, cancellationToken);
                await session.ExecuteAsync(
                    cancellationToken,
                    new PostgreSqlStatement(RecordRelease, PostgreSqlId.Of(claim.Id), StoredRows.Worker)
                );
                return outcomes;
            },
            outcomes => outcomes is not null,
            cancellationToken
        );

    private static async Task<AcceptPlan> ReadAsync(
        PostgreSqlSession session,
        AcceptKeys keys,
        bool waits,
        CancellationToken cancellationToken
    )
    {
        var (orders, quotas) = (keys.Orders, keys.Quotas);
        var statements = new List<PostgreSqlStatement>
        {
            new(waits ? WaitForLocks : TryLocks, keys.Locks),
            new(GetFacts, (object)keys.Ids),
        };
        if (orders.Count > 0)
            statements.Add(new(GetOrders, Column(orders, order => order.Feed), Column(orders, order => order.Order)));
        if (quotas.Count > 0)
            statements.Add(
                new(
                    GetQuotas,
                    Column(quotas, quota => quota.Group),
                    Column(quotas, quota => (long)quota.Per.TotalMilliseconds),
                    Column(quotas, quota => (long)quota.Rows)
                )
            );
        return await session.ReadAsync(
            async reader =>
            {
                var held = await PostgreSqlSession.RowsAsync(reader, row => waits || row.GetBoolean(0), cancellationToken);
                if (!waits)
                    keys.Hold(held);
                var known = await NextAsync(
                    reader,
                    row => KeyValuePair.Create(row.GetString(0), StoredRows.ReadKnown(row, 1)),
                    cancellationToken
                );
                var underWay = orders.Count > 0 ? await NextAsync(reader, row => !row.IsDBNull(0), cancellationToken) : [];
                var counts = quotas.Count > 0 ? await NextAsync(reader, row => row.GetInt64(0), cancellationToken) : [];
                return new AcceptPlan(
                    known.ToDictionary(StringComparer.Ordinal),
                    [.. orders.Where((_, index) => underWay[index])],
                    quotas.Zip(counts, KeyValuePair.Create).ToDictionary()
                );
            },
            cancellationToken,
            [.. statements]
        );
    }

    private static async Task WriteAsync(PostgreSqlSession session, AcceptPlan plan, CancellationToken cancellationToken)
    {
        var statements = new List<PostgreSqlStatement>();
        if (plan.Callbacks.Count > 0)
        {
            if (plan.Requests.Count > 0)
                statements.Add(
                    new(AddRequests, [Column(plan.Requests, row => row.Number), .. OfRequests(plan.Requests, row => row.Pending)])
                );
            statements.Add(OfCallbacks(plan.Callbacks));
        }

        // Sorted, as in every transaction, to prevent deadlocks.
        if (plan.Duplicates.Count > 0)
        {
            List<(string Id, long Count)> rows = [.. plan.Duplicates.Select(pair => (pair.Key, pair.Value))];
            statements.Add(
                new(
                    CountDuplicates,
                    Column(rows, row => PostgreSqlId.Of(row.Id)),
                    Column(rows, row => row.Count),
                    Texts(rows, row => plan.Merged.GetValueOrDefault(row.Id))
                )
            );
        }

        if (statements.Count > 0)
            await session.ExecuteAsync(cancellationToken, [.. statements]);
    }

    private static PostgreSqlStatement OfCallbacks(List<AddedCallback> rows) =>
        new(
            AddCallbacks,
            Column(rows, row => PostgreSqlId.Of(row.Id)),
            Column(rows, row => row.Request),
            Column(rows, row => row.IsShared),
            Column(rows, row => row.Callback.Item),
            Column(rows, row => row.Feed),
            Column(rows, row => row.Callback.Facts),
            Column(rows, row => PendingRequest.ArrayOf(row.ConflictsWith is null ? row.Callback.Seal : row.Callback.ConflictSeal)),
            Texts(rows, row => row.Callback.OrderKey),
            Ids(rows, row => row.ConflictsWith is { } other ? PostgreSqlId.Of(other) : null),
            Texts(rows, row => row.Callback.Quota?.Group),
            Column(rows, row => (short)row.State),
            Texts(rows, row => row.Callback.Quarantine)
        );

    private static async Task<List<T>> NextAsync<T>(
        NpgsqlDataReader reader,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await reader.NextResultAsync(cancellationToken);
        return await PostgreSqlSession.RowsAsync(reader, read, cancellationToken);
    }
}
