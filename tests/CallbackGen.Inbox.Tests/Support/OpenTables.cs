using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The tables of an inbox, accessed by an attacker who can only write to the database.</summary>
internal abstract class OpenTables
{
    /// <summary>The tables of a program: those of its file, or of a server if one is given.</summary>
    public static OpenTables Of(InboxApp app, NpgsqlDataSource? server) =>
        server is null ? new SqliteTablesOf(app.File) : new PostgreSqlTablesOf(server, app.Ring);

    /// <summary>Configures an inbox to store its callbacks there.</summary>
    public abstract void Use(CallbackInboxBuilder inbox);

    /// <summary>An expression that replaces a text within bytes.</summary>
    public abstract string Replace(string bytes, string old, string by);

    /// <summary>An SQL value of an id in hexadecimal digits.</summary>
    public abstract string Id(string digits);

    /// <summary>The id of a row, as an expression of the form in which a conflict's row refers to it.</summary>
    public abstract string OwnId { get; }

    protected abstract DbConnection Connect();

    /// <summary>Runs a command.</summary>
    /// <returns>The number of affected rows.</returns>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        return await CommandOf(connection, sql).ExecuteNonQueryAsync();
    }

    /// <summary>Counts rows.</summary>
    /// <param name="rows">A table, and a condition on its rows.</param>
    public async Task<long> CountAsync(string rows)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        return (long)(await CommandOf(connection, $"SELECT count(*) FROM {rows}").ExecuteScalarAsync())!;
    }

    /// <summary>All content of the tables, as a text with one character for each byte.</summary>
    public async Task<string> ReadAllAsync()
    {
        var all = new StringBuilder();
        await using var connection = Connect();
        await connection.OpenAsync();
        foreach (
            var table in (string[])
                [
                    "callback",
                    "callback_request",
                    "callback_keys",
                    "callback_secret",
                    "callback_effect",
                    "callback_history",
                    "callback_refused",
                ]
        )
        {
            await using var reader = await CommandOf(connection, $"SELECT * FROM {table}").ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var column = 0; column < reader.FieldCount; column++)
                    all.Append(reader.GetValue(column) is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{reader.GetValue(column)}")
                        .Append('\n');
            }
        }

        return all.ToString();
    }

    private static DbCommand CommandOf(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The commands are constants of tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}

internal sealed class SqliteTablesOf(string file) : OpenTables
{
    public override void Use(CallbackInboxBuilder inbox) => inbox.UseSqlite(file);

    public override string Replace(string bytes, string old, string by) => $"unhex(replace(hex({bytes}), hex('{old}'), hex('{by}')))";

    public override string Id(string digits) => $"x'{digits}'";

    public override string OwnId => "lower(hex(id))";

    protected override DbConnection Connect() => new SqliteConnection($"Data Source={file};Pooling=False");
}

internal sealed class PostgreSqlTablesOf(NpgsqlDataSource source, DirectoryInfo ring) : OpenTables
{
    public override void Use(CallbackInboxBuilder inbox) => inbox.UsePostgreSql(source).Services.AddSharedRing(ring);

    public override string Replace(string bytes, string old, string by) =>
        $"decode(replace(encode({bytes}, 'hex'), encode('{old}'::bytea, 'hex'), encode('{by}'::bytea, 'hex')), 'hex')";

    public override string Id(string digits) => $"decode('{digits}', 'hex')";

    public override string OwnId => "id";

    protected override DbConnection Connect() => source.CreateConnection();
}
