using System.Text;
using System.Threading.Channels;
using CallbackGen.Inbox;
using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Inbox.Tests.Support;
using Npgsql;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>PostgreSQL, with a server of its own in a folder that goes away, which has the settings of one that is written to all day.</summary>
internal sealed class PostgreSqlSubject : InboxSubject
{
    // https://www.postgresql.org/docs/current/wal-configuration.html: after a checkpoint the first change of each page writes all of it to the
    // log. By default there is one for each gigabyte of log, thus every few seconds here, and a server that is written to has them far apart.
    private readonly PostgreSqlServer _server = new() { Settings = ["max_wal_size=16GB", "checkpoint_timeout=15min", "wal_compression=on", "shared_buffers=1GB"] };
    private readonly List<IAsyncDisposable> _open = [];
    private bool _isStarted;

    public override string Name => "PostgreSQL";

    public override async Task<ICallbackStore> OpenStoreAsync()
    {
        var source = NpgsqlDataSource.Create(await CreateDatabaseAsync());
        _open.Add(source);
        var store = new PostgreSqlCallbackStore(source, TimeSpan.FromSeconds(5));
        await store.PrepareAsync(CancellationToken.None);
        return store;
    }

    public override Task<Func<byte[], Task>> OpenBareAsync() => OpenLoopAsync(isKeyed: false);

    public override Task<Func<byte[], Task>> OpenKeyedAsync() => OpenLoopAsync(isKeyed: true);

    public override async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        await _server.DisposeAsync();
    }

    private async Task<Func<byte[], Task>> OpenLoopAsync(bool isKeyed)
    {
        var loop = new Loop(new(await CreateDatabaseAsync()), isKeyed);
        _open.Add(loop);
        return loop.CommitAsync;
    }

    private async Task<string> CreateDatabaseAsync()
    {
        if (!_isStarted)
            await _server.InitializeAsync();
        _isStarted = true;
        return await _server.CreateDatabaseAsync();
    }

    /// <summary>A queue, and one INSERT, prepared, of all that waits in it, which is its own transaction.</summary>
    private sealed class Loop : IAsyncDisposable
    {
        private readonly Channel<(byte[] Bytes, TaskCompletionSource Done)> _queue = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>(new() { SingleReader = true });
        private readonly NpgsqlConnection _connection;
        private readonly Task _loop;
        private readonly bool _isKeyed;

        public Loop(NpgsqlConnection connection, bool isKeyed)
        {
            (_connection, _isKeyed) = (connection, isKeyed);
            _loop = Task.Run(WriteAsync);
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
            await _connection.OpenAsync();
            await using (var create = new NpgsqlCommand(_isKeyed ? "CREATE TABLE keyed (id text PRIMARY KEY, bytes bytea NOT NULL)" : "CREATE TABLE bare (seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, bytes bytea NOT NULL)", _connection))
                await create.ExecuteNonQueryAsync();
            await using var insert = new NpgsqlCommand(_isKeyed ? "INSERT INTO keyed (bytes, id) SELECT * FROM unnest($1, $2)" : "INSERT INTO bare (bytes) SELECT * FROM unnest($1)", _connection);
            var values = insert.Parameters.Add(new() { Value = Array.Empty<byte[]>() });
            var ids = _isKeyed ? insert.Parameters.Add(new() { Value = Array.Empty<string>() }) : null;
            await insert.PrepareAsync();
            var (group, done) = (new List<byte[]>(), new List<TaskCompletionSource>());
            while (await _queue.Reader.WaitToReadAsync())
            {
                while (group.Count < 256 && _queue.Reader.TryRead(out var next))
                {
                    group.Add(next.Bytes);
                    done.Add(next.Done);
                }

                values.Value = group.ToArray();
                if (ids is not null)
                {
                    ids.Value = group.ConvertAll(bytes => Encoding.ASCII.GetString(bytes.AsSpan(0, InboxCallbacks.IdLength))).ToArray();
                    values.Value = group.ConvertAll(bytes => bytes[InboxCallbacks.IdLength..]).ToArray();
                }

                await insert.ExecuteNonQueryAsync();
                done.ForEach(one => one.SetResult());
                group.Clear();
                done.Clear();
            }
        }
    }
}
