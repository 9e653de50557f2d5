using System.Threading.Channels;
using CallbackGen.Inbox;
using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Inbox.Tests.Support;
using Npgsql;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>PostgreSQL as it is installed, with a server of its own in a folder that goes away.</summary>
internal sealed class PostgreSqlSubject : InboxSubject
{
    private readonly PostgreSqlServer _server = new();
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

    public override async Task<Func<byte[], Task>> OpenBareAsync()
    {
        var loop = new Loop(new(await CreateDatabaseAsync()));
        _open.Add(loop);
        return loop.CommitAsync;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var open in _open)
            await open.DisposeAsync();
        await _server.DisposeAsync();
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

        public Loop(NpgsqlConnection connection)
        {
            _connection = connection;
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
            await using (var create = new NpgsqlCommand("CREATE TABLE bare (seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, bytes bytea NOT NULL)", _connection))
                await create.ExecuteNonQueryAsync();
            await using var insert = new NpgsqlCommand("INSERT INTO bare (bytes) SELECT * FROM unnest($1)", _connection);
            var values = insert.Parameters.Add(new() { Value = Array.Empty<byte[]>() });
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
                await insert.ExecuteNonQueryAsync();
                done.ForEach(one => one.SetResult());
                group.Clear();
                done.Clear();
            }
        }
    }
}
