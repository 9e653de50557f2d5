using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A connection of its own for what only reads: it sees what is committed, and waits for no write. It stays open, so that a database in
/// memory stays too.
/// </summary>
/// <param name="database">The database.</param>
#pragma warning disable CA1001 // A semaphore of which nobody takes the wait handle has nothing to dispose of.
internal sealed class SqliteReader(SqliteDatabase database) : IAsyncDisposable
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteSession? _session;
    private bool _isDisposed;

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
            ObjectDisposedException.ThrowIf(_isDisposed, this);
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
    public async ValueTask DisposeAsync()
    {
        // Who reads at this moment would otherwise open the database once more, when its folder may be on its way.
        await _turn.WaitAsync();
        _isDisposed = true;
        _session?.Dispose();
        _turn.Release();
    }
}
