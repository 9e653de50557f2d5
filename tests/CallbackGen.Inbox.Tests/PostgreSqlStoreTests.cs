using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;

namespace CallbackGen.Inbox.Tests;

/// <summary>The PostgreSQL store complies with the store contract.</summary>
public class PostgreSqlStoreTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    public static TheoryData<CallbackStoreCheck> Checks => [.. CallbackStoreCompliance.Checks];

    [PostgreSqlTheory]
    [MemberData(nameof(Checks))]
    public async Task It_does_what_every_store_does(CallbackStoreCheck check)
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        await check.RunAsync(harness);
    }

    [PostgreSqlFact]
    public async Task What_a_person_does_is_recorded()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default);
        foreach (var act in (Func<string, string, CancellationToken, Task<bool>>[])[store.ReplayAsync, store.DiscardAsync])
        {
            await store.FailAsync(
                Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(1), default)).Claim,
                null,
                "failed",
                default
            );
            Assert.True(await act(Callbacks.Id(1), "a person", default));
        }

        await using var history = harness
            .Connect()
            .CreateCommand("SELECT string_agg(action || ' by ' || actor, ', ' ORDER BY at, action DESC) FROM callback_history");
        Assert.Equal("replay by a person, discard by a person", await history.ExecuteScalarAsync());
    }

    /// <summary>
    /// More rows than one transaction deletes, among them a request with more callbacks than that, and an unfinished one.
    /// </summary>
    [PostgreSqlFact]
    public async Task Many_old_requests_are_deleted()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 1100).Select(number => store.AcceptAsync(Callbacks.Request, [Callbacks.Of(number)], default))
        );
        await store.AcceptAsync(Callbacks.Request, [.. Enumerable.Range(2000, 600).Select(number => Callbacks.Of(number))], default);
        await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(3000), Callbacks.Of(3001)], default);
        await using var end = harness.Connect().CreateCommand("UPDATE callback SET state = 4, ended_at = 1 WHERE id <> $1");
        end.Parameters.Add(new() { Value = Convert.FromHexString(Callbacks.Id(3001)) });
        Assert.Equal(1701, await end.ExecuteNonQueryAsync());

        Assert.Equal(1101, await store.PurgeAsync(DateTimeOffset.UtcNow, default));

        await using var left = harness.Connect().CreateCommand("SELECT count(*) FROM callback JOIN callback_request r USING (request)");
        Assert.Equal(2L, await left.ExecuteScalarAsync());
        Assert.Equal(Callbacks.Id(3001), Assert.Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default)).Claim.Id);
        Assert.Equal(0, await store.PurgeAsync(DateTimeOffset.UtcNow, default));
    }

    /// <summary>Each transaction locks the rows that it deletes, and other transactions must not wait for all of them.</summary>
    [PostgreSqlFact]
    public async Task Many_old_ids_are_forgotten_some_at_a_time()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 600).Select(number => store.AcceptAsync(Callbacks.Request, [Callbacks.Of(number)], default))
        );
        await store.AcceptAsync(Callbacks.Request, [.. Enumerable.Range(2000, 600).Select(number => Callbacks.Of(number))], default);
        await using var database = harness.Connect();
        await using var end = database.CreateCommand(
            """
            INSERT INTO callback_effect (id, feed, facts, callback, at)
              SELECT decode(lpad(to_hex(n), 64, '0'), 'hex'), 'acme.payment', '', NULL, 1 FROM generate_series(1, 1100) n;
            INSERT INTO callback_effect (id, feed, facts, callback, at)
              SELECT id, feed, '', seq, 1 FROM callback ORDER BY seq LIMIT 100;
            CREATE TABLE deleted (at xid8 NOT NULL);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN INSERT INTO deleted VALUES (pg_current_xact_id()); RETURN NULL; END';
            CREATE TRIGGER of_callbacks AFTER DELETE ON callback FOR EACH ROW EXECUTE FUNCTION note();
            CREATE TRIGGER of_effects AFTER DELETE ON callback_effect FOR EACH ROW EXECUTE FUNCTION note();
            UPDATE callback SET state = 4, ended_at = 1;
            """
        );
        await end.ExecuteNonQueryAsync();

        Assert.Equal(1200 + 1100, await store.ForgetAsync(DateTimeOffset.UtcNow, default));

        await using var left = database.CreateCommand(
            "SELECT (SELECT count(*) FROM callback) + (SELECT count(*) FROM callback_request) + (SELECT count(*) FROM callback_effect)"
        );
        Assert.Equal(0L, await left.ExecuteScalarAsync());
        await using var most = database.CreateCommand("SELECT max(rows) FROM (SELECT count(*) AS rows FROM deleted GROUP BY at) AS each");
        Assert.InRange((long)(await most.ExecuteScalarAsync())!, 1, 1000);
        Assert.Equal(0, await store.ForgetAsync(DateTimeOffset.UtcNow, default));
    }

    /// <summary>Otherwise an attacker who can write to the database could exhaust the program's memory, again after each start.</summary>
    [PostgreSqlFact]
    public async Task A_request_that_is_larger_than_any_that_is_accepted_is_claimed_without_its_content()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        foreach (var number in (int[])[1, 2])
            await store.AcceptAsync(Callbacks.Request with { Content = new byte[RequestContent.Largest] }, [Callbacks.Of(number)], default);
        await using var source = harness.Connect();
        await using var grow = source.CreateCommand(
            "UPDATE callback_request SET content = content || decode('00', 'hex') WHERE request = (SELECT request "
                + "FROM callback ORDER BY seq LIMIT 1)"
        );
        Assert.Equal(1, await grow.ExecuteNonQueryAsync());

        var claimed = await store.ClaimAsync(10, TimeSpan.FromMinutes(1), default);

        Assert.Equal([0, RequestContent.Largest], claimed.Select(callback => callback.Request.Content.Length));
    }

    /// <summary>It blocks its thread, so its task does not end at cancellation.</summary>
    [PostgreSqlFact]
    public async Task An_effect_that_blocks_past_its_limit_leaves_nothing()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default);
        var claim = Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(5), default)).Claim;
        using var goes = new ManualResetEventSlim();

        var committing = Task.Run(() =>
            store.CommitAsync(
                claim,
                (_, _) =>
                {
                    goes.Wait(CancellationToken.None);
                    return ValueTask.CompletedTask;
                },
                default
            )
        );
        await Task.WhenAny(committing, Task.Delay(TimeSpan.FromMinutes(1)));
        goes.Set();

        await Assert.ThrowsAsync<TimeoutException>(() => committing);
        Assert.Equal(CallbackState.Claimed, (await store.FindAsync(Callbacks.Id(1), default))!.State);
    }

    [PostgreSqlFact]
    public async Task Callbacks_of_one_order_that_come_while_others_end_are_not_forgotten()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var stores = await harness.OpenAsync(2);
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var handled = 0;
        var accepting = Task.Run(async () =>
        {
            for (var index = 0; index < 100; index++)
                await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(index, order: "one")], done.Token);
        });
        while (handled < 100)
        {
            done.Token.ThrowIfCancellationRequested();
            foreach (var claimed in await stores[1].ClaimAsync(10, TimeSpan.FromMinutes(1), done.Token))
            {
                Assert.Equal(Callbacks.Id(handled), claimed.Claim.Id);
                Assert.True(await stores[1].CommitAsync(claimed.Claim, null, done.Token));
                handled++;
            }
        }

        await accepting;
    }

    [PostgreSqlFact]
    public async Task Callbacks_are_accepted_while_others_of_their_id_or_order_have_their_effect()
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync(), TimeSpan.FromSeconds(60));
        var stores = await harness.OpenAsync(2);
        await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(1, order: "one")], default);
        var claimed = Assert.Single(await stores[0].ClaimAsync(1, TimeSpan.FromMinutes(5), default));
        CallbackAcceptance[] outcomes = [];

        var isDone = await stores[0]
            .CommitAsync(
                claimed.Claim,
                async (_, token) =>
                {
                    var again = await stores[1].AcceptAsync(Callbacks.Request, [Callbacks.Of(1, order: "one")], token);
                    var next = await stores[1].AcceptAsync(Callbacks.Request, [Callbacks.Of(2, order: "one")], token);
                    outcomes = [.. again, .. next];
                },
                default
            );

        Assert.True(isDone);
        Assert.Equal([CallbackAcceptance.Duplicate, CallbackAcceptance.Stored], outcomes);
        Assert.Equal(1, (await stores[0].FindAsync(Callbacks.Id(1), default))!.Duplicates);
        Assert.Equal(Callbacks.Id(2), Assert.Single(await stores[0].ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim.Id);
    }

    /// <summary>PostgreSQL answers COMMIT of a failed or finished transaction without an error.</summary>
    [PostgreSqlTheory]
    [InlineData("SELECT 1 / 0")]
    [InlineData("ROLLBACK")]
    public async Task An_effect_that_passes_over_the_end_of_its_transaction_is_not_taken_for_committed(string sql)
    {
        await using var harness = new PostgreSqlHarness(await server.CreateDatabaseAsync());
        var store = await harness.OpenAsync();
        var claims = new List<CallbackClaim>();
        for (var number = 1; number <= 2; number++)
        {
            await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(number)], default);
            claims.Add(Assert.Single(await store.ClaimAsync(1, TimeSpan.FromMinutes(5), default)).Claim);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CommitAsync(claims[0], EndAsync, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.CommitAsync(claims[1], Callbacks.Confirmed(3, isCallbackId: false), EndAsync, default)
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.CommitAsync(Callbacks.Confirmed(4, isCallbackId: false), EndAsync, default)
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.CommitAsync(Callbacks.Confirmed(5, isCallbackId: true), EndAsync, default)
        );

        Assert.Empty(await harness.ReadEffectsAsync());
        Assert.True(await store.CommitAsync(claims[0], harness.Write("1"), default));
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(claims[1], Callbacks.Confirmed(3, isCallbackId: false), harness.Write("3"), default)
        );
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(Callbacks.Confirmed(4, isCallbackId: false), harness.Write("4"), default)
        );
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(Callbacks.Confirmed(5, isCallbackId: true), harness.Write("5"), default)
        );
        Assert.Equal(["1", "3", "4", "5"], await harness.ReadEffectsAsync());

        async ValueTask EndAsync(System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken)
        {
            await harness.Write("lost")(transaction, cancellationToken);
            await using var command = transaction.Connection!.CreateCommand();
#pragma warning disable CA2100 // The commands are constants of this test.
            command.CommandText = sql;
#pragma warning restore CA2100
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (Npgsql.PostgresException)
            {
                // Handlers that try one statement after another failed do this.
            }
        }
    }
}
