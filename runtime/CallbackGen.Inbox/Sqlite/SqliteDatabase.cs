using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>Opens connections to a database.</summary>
internal sealed class SqliteDatabase
{
    private readonly string _connectionString;

    /// <param name="connectionString">The connection string, or the path of the file.</param>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public SqliteDatabase(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var builder = connectionString.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString };
        builder.Pooling = false;
        builder.ForeignKeys = true;
        _connectionString = builder.ToString();
    }

    /// <summary>Opens a connection that writes.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    // https://www.sqlite.org/pragma.html#pragma_synchronous: FULL also syncs the log at each commit.
    public SqliteSession OpenToWrite() => Open("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");

    /// <summary>Opens a connection that reads.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public SqliteSession OpenToRead() => Open("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000");

    private SqliteSession Open(string setUp)
    {
        var session = new SqliteSession(new(_connectionString));
        try
        {
            session.Open(setUp);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
