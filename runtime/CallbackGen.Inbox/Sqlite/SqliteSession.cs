using System.Data;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A connection that prepares each of its commands once. It is used by one thread at a time. Command texts are constants, and each
/// text always has the same parameters in the same order.
/// </summary>
/// <param name="connection">The connection, which is not open yet.</param>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    // By reference, because each constant is one object: hashing its text would take as long as some commands.
    private readonly Dictionary<string, SqliteCommand> _commands = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private SqliteTransaction? _transaction;

    /// <summary>How long closing waits for a command that an effect still runs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The current transaction.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public SqliteTransaction Transaction => _transaction ?? throw new InvalidOperationException("No transaction has begun.");

    /// <summary>Opens the connection.</summary>
    /// <param name="setUp">The commands that run first.</param>
    public void Open(string setUp)
    {
        connection.Open();
        Run(setUp);
    }

    /// <summary>
    /// Begins a write transaction, in which all commands run until <see cref="Commit"/> or <see cref="RollBack"/>.
    /// </summary>
    public void Begin() => _transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);

    /// <summary>Commits the transaction.</summary>
    public void Commit()
    {
        Transaction.Commit();
        End();
    }

    /// <summary>Rolls the transaction back.</summary>
    public void RollBack()
    {
        Transaction.Rollback();
        End();
    }

    /// <summary>Runs a script of several commands.</summary>
    public void Run(string script)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All SQL texts are constants.
        command.CommandText = script;
#pragma warning restore CA2100
        command.Transaction = _transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a command that returns no rows.</summary>
    /// <returns>The number of rows that it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new(connection.Handle!, sql, values));
        return statement.Execute(values);
    }

    /// <summary>Inserts a row.</summary>
    /// <returns>Its number.</returns>
    public long Insert(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Execute(sql, values);
        return SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
    }

    /// <summary>Runs a command that returns rows.</summary>
    /// <typeparam name="T">The type to which a row is converted.</typeparam>
    /// <returns>The converted rows.</returns>
    public List<T> ReadAll<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Runs a command that returns at most one row.</summary>
    /// <typeparam name="T">The type to which the row is converted.</typeparam>
    /// <returns>The converted row, or the default when there is none.</returns>
    public T? ReadFirst<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    /// <summary>
    /// Closes the connection in any state, even while an effect still uses it: later writes of the effect are discarded, and no
    /// other write waits for it.
    /// </summary>
    public void Abandon()
    {
        if (connection.Handle is not { } database)
        {
            connection.Dispose();
            return;
        }

        // A running command blocks all others. https://www.sqlite.org/c3ref/interrupt.html
        using var interrupting = new Timer(_ => Interrupt(database), null, Patience, Patience);
        try
        {
            // A command that arrives after the rollback would be a transaction of its own. If this fails, because the effect
            // continues reading after the interruption, the rollback fails too, and the transaction ends with the connection.
            SQLitePCL.raw.sqlite3_exec(database, "PRAGMA query_only = ON");
            Dispose();
        }
#pragma warning disable CA1031 // An effect may have ended the transaction itself, or still use a disposed object.
        catch (Exception)
#pragma warning restore CA1031
        {
            // This releases the file and its locks in any case.
            database.Dispose();
        }
    }

    private static void Interrupt(SQLitePCL.sqlite3 database)
    {
        try
        {
            SQLitePCL.raw.sqlite3_interrupt(database);
        }
        catch (ObjectDisposedException)
        {
            // The connection is already closed.
        }
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
#pragma warning disable CA2100 // All SQL texts are constants.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in values)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
            command.Parameters[index].Value = values[index].Value ?? DBNull.Value;
        command.Transaction = _transaction;
        return command;
    }
}
