using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>The store in PostgreSQL does what every store does.</summary>
public class PostgreSqlStoreTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    public static TheoryData<CallbackStoreCheck> Checks => [.. CallbackStoreCompliance.Checks];

    [PostgreSqlTheory]
    [MemberData(nameof(Checks))]
    public async Task It_does_what_every_store_does(CallbackStoreCheck check)
    {
        await using var harness = new Harness(await server.CreateDatabaseAsync());
        await check.RunAsync(harness);
    }

    [PostgreSqlFact]
    public async Task Callbacks_of_one_order_that_come_while_others_end_are_not_forgotten()
    {
        await using var harness = new Harness(await server.CreateDatabaseAsync());
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];
        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var handled = 0;
        var accepting = Task.Run(async () =>
        {
            for (var index = 0; index < 100; index++)
            {
                var id = index.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
                await stores[0].AcceptAsync(Some, [new() { Id = id, ConflictId = $"{id}c", OrderKey = "one" }], done.Token);
            }
        });
        while (handled < 100)
        {
            done.Token.ThrowIfCancellationRequested();
            foreach (var claimed in await stores[1].ClaimAsync(10, TimeSpan.FromMinutes(1), done.Token))
            {
                Assert.Equal(handled.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), claimed.Claim.Id);
                Assert.True(await stores[1].CommitAsync(claimed.Claim, null, done.Token));
                handled++;
            }
        }

        await accepting;
    }

    private static StoredRequest Some { get; } = new()
    {
        Feed = "acme.payment",
        ReceivedAt = DateTimeOffset.UnixEpoch,
        VerifiedAt = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Path = "/",
        Query = "",
    };

    private sealed class Harness(string connectionString) : CallbackStoreHarness
    {
        private readonly List<NpgsqlDataSource> _sources = [];

        public override async Task<ICallbackStore> OpenAsync()
        {
            var source = NpgsqlDataSource.Create(connectionString);
            _sources.Add(source);
            var store = new PostgreSqlCallbackStore(source, TimeSpan.FromSeconds(1));
            await store.PrepareAsync(default);
            return store;
        }

        public override CallbackEffect Write(string text) => async (transaction, token) =>
        {
            var connection = (NpgsqlConnection)transaction.Connection!;
            await using var create = new NpgsqlCommand("CREATE TABLE IF NOT EXISTS effect (text text)", connection, (NpgsqlTransaction)transaction);
            await create.ExecuteNonQueryAsync(token);
            await using var insert = new NpgsqlCommand("INSERT INTO effect VALUES ($1)", connection, (NpgsqlTransaction)transaction);
            insert.Parameters.Add(new() { Value = text });
            await insert.ExecuteNonQueryAsync(token);
        };

        public override async Task<IReadOnlyList<string>> ReadEffectsAsync()
        {
            await using var exists = _sources[0].CreateCommand("SELECT to_regclass('effect') IS NOT NULL");
            if (await exists.ExecuteScalarAsync() is not true)
                return [];
            await using var command = _sources[0].CreateCommand("SELECT text FROM effect ORDER BY text");
            await using var reader = await command.ExecuteReaderAsync();
            var texts = new List<string>();
            while (await reader.ReadAsync())
                texts.Add(reader.GetString(0));
            return texts;
        }

        public override async ValueTask DisposeAsync()
        {
            foreach (var source in _sources)
                await source.DisposeAsync();
        }
    }
}
