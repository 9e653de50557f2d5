using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A separate connection for reads: it sees committed data and does not wait for writes. It stays open, so that an in-memory
/// database persists.
/// </summary>
/// <param name="database">The database.</param>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle is not used holds no resource.
internal sealed class SqliteReader(SqliteDatabase database) : IAsyncDisposable
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteSession? _session;
    private bool _isDisposed;

    /// <summary>Runs a read.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="read">Runs its commands.</param>
    /// <param name="cancellationToken">Cancels the wait for earlier reads.</param>
    /// <returns>The result.</returns>
    /// <exception cref="SqliteException">The file or the disk failed.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            // SQLite has no asynchronous reads: each blocks a thread.
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
        // A concurrent read would otherwise reopen the database, whose folder may be about to be deleted.
        await _turn.WaitAsync();
        _isDisposed = true;
        _session?.Dispose();
        _turn.Release();
    }
}
