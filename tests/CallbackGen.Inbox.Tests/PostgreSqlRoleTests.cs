using System.Runtime.CompilerServices;
using CallbackGen.Inbox.Tests.Support;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>The roles and settings of the page about PostgreSQL.</summary>
public class PostgreSqlRoleTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    [PostgreSqlFact]
    public async Task A_role_needs_no_more_than_the_page_grants_when_the_tables_are_there()
    {
        var owner = await server.CreateDatabaseAsync();
        await using var tables = new PostgreSqlHarness(owner);
        await tables.OpenAsync();
        await ExecuteAsync(tables, $"CREATE ROLE shop LOGIN; {Grants()}");
        await using var harness = new PostgreSqlHarness(new NpgsqlConnectionStringBuilder(owner) { Username = "shop" }.ConnectionString);
        var store = await harness.OpenAsync();
        var lease = TimeSpan.FromMinutes(1);

        await store.KeepSecretAsync("key", new byte[] { 1 }, default);
        await store.KeepKeysAsync(new("keys", "fingerprint", new byte[] { 1 }, IsRevoked: false), default);
        await store.KeepKeysAsync(new("keys", "fingerprint", new byte[] { 1 }, IsRevoked: false), default);
        Assert.Equal(0, await store.RevokeKeysAsync("fingerprint", "a person", default));
        Assert.True((await store.FindKeysAsync("keys", default))?.IsRevoked);
        await store.AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default);
        await store.AcceptAsync(
            Callbacks.Request,
            [Callbacks.Of(1), Callbacks.Of(2, order: "one") with { Quota = new("group", 5, lease) }],
            default
        );
        var claims = await store.ClaimAsync(10, lease, default);
        Assert.True(await store.RenewAsync(claims[0].Claim, lease, default));
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(claims[0].Claim, Callbacks.Confirmed(9, isCallbackId: false), (_, _) => default, default)
        );
        Assert.True(await store.FailAsync(claims[1].Claim, null, "failed", default));
        Assert.True(await store.ReplayAsync(claims[1].Claim.Id, "a person", default));
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(Callbacks.Confirmed(2, isCallbackId: true), (_, _) => default, default)
        );
        Assert.Equal(
            CallbackCommit.Committed,
            await store.CommitAsync(Callbacks.Confirmed(3, isCallbackId: true), (_, _) => default, default)
        );
        await store.AddRefusedAsync(
            [
                new()
                {
                    At = DateTimeOffset.UtcNow,
                    Feed = "nova.payment",
                    Reason = CallbackRejectionReason.Malformed,
                    Method = "POST",
                    Path = "/in",
                },
            ],
            1,
            default
        );
        Assert.Single(await store.ListRefusedAsync(10, default));
        Assert.Equal(0, (await store.MeasureAsync(default)).Rows);
        Assert.Equal(3, (await store.ListAsync(CallbackState.Done, 10, default)).Count);
        Assert.Equal(2, await store.PurgeAsync(DateTimeOffset.UtcNow.AddDays(1), default));
        // Three callbacks, and an event whose id none of them has.
        Assert.Equal(4, await store.ForgetAsync(DateTimeOffset.UtcNow.AddDays(1), default));
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(harness, "CREATE TABLE of_its_own (id int)"));
    }

    [PostgreSqlFact]
    public async Task Effects_are_synchronised_whatever_the_database_says_and_planned_as_it_says()
    {
        var database = await server.CreateDatabaseAsync();
        await using var harness = new PostgreSqlHarness(database);
        await using var first = harness.Connect();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await ExecuteAsync(
            harness,
            $"ALTER DATABASE {name} SET synchronous_commit = off; ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'"
        );
        var stores = await harness.OpenAsync(2);
        await stores[0].AcceptAsync(Callbacks.Request, [Callbacks.Of(1)], default);
        var claim = Assert.Single(await stores[1].ClaimAsync(10, TimeSpan.FromMinutes(1), default)).Claim;
        var settings = new List<string>();

        Assert.True(
            await stores[1]
                .CommitAsync(
                    claim,
                    async (transaction, token) =>
                    {
                        foreach (var setting in (string[])["synchronous_commit", "enable_seqscan", "transaction_isolation"])
                        {
                            await using var show = new NpgsqlCommand($"SHOW {setting}", (NpgsqlConnection)transaction.Connection!);
                            settings.Add((string)(await show.ExecuteScalarAsync(token))!);
                        }
                    },
                    default
                )
        );

        Assert.Equal(["on", "on", "read committed"], settings);
    }

    private static async Task ExecuteAsync(PostgreSqlHarness harness, string sql)
    {
#pragma warning disable CA2100 // The commands are constants of the tests and of the page.
        await using var command = harness.Connect().CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string Grants([CallerFilePath] string file = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../runtime/docs/inbox-postgresql.md"));
        return page.Split("```sql\n")[1].Split("```")[0];
    }
}
