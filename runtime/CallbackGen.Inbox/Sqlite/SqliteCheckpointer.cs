namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// Copies committed pages from the log to the database, concurrently with the writer: between two commits it would take tens of
/// milliseconds, for which all new callbacks would wait (https://www.sqlite.org/wal.html#ckpt).
/// </summary>
internal sealed class SqliteCheckpointer : IAsyncDisposable
{
    /// <summary>
    /// The size, in pages (64 MiB), above which the log must restart, which is possible when all of it is copied and no connection writes.
    /// </summary>
    private const int LargestLog = 16 * 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly Func<SqliteSession> _connect;
    private readonly SqliteWriter _writer;
    private readonly Action<Exception> _report;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private SqliteSession? _session;

    /// <param name="connect">Opens a connection that is set up to write.</param>
    /// <param name="writer">The writer.</param>
    /// <param name="report">Reports to operators why the copying failed.</param>
    public SqliteCheckpointer(Func<SqliteSession> connect, SqliteWriter writer, Action<Exception> report)
    {
        _connect = connect;
        _writer = writer;
        _report = report;
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _session?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var seen = 0L;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Rest, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var commits = _writer.Commits;
            // When the program ends, the connection that is closed last copies the rest.
            if (commits == seen || _stop.IsCancellationRequested)
                continue;
            seen = commits;
            try
            {
                // Most pages are copied while others write; the rest, while the writer pauses, is small.
                if (Copy() > LargestLog)
                    await _writer.PauseAsync(() => Copy());
            }
#pragma warning disable CA1031 // For example a full disk or a locked file: the log stays, and a later checkpoint copies it.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _session?.Abandon();
                _session = null;
                _report(failure);
            }
        }
    }

    /// <returns>The number of pages in the log.</returns>
    private int Copy() => (_session ??= _connect()).ReadFirst("PRAGMA wal_checkpoint(PASSIVE)", reader => reader.GetInt32(1));
}
