using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A store in one file of SQLite, for programs of one process: write-ahead log and full synchronisation, so that what is
/// committed survives a loss of power as far as the disk keeps what it says it has written.
/// </summary>
internal sealed class SqliteCallbackStore : ICallbackStore, IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _openedAt;
    private readonly long _opened;
    private readonly TimeSpan _effectLimit;
    private readonly SqliteWriter _writer;

    /// <param name="connectionString">The connection string, or the path of the file.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="effectLimit">How long an effect may keep all others from writing.</param>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public SqliteCallbackStore(string connectionString, TimeProvider clock, TimeSpan effectLimit)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var builder = connectionString.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString };
        builder.Pooling = false;
        builder.ForeignKeys = true;
        _connectionString = builder.ToString();
        _clock = clock;
        (_openedAt, _opened) = (clock.GetUtcNow(), clock.GetTimestamp());
        _effectLimit = effectLimit;
        _writer = new(Connect);
    }

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellationToken) => _writer.RunAsync(
        transaction =>
        {
            var version = Convert.ToInt32(Command(transaction, "PRAGMA user_version").ExecuteScalar(), CultureInfo.InvariantCulture);
            if (version > SqliteTables.Version)
                throw new InvalidOperationException($"The inbox's tables are of version {version}; this program knows {SqliteTables.Version} at the most.");
            if (version == 0)
            {
                Command(transaction, SqliteTables.Create).ExecuteNonQuery();
                Command(transaction, $"PRAGMA user_version = {SqliteTables.Version}").ExecuteNonQuery();
            }

            Command(transaction, SqliteTables.BringForward, ("$now", Now())).ExecuteNonQuery();
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request, IReadOnlyList<NewCallback> callbacks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(callbacks);
        return _writer.RunAsync<IReadOnlyList<CallbackAcceptance>>(
            transaction =>
            {
                // Stored when the first callback needs it: a request of duplicates leaves none.
                long? stored = null;
                return [.. callbacks.Select(callback => Accept(transaction, callback, request, ref stored))];
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) => _writer.RunAsync<IReadOnlyList<ClaimedCallback>>(
        transaction =>
        {
            Command(transaction, SqliteTables.TakeBack, ("$now", Now())).ExecuteNonQuery();
            var claimed = new List<long>();
            using (var reader = Command(transaction, SqliteTables.Claim, ("$now", Now()), ("$lease", Now() + Milliseconds(lease)), ("$limit", limit)).ExecuteReader())
            {
                while (reader.Read())
                    claimed.Add(reader.GetInt64(0));
            }

            // The order of what an UPDATE returns is nobody's promise.
            claimed.Sort();
            return claimed.ConvertAll(seq => ReadClaimed(transaction, seq));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        _writer.RunAsync(transaction => Change(transaction, SqliteTables.Renew, claim, ("$lease", Now() + Milliseconds(lease))), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken)
    {
        if (effect is null)
            return _writer.RunAsync(transaction => Complete(transaction, claim), cancellationToken);
        return _writer.RunAloneAsync(
            async (transaction, timeout) =>
            {
                // First, so that an effect whose lease has run out does not even begin.
                if (!Complete(transaction, claim))
                    return (false, false);
                await effect(transaction, timeout);
                return (true, true);
            },
            _effectLimit, cancellationToken);
    }

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(CallbackClaim claim, ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc />
    public Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <inheritdoc />
    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) => _writer.RunAsync(
        transaction => wait is { } again
            ? Change(transaction, SqliteTables.SendBack, claim, ("$due", Now() + Milliseconds(again)), ("$reason", reason))
            : Change(transaction, SqliteTables.SetAside, claim, ("$reason", reason)),
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) => ActAsync(SqliteTables.Replay, id, "replay", by, cancellationToken);

    /// <inheritdoc />
    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) => ActAsync(SqliteTables.Discard, id, "discard", by, cancellationToken);

    /// <inheritdoc />
    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) => _writer.RunAsync(
        transaction =>
        {
            using var reader = Command(transaction, SqliteTables.Find, ("$id", id)).ExecuteReader();
            return reader.Read() ? StoredRows.ReadRow(reader) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) => _writer.RunAsync<IReadOnlyDictionary<CallbackState, long>>(
        transaction =>
        {
            var counts = new Dictionary<CallbackState, long>();
            using var reader = Command(transaction, SqliteTables.Count).ExecuteReader();
            while (reader.Read())
                counts[StoredRows.ReadState(reader, 0)] = reader.GetInt64(1);
            return counts;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => _writer.RunAsync(
        transaction => (long)Command(transaction, SqliteTables.Purge, ("$before", before.ToUnixTimeMilliseconds())).ExecuteNonQuery(), cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // https://www.sqlite.org/pragma.html#pragma_synchronous: FULL also syncs the log at each commit.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private CallbackAcceptance Accept(SqliteTransaction transaction, NewCallback callback, StoredRequest request, ref long? stored)
    {
        var facts = Command(transaction, SqliteTables.GetFacts, ("$id", callback.Id)).ExecuteScalar() as string;
        if (facts is null)
        {
            Add(transaction, callback, callback.Id, null, request, ref stored);
            return CallbackAcceptance.Stored;
        }

        if (facts == callback.Facts)
        {
            Command(transaction, SqliteTables.CountDuplicate, ("$id", callback.Id)).ExecuteNonQuery();
            return CallbackAcceptance.Duplicate;
        }

        if (Command(transaction, SqliteTables.CountDuplicate, ("$id", callback.ConflictId)).ExecuteNonQuery() == 0)
            Add(transaction, callback, callback.ConflictId, callback.Id, request, ref stored);
        return CallbackAcceptance.Conflict;
    }

    private void Add(SqliteTransaction transaction, NewCallback callback, string id, string? conflictsWith, StoredRequest request, ref long? stored)
    {
        stored ??= AddRequest(transaction, request);
        Command(
            transaction, SqliteTables.AddCallback, ("$id", id), ("$request", stored), ("$item", callback.Item), ("$feed", request.Feed), ("$key_id", callback.KeyId),
            ("$facts", callback.Facts), ("$order_key", callback.OrderKey), ("$conflicts_with", conflictsWith), ("$now", Now())).ExecuteNonQuery();
    }

    private static long AddRequest(SqliteTransaction transaction, StoredRequest request) => (long)Command(
        transaction, SqliteTables.AddRequest, ("$feed", request.Feed), ("$key_set", request.KeySet), ("$received_at", request.ReceivedAt.ToUnixTimeMilliseconds()),
        ("$verified_at", request.VerifiedAt.UtcTicks), ("$method", request.Method), ("$path", request.Path), ("$query", request.Query),
        ("$url", request.Url), ("$content_type", request.ContentType), ("$headers", StoredHeaders.Write(request.Headers)), ("$body", request.Body.ToArray())).ExecuteScalar()!;

    private static ClaimedCallback ReadClaimed(SqliteTransaction transaction, long seq)
    {
        using var reader = Command(transaction, SqliteTables.GetClaimed, ("$seq", seq)).ExecuteReader();
        return reader.Read() ? StoredRows.ReadClaimed(reader) : throw new InvalidOperationException("A callback that waits has lost its request.");
    }

    private Task<bool> ActAsync(string sql, string id, string action, string by, CancellationToken cancellationToken) => _writer.RunAsync(
        transaction =>
        {
            if (Command(transaction, sql, ("$id", id), ("$now", Now())).ExecuteNonQuery() == 0)
                return false;
            Command(transaction, SqliteTables.Record, ("$id", id), ("$now", Now()), ("$action", action), ("$actor", by)).ExecuteNonQuery();
            Promote(transaction, id);
            return true;
        },
        cancellationToken);

    private bool Complete(SqliteTransaction transaction, CallbackClaim claim)
    {
        if (!Change(transaction, SqliteTables.Complete, claim))
            return false;
        Promote(transaction, claim.Id);
        return true;
    }

    private void Promote(SqliteTransaction transaction, string id) =>
        Command(transaction, SqliteTables.PromoteNext, ("$id", id), ("$now", Now())).ExecuteNonQuery();

    private bool Change(SqliteTransaction transaction, string sql, CallbackClaim claim, params (string Name, object? Value)[] more) =>
        Command(transaction, sql, [("$id", claim.Id), ("$fence", claim.Fence), ("$now", Now()), .. more]).ExecuteNonQuery() == 1;

#pragma warning disable CA2100 // Every text is a constant of SqliteTables.
    private static SqliteCommand Command(SqliteTransaction transaction, string sql, params (string Name, object? Value)[] values)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
#pragma warning restore CA2100

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    /// <summary>
    /// The time when the store was opened and what has passed since: a clock that somebody sets back must not have callbacks wait, or
    /// leases last, for hours.
    /// </summary>
    private long Now() => (_openedAt + _clock.GetElapsedTime(_opened)).ToUnixTimeMilliseconds();
}
