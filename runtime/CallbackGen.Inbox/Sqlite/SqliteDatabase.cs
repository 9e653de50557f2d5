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
        var builder = Read(connectionString);
        builder.Pooling = false;
        builder.ForeignKeys = true;
        _connectionString = builder.ToString();
    }

    /// <summary>Returns the file of a database, or null when it is in memory.</summary>
    /// <param name="connectionString">The connection string, or the path of the file.</param>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public static string? FileOf(string connectionString)
    {
        var builder = Read(connectionString);
        var source = builder.DataSource;
        if (builder.Mode == SqliteOpenMode.Memory || source.Length == 0 || source == ":memory:")
            return null;
        if (!source.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return source;
        // https://www.sqlite.org/uri.html
        var (path, query) = source["file:".Length..].Split('?', 2) is [var before, var after]
            ? (before, after)
            : (source["file:".Length..], "");
        return path == ":memory:" || query.Split('&').Any(part => part is "vfs=memdb" or "mode=memory")
            ? null
            : Uri.UnescapeDataString(path.StartsWith("//", StringComparison.Ordinal) ? path[path.IndexOf('/', 2)..] : path);
    }

    /// <summary>Opens a connection that writes.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    // https://www.sqlite.org/pragma.html#pragma_synchronous: FULL also syncs the log at each commit. Random ids are spread over
    // their index: a cache of 32 MiB holds the index of half a million callbacks. The checkpointer copies the log.
    public SqliteSession OpenToWrite() =>
        Open(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = 5000;
            PRAGMA cache_size = -32768;
            PRAGMA wal_autocheckpoint = 0
            """
        );

    /// <summary>Opens a connection that reads.</summary>
    /// <exception cref="SqliteException">It cannot be opened.</exception>
    public SqliteSession OpenToRead() => Open("PRAGMA query_only = ON; PRAGMA busy_timeout = 5000");

    private static SqliteConnectionStringBuilder Read(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return connectionString.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString };
    }

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
