namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// Copies what was committed from the log to the database, beside the writer: it would take tens of milliseconds between two commits, for
/// which all that come meanwhile would wait (https://www.sqlite.org/wal.html#ckpt).
/// </summary>
internal sealed class SqliteCheckpointer : IAsyncDisposable
{
    /// <summary>From how many pages on the log has to begin anew, which it can when all of it was copied and nobody writes. 64 MiB.</summary>
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
    /// <param name="report">Tells operators why nothing could be copied.</param>
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
                // Most of it while others write; the rest is little.
                if (Copy() > LargestLog)
                    await _writer.PauseAsync(() => Copy());
            }
#pragma warning disable CA1031 // Whatever it is, the disk that is full or the file that is locked: the log stays, and is copied later.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _session?.Abandon();
                _session = null;
                _report(failure);
            }
        }
    }

    /// <returns>How many pages the log has.</returns>
    private int Copy() => (_session ??= _connect()).ReadFirst("PRAGMA wal_checkpoint(PASSIVE)", reader => reader.GetInt32(1));
}
