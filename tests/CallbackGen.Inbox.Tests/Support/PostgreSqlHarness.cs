using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Testing;
using Npgsql;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>Stores over one PostgreSQL database, each with its own connections, as in several instances.</summary>
/// <param name="connectionString">The database.</param>
/// <param name="effectLimit">The time limit of an effect; five seconds by default, which is enough for a slow machine.</param>
internal sealed class PostgreSqlHarness(string connectionString, TimeSpan? effectLimit = null) : CallbackStoreHarness
{
    private readonly List<NpgsqlDataSource> _sources = [];

    public override async Task<ICallbackStore> OpenAsync()
    {
        var store = new PostgreSqlCallbackStore(Connect(), effectLimit ?? TimeSpan.FromSeconds(5));
        await store.PrepareAsync(default);
        return store;
    }

    public async Task<ICallbackStore[]> OpenAsync(int instances)
    {
        var stores = new ICallbackStore[instances];
        for (var index = 0; index < instances; index++)
            stores[index] = await OpenAsync();
        return stores;
    }

    /// <summary>A data source that no store uses.</summary>
    public NpgsqlDataSource Connect()
    {
        var source = NpgsqlDataSource.Create(connectionString);
        _sources.Add(source);
        return source;
    }

    public override CallbackEffect Write(string text) =>
        async (transaction, token) =>
        {
            var connection = (NpgsqlConnection)transaction.Connection!;
            await using var create = new NpgsqlCommand(
                "CREATE TABLE IF NOT EXISTS effect (text text)",
                connection,
                (NpgsqlTransaction)transaction
            );
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
