using System.Collections.Concurrent;
using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Inbox.Tests.Support;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>Requests are stored in groups, and each gets the result that it would get individually.</summary>
public class PostgreSqlAcceptingTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    [PostgreSqlFact]
    public async Task A_request_that_the_database_does_not_take_fails_alone()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        // A PostgreSQL text cannot contain a zero character.
        var bad = Callbacks.Request with
        {
            Feed = "acme.\0",
        };

        var accepting = Enumerable
            .Range(0, 60)
            .Select(index => store.AcceptAsync(index % 20 == 7 ? bad : Callbacks.Request, [Callbacks.Of(index)], default))
            .ToList();

        for (var index = 0; index < accepting.Count; index++)
        {
            if (index % 20 == 7)
                Assert.Equal(
                    PostgresErrorCodes.CharacterNotInRepertoire,
                    (await Assert.ThrowsAsync<PostgresException>(() => accepting[index])).SqlState
                );
            else
                Assert.Equal([CallbackAcceptance.Stored], await accepting[index]);
        }

        Assert.Equal(57, (await store.CountAsync(default))[CallbackState.Waiting]);
    }

    [PostgreSqlFact]
    public async Task One_group_holds_duplicates_conflicts_items_orders_and_quotas_apart()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        await harness.OpenAsync();
        var database = new PostgreSqlDatabase(harness.Connect());
        var writer = new AcceptWriter(database, new(database));
        var quota = new CallbackQuota("group", 2, TimeSpan.FromHours(1));
        NewCallback[][] requests =
        [
            [Callbacks.Of(1) with { Facts = "=1" }],
            [Callbacks.Of(1) with { Facts = "=1" }, Callbacks.Of(2, order: "a"), Callbacks.Of(3, order: "a")],
            [Callbacks.Of(1) with { Facts = "=2" }, Callbacks.Of(4, order: "a")],
            [Callbacks.Of(1) with { Facts = "=2" }],
            [Callbacks.Of(5) with { Quota = quota }],
            [Callbacks.Of(6) with { Quota = quota }, Callbacks.Of(7) with { Quota = quota }, Callbacks.Of(8)],
            [Callbacks.Of(5) with { Quota = quota }, Callbacks.Of(6) with { Quota = quota }],
            [Callbacks.Of(8) with { Quota = quota }],
            [Callbacks.Of(9), Callbacks.Of(9)],
        ];

        var outcomes = await writer.WriteAsync(
            [.. requests.Select(callbacks => new PendingRequest(Callbacks.Request, callbacks, default))],
            waits: false,
            default
        );

        Assert.Equal(
            [
                [CallbackAcceptance.Stored],
                [CallbackAcceptance.Duplicate, CallbackAcceptance.Stored, CallbackAcceptance.Stored],
                [CallbackAcceptance.Conflict, CallbackAcceptance.Stored],
                [CallbackAcceptance.Conflict],
                [CallbackAcceptance.Stored],
                [CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota],
                [CallbackAcceptance.Duplicate, CallbackAcceptance.Stored],
                [CallbackAcceptance.OverQuota],
                [CallbackAcceptance.Stored, CallbackAcceptance.Duplicate],
            ],
            outcomes
        );
        var store = await harness.OpenAsync();
        Assert.Null(await store.FindAsync(Callbacks.Id(8), default));
        Assert.Equal(
            (1, CallbackState.Conflict),
            (
                (int)(await store.FindAsync(Callbacks.ConflictId(1), default))!.Duplicates,
                (await store.FindAsync(Callbacks.ConflictId(1), default))!.State
            )
        );
        var claimed = await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default);
        Assert.Equal(new[] { 1, 2, 5, 6, 9 }.Select(Callbacks.Id), claimed.Select(callback => callback.Claim.Id));
        Assert.Equal([3, 4], (await store.ListAsync(CallbackState.Queued, 10, default)).Select(row => Convert.ToInt32(row.Id[..16], 16)));
    }

    [PostgreSqlTheory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Instances_that_accept_the_same_callbacks_at_once_store_each_once(int instances)
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var stores = await harness.OpenAsync(instances);

        var outcomes = await Task.WhenAll(
            stores.SelectMany(store =>
                Enumerable.Range(0, 200).Select(index => store.AcceptAsync(Callbacks.Request, [Callbacks.Of(index)], default))
            )
        );

        Assert.Equal(200, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Stored));
        Assert.Equal(200 * (instances - 1), outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Duplicate));
        Assert.Equal(200, (await stores[0].CountAsync(default))[CallbackState.Waiting]);
        Assert.Equal(200 * (instances - 1), (await stores[0].ListAsync(CallbackState.Waiting, 1000, default)).Sum(row => row.Duplicates));
    }

    [PostgreSqlTheory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_quota_is_one_for_all_instances(int instances)
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var stores = await harness.OpenAsync(instances);
        var quota = new CallbackQuota("group", 10, TimeSpan.FromHours(1));

        // A flood under one signed value, from a sender who can choose the other values.
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 120)
                .Select(index =>
                    stores[index % instances].AcceptAsync(Callbacks.Request, [Callbacks.Of(index) with { Quota = quota }], default)
                )
        );
        var other = await stores[0]
            .AcceptAsync(Callbacks.Request, [Callbacks.Of(500) with { Quota = quota with { Group = "other" } }], default);

        Assert.Equal(10, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Stored));
        Assert.Equal(110, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.OverQuota));
        Assert.Equal([CallbackAcceptance.Stored], other);
        Assert.Equal(11, (await stores[0].CountAsync(default))[CallbackState.Waiting]);
    }

    [PostgreSqlFact]
    public async Task A_request_that_waits_for_somebody_holds_no_other_up()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        await using var source = harness.Connect();
        await using var connection = await source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(PostgreSqlTables.WaitForLocks, connection, transaction)
        {
            Parameters =
            {
                new()
                {
                    Value = new[]
                    {
                        PostgreSqlLock.OfId(PostgreSqlId.Of(Callbacks.Id(1))).Number,
                        PostgreSqlLock.OfOrder(Callbacks.Request.Feed, "held").Number,
                    },
                },
            },
        };
        await hold.ExecuteNonQueryAsync();

        Task<IReadOnlyList<CallbackAcceptance>>[] held =
        [
            store.AcceptAsync(Callbacks.Request, [Callbacks.Of(0, order: "held")], default),
            store.AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default),
        ];
        var others = await Task.WhenAll(
                Enumerable.Range(10, 100).Select(index => store.AcceptAsync(Callbacks.Request, [Callbacks.Of(index)], default))
            )
            .WaitAsync(TimeSpan.FromSeconds(60));

        Assert.All(others, outcome => Assert.Equal([CallbackAcceptance.Stored], outcome));
        Assert.All(held, accepting => Assert.False(accepting.IsCompleted));
        await transaction.RollbackAsync();
        foreach (var accepting in held)
            Assert.Equal([CallbackAcceptance.Stored], await accepting);
    }

    [PostgreSqlFact]
    public async Task Callers_that_go_away_harm_no_others()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        using var gone = new CancellationTokenSource();

        var accepting = Enumerable
            .Range(0, 200)
            .Select(index =>
                (
                    Goes: index % 2 == 0,
                    Task: store.AcceptAsync(Callbacks.Request, [Callbacks.Of(index)], index % 2 == 0 ? gone.Token : default)
                )
            )
            .ToList();
        await gone.CancelAsync();

        foreach (var (goes, task) in accepting)
        {
            if (goes)
                await task.ContinueWith(_ => { }, TaskScheduler.Default);
            else
                Assert.Equal([CallbackAcceptance.Stored], await task);
        }

        Assert.Equal([CallbackAcceptance.Stored], await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(1000)], default));
    }

    [PostgreSqlFact]
    public async Task What_is_said_to_be_stored_is_when_connections_are_lost()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        var killer = harness.Connect();
        var stored = new ConcurrentBag<string>();
        var (sent, failed, killed) = (0, 0, 0L);
        var accepting = Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        // The loop continues until connections were killed during it, regardless of its speed.
                        for (var index = 0; index < 60 || (Volatile.Read(ref killed) < 3 && index < 50_000); index++)
                        {
                            var callback = Callbacks.Of((caller * 100_000) + index);
                            Interlocked.Increment(ref sent);
                            try
                            {
                                await store.AcceptAsync(Callbacks.Request, [callback], default);
                                stored.Add(callback.Id);
                            }
                            catch (NpgsqlException)
                            {
                                Interlocked.Increment(ref failed);
                            }
                        }
                    })
                )
        );

        while (!accepting.IsCompleted)
        {
            await using var command = killer.CreateCommand(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
                    + "AND pid <> pg_backend_pid() AND query LIKE '%callback%'"
            );
            Interlocked.Add(ref killed, (long)(await command.ExecuteScalarAsync())!);
            await Task.Delay(20);
        }

        await accepting;

        Assert.True(killed > 0);
        Assert.Equal(sent, stored.Count + failed);
        foreach (var id in stored)
            Assert.NotNull(await FindAsync(store, id));
    }

    private static async Task<CallbackRow?> FindAsync(ICallbackStore store, string id)
    {
        for (var left = 20; ; left--)
        {
            try
            {
                return await store.FindAsync(id, default);
            }
            catch (NpgsqlException) when (left > 0)
            {
                // A pooled connection that the server closed.
            }
        }
    }
}
