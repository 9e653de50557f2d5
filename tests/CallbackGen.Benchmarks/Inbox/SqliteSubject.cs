using CallbackGen.Inbox;
using CallbackGen.Inbox.Sqlite;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>SQLite, with files in a temporary folder.</summary>
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

    /// <summary>One INSERT for each entry.</summary>
    private sealed class Loop : GroupLoop
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;
        private readonly SqliteParameter _value;
        private readonly SqliteParameter? _id;

        public Loop(string file, bool isKeyed)
        {
            _connection = new($"Data Source={file};Pooling=False");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText =
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (seq INTEGER PRIMARY KEY, "
                + "bytes BLOB NOT NULL); CREATE TABLE keyed (id TEXT PRIMARY KEY, bytes BLOB NOT NULL)";
            command.ExecuteNonQuery();
            _insert = _connection.CreateCommand();
            _insert.CommandText = isKeyed
                ? "INSERT INTO keyed (id, bytes) VALUES ($id, $bytes)"
                : "INSERT INTO bare (bytes) VALUES ($bytes)";
            _value = _insert.Parameters.Add("$bytes", SqliteType.Blob);
            _id = isKeyed ? _insert.Parameters.Add("$id", SqliteType.Text) : null;
            Start();
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await _insert.DisposeAsync();
            await _connection.DisposeAsync();
        }

        protected override ValueTask WriteAsync(List<byte[]> group)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            _insert.Transaction = transaction;
            foreach (var bytes in group)
            {
                if (_id is null)
                    _value.Value = bytes;
                else
                    (_id.Value, _value.Value) = (IdOf(bytes), RestOf(bytes));
                _insert.ExecuteNonQuery();
            }

            transaction.Commit();
            return default;
        }
    }
}
