using System.Data;
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
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);
    private SqliteTransaction? _transaction;

    /// <summary>How long closing waits for a command of somebody else's.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The transaction that has begun.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public SqliteTransaction Transaction => _transaction ?? throw new InvalidOperationException("No transaction has begun.");

    /// <summary>Opens the connection.</summary>
    /// <param name="setUp">What is run first.</param>
    public void Open(string setUp)
    {
        connection.Open();
        Run(setUp);
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

    /// <summary>Runs several commands, once.</summary>
    public void Run(string script)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant.
        command.CommandText = script;
#pragma warning restore CA2100
        command.Transaction = _transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>Runs a command that gives no rows.</summary>
    /// <returns>How many rows it has changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new(connection.Handle!, sql, values));
        return statement.Execute(values);
    }

    /// <summary>Adds a row.</summary>
    /// <returns>Its number.</returns>
    public long Insert(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Execute(sql, values);
        return SQLitePCL.raw.sqlite3_last_insert_rowid(connection.Handle);
    }

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
        foreach (var statement in _statements.Values)
            statement.Dispose();
        foreach (var command in _commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    /// <summary>
    /// Closes the connection whatever state it is in, and whatever somebody else still does with it: nothing that he writes then stays, and
    /// nobody waits for it.
    /// </summary>
    public void Abandon()
    {
        if (connection.Handle is not { } database)
        {
            connection.Dispose();
            return;
        }

        // Commands wait for the one that runs. https://www.sqlite.org/c3ref/interrupt.html
        using var interrupting = new Timer(_ => Interrupt(database), null, Patience, Patience);
        try
        {
            // A command that was on its way when the transaction was undone would be a transaction of its own. When this fails, because
            // somebody reads on after an interruption, undoing fails too, and the transaction ends with the connection.
            SQLitePCL.raw.sqlite3_exec(database, "PRAGMA query_only = ON");
            Dispose();
        }
#pragma warning disable CA1031 // An effect may have ended the transaction by itself, or be using what is disposed of.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The file and its locks are let go all the same.
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
            // It is closed.
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
#pragma warning disable CA2100 // Every text is a constant.
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
