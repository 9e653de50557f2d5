using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The tables of an inbox as somebody has them who can write to the database, and has nothing else.</summary>
internal abstract class OpenTables
{
    /// <summary>The tables of a program: those of its file, or of a server where one is given.</summary>
    public static OpenTables Of(InboxApp app, NpgsqlDataSource? server) =>
        server is null ? new SqliteTablesOf(app.File) : new PostgreSqlTablesOf(server, app.Ring);

    /// <summary>Has an inbox keep its callbacks there.</summary>
    public abstract void Use(CallbackInboxBuilder inbox);

    /// <summary>An expression in which a text takes the place of another one within bytes.</summary>
    public abstract string Replace(string bytes, string old, string by);

    /// <summary>An id of hexadecimal digits, as a value.</summary>
    public abstract string Id(string digits);

    /// <summary>The id of a row, as an expression that is what the row of a conflict says of the other one.</summary>
    public abstract string OwnId { get; }

    protected abstract DbConnection Connect();

    /// <summary>Runs a command.</summary>
    /// <returns>How many rows it has written.</returns>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        return await CommandOf(connection, sql).ExecuteNonQueryAsync();
    }

    /// <summary>Counts rows.</summary>
    /// <param name="rows">A table, and which of its rows.</param>
    public async Task<long> CountAsync(string rows)
    {
        await using var connection = Connect();
        await connection.OpenAsync();
        return (long)(await CommandOf(connection, $"SELECT count(*) FROM {rows}").ExecuteScalarAsync())!;
    }

    /// <summary>Everything that is in the tables, as the bytes of one text in which each byte is a character.</summary>
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
#pragma warning disable CA2100 // Constants of tests.
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
