using System.Data.Common;
using CallbackGen.Chaos.Tests.Disks;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>A database with the store and a table of effects, which has no constraint against a second effect of an event.</summary>
internal abstract class ChaosDatabase
{
    public abstract string ConnectionString { get; }

    public abstract bool IsPostgreSql { get; }

    /// <summary>Creates the table of effects.</summary>
    public virtual async Task CreateAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = IsPostgreSql
            ? "CREATE TABLE effect (seq bigint GENERATED ALWAYS AS IDENTITY, event_id text NOT NULL)"
            : "CREATE TABLE effect (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The events of all effects, in the order of the effects; an event with several effects occurs several times.</summary>
    public async Task<IReadOnlyList<string>> ReadEffectsAsync()
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT event_id FROM effect ORDER BY seq";
        await using var reader = await command.ExecuteReaderAsync();
        var effects = new List<string>();
        while (await reader.ReadAsync())
            effects.Add(reader.GetString(0));
        return effects;
    }

    protected abstract Task<DbConnection> OpenAsync();
}

/// <summary>A SQLite file in a folder.</summary>
internal class SqliteChaosDatabase(string folder) : ChaosDatabase
{
    public string File { get; } = Path.Combine(folder, "callbacks.db");

    public override string ConnectionString => $"Data Source={File};Pooling=False";

    public override bool IsPostgreSql => false;

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

/// <summary>A SQLite file on a disk with simulated loss of power.</summary>
internal sealed class SyncedChaosDatabase(SyncedDisk disk) : SqliteChaosDatabase(disk.Folder)
{
    public override async Task CreateAsync()
    {
        await base.CreateAsync();
        disk.Sync();
    }
}

/// <summary>A database of a server.</summary>
internal sealed class PostgreSqlChaosDatabase(string connectionString) : ChaosDatabase
{
    public override string ConnectionString => connectionString;

    public override bool IsPostgreSql => true;

    protected override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }
}
