using System.Data;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A connection, with each of its commands prepared once. Used by one thread at a time. Texts of commands are constants, and one text
/// always has the same parameters in the same order.
/// </summary>
/// <param name="connection">The connection, which is closed yet.</param>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // By reference, as constants are one object each: their hash would take as long as some of the commands.
    private readonly Dictionary<string, SqliteCommand> _commands = new(ReferenceEqualityComparer.Instance);
    private SqliteTransaction? _transaction;

    /// <summary>The transaction that has begun.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public SqliteTransaction Transaction => _transaction ?? throw new InvalidOperationException("No transaction has begun.");

    /// <summary>Opens the connection.</summary>
    /// <param name="setUp">What is run first.</param>
    public void Open(string setUp)
    {
        connection.Open();
        Execute(setUp);
    }

    /// <summary>Begins a transaction that writes, in which all commands run until <see cref="Commit"/> or <see cref="RollBack"/>.</summary>
    public void Begin() => _transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);

    /// <summary>Commits the transaction.</summary>
    public void Commit()
    {
        Transaction.Commit();
        End();
    }

    /// <summary>Undoes the transaction.</summary>
    public void RollBack()
    {
        Transaction.Rollback();
        End();
    }

    /// <summary>Runs a command.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a command that gives rows.</summary>
    /// <typeparam name="T">What is made of a row.</typeparam>
    /// <returns>What was made of each.</returns>
    public List<T> ReadAll<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a command that gives one row at the most.</summary>
    /// <typeparam name="T">What is made of a row.</typeparam>
    /// <returns>What was made of it, or the default when there is none.</returns>
    public T? ReadFirst<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in values)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            Debug.Assert(command.Parameters[index].ParameterName == values[index].Name, "One text has one order of parameters.");
            command.Parameters[index].Value = values[index].Value ?? DBNull.Value;
        }

        command.Transaction = _transaction;
        return command;
    }
}
