using CallbackGen.Inbox;
using CallbackGen.Inbox.PostgreSql;
using CallbackGen.Inbox.Tests.Support;
using Npgsql;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>PostgreSQL, with a separate server in a temporary folder, configured for a constant write load.</summary>
internal sealed class PostgreSqlSubject : InboxSubject
{
    // https://www.postgresql.org/docs/current/wal-configuration.html: after a checkpoint the first change of each page writes the whole
    // page to the log. By default there is a checkpoint for each gigabyte of log, which is every few seconds here; servers with a write
    // load have rarer checkpoints.
    private readonly PostgreSqlServer _server = new()
    {
        Settings = ["max_wal_size=16GB", "checkpoint_timeout=15min", "wal_compression=on", "shared_buffers=1GB"],
    };
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
        var loop = await Loop.OpenAsync(new(await CreateDatabaseAsync()), isKeyed);
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

    /// <summary>One prepared INSERT, which is its own transaction.</summary>
    private sealed class Loop : GroupLoop
    {
        private readonly NpgsqlConnection _connection;
        private readonly NpgsqlCommand _insert;
        private readonly NpgsqlParameter _values;
        private readonly NpgsqlParameter? _ids;

        private Loop(NpgsqlConnection connection, bool isKeyed)
        {
            _connection = connection;
            _insert = new(
                isKeyed
                    ? "INSERT INTO keyed (bytes, id) SELECT * FROM unnest($1, $2)"
                    : "INSERT INTO bare (bytes) SELECT * FROM unnest($1)",
                connection
            );
            _values = _insert.Parameters.Add(new() { Value = Array.Empty<byte[]>() });
            _ids = isKeyed ? _insert.Parameters.Add(new() { Value = Array.Empty<string>() }) : null;
        }

        public static async Task<Loop> OpenAsync(NpgsqlConnection connection, bool isKeyed)
        {
            await connection.OpenAsync();
            await using (
                var create = new NpgsqlCommand(
                    isKeyed
                        ? "CREATE TABLE keyed (id text PRIMARY KEY, bytes bytea NOT NULL)"
                        : "CREATE TABLE bare (seq bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, bytes bytea NOT NULL)",
                    connection
                )
            )
                await create.ExecuteNonQueryAsync();
            var loop = new Loop(connection, isKeyed);
            await loop._insert.PrepareAsync();
            loop.Start();
            return loop;
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _insert.DisposeAsync();
            await _connection.DisposeAsync();
        }

        protected override async ValueTask WriteAsync(List<byte[]> group)
        {
            if (_ids is not null)
                _ids.Value = group.ConvertAll(IdOf).ToArray();
            _values.Value = (_ids is null ? group : group.ConvertAll(RestOf)).ToArray();
            await _insert.ExecuteNonQueryAsync();
        }
    }
}
