using System.Text;
using System.Threading.Channels;
using CallbackGen.Inbox;
using CallbackGen.Inbox.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>SQLite, in files of a folder that goes away.</summary>
internal sealed class SqliteSubject : InboxSubject
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("callbackgen-inbox-");
    private readonly List<IAsyncDisposable> _open = [];

    public override string Name => "SQLite";

    public override async Task<ICallbackStore> OpenStoreAsync()
    {
        var store = new SqliteCallbackStore(NextFile(), TimeProvider.System, TimeSpan.FromSeconds(5));
        _open.Add(store);
        await store.PrepareAsync(CancellationToken.None);
        return store;
    }

    public override Task<Func<byte[], Task>> OpenBareAsync() => Task.FromResult(OpenLoop(isKeyed: false));

    public override Task<Func<byte[], Task>> OpenKeyedAsync() => Task.FromResult(OpenLoop(isKeyed: true));

    public override async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Func<byte[], Task> OpenLoop(bool isKeyed)
    {
        var loop = new Loop(NextFile(), isKeyed);
        _open.Add(loop);
        return loop.CommitAsync;
    }

    private string NextFile() => Path.Combine(_folder.FullName, $"{_open.Count}.db");

    /// <summary>A queue, a transaction for what waits in it, one INSERT for each.</summary>
    private sealed class Loop : IAsyncDisposable
    {
        private readonly Channel<(byte[] Bytes, TaskCompletionSource Done)> _queue = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new() { SingleReader = true });
        private readonly SqliteConnection _connection;
        private readonly Task _loop;
        private readonly bool _isKeyed;

        public Loop(string file, bool isKeyed)
        {
            _isKeyed = isKeyed;
            _connection = new($"Data Source={file};Pooling=False");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL); CREATE TABLE keyed (id TEXT PRIMARY KEY, bytes BLOB NOT NULL)";
            command.ExecuteNonQuery();
            _loop = Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }

        public Task CommitAsync(byte[] bytes)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _queue.Writer.TryWrite((bytes, done));
            return done.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _queue.Writer.Complete();
            await _loop;
            await _connection.DisposeAsync();
        }

        private async Task WriteAsync()
        {
            await using var insert = _connection.CreateCommand();
            insert.CommandText = _isKeyed ? "INSERT INTO keyed (id, bytes) VALUES ($id, $bytes)" : "INSERT INTO bare (bytes) VALUES ($bytes)";
            var value = insert.Parameters.Add("$bytes", SqliteType.Blob);
            var id = _isKeyed ? insert.Parameters.Add("$id", SqliteType.Text) : null;
            var group = new List<TaskCompletionSource>();
            while (await _queue.Reader.WaitToReadAsync())
            {
                using (var transaction = _connection.BeginTransaction(deferred: false))
                {
                    insert.Transaction = transaction;
                    while (group.Count < 256 && _queue.Reader.TryRead(out var next))
                    {
                        value.Value = next.Bytes;
                        if (id is not null)
                            (id.Value, value.Value) = (Encoding.ASCII.GetString(next.Bytes.AsSpan(0, InboxCallbacks.IdLength)), next.Bytes[InboxCallbacks.IdLength..]);
                        insert.ExecuteNonQuery();
                        group.Add(next.Done);
                    }

                    transaction.Commit();
                }

                group.ForEach(done => done.SetResult());
                group.Clear();
            }
        }
    }
}
