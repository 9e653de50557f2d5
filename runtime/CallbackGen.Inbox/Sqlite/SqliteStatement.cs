using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A prepared command that returns no rows. <see cref="SqliteCommand"/> looks up the index of each parameter by its name at each
/// execution, which is a tenth of the time of storing a callback.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;

    /// <exception cref="SqliteException">The text is not a valid command.</exception>
    public SqliteStatement(sqlite3 database, string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
        _places = new int[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            _places[index] = raw.sqlite3_bind_parameter_index(_statement, values[index].Name);
            if (_places[index] == 0)
                throw new InvalidOperationException($"There is no {values[index].Name} in {sql}.");
        }
    }

    /// <summary>Runs the command.</summary>
    /// <returns>The number of rows that it changed.</returns>
    /// <exception cref="SqliteException">It failed.</exception>
    public int Execute(ReadOnlySpan<(string Name, object? Value)> values)
    {
        for (var index = 0; index < values.Length; index++)
            SqliteException.ThrowExceptionForRC(Bind(_places[index], values[index].Value), _database);
        var outcome = raw.sqlite3_step(_statement);
        try
        {
            // The method throws only for results that are failures.
            SqliteException.ThrowExceptionForRC(outcome, _database);
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) =>
        value switch
        {
            null => raw.sqlite3_bind_null(_statement, place),
            string text => raw.sqlite3_bind_text(_statement, place, text),
            long number => raw.sqlite3_bind_int64(_statement, place, number),
            int number => raw.sqlite3_bind_int(_statement, place, number),
            bool flag => raw.sqlite3_bind_int(_statement, place, flag ? 1 : 0),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
            ReadOnlyMemory<byte> bytes => raw.sqlite3_bind_blob(_statement, place, bytes.Span),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "No column has this type."),
        };
}
