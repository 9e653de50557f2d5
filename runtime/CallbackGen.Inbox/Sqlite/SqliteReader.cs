using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A connection of its own for what only reads: it sees what is committed, and waits for no write. It stays open, so that a database in
/// memory stays too.
/// </summary>
/// <param name="database">The database.</param>
internal sealed class SqliteReader(SqliteDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteSession? _session;

    /// <summary>Reads.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="read">Runs its commands.</param>
    /// <param name="cancellationToken">Ends the waiting for those that came before.</param>
    /// <returns>What it gave.</returns>
    /// <exception cref="SqliteException">The file or the disk.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // SQLite has no reads that wait without a thread.
            return await Task.Run(() => read(_session ??= database.OpenToRead()), CancellationToken.None);
        }
        catch (SqliteException)
        {
            _session?.Dispose();
            _session = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session?.Dispose();
        _turn.Dispose();
    }
}
