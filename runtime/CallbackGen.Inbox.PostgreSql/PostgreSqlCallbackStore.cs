using System.Globalization;
using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// A store in PostgreSQL, for any number of instances: they share its clock and its locks, and whatever they commit is synchronised
/// to the disk, whatever the server's default is.
/// </summary>
/// <param name="source">The connections.</param>
/// <param name="effectLimit">How long an effect may take.</param>
internal sealed class PostgreSqlCallbackStore(NpgsqlDataSource source, TimeSpan effectLimit) : ICallbackStore
{
    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellationToken) => RunAsync(
        async transaction =>
        {
            // https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-FSYNC
            if (await ScalarAsync(transaction, "SHOW fsync", cancellationToken) is not "on")
                throw new InvalidOperationException("The server does not synchronise what it commits to the disk (fsync is off): a loss of power would lose callbacks that were acknowledged.");
            await ScalarAsync(transaction, "SELECT pg_advisory_xact_lock($1)", cancellationToken, PostgreSqlTables.Lock);
            var version = await ScalarAsync(transaction, PostgreSqlTables.HasVersion, cancellationToken) is true
                ? await ScalarAsync(transaction, PostgreSqlTables.GetVersion, cancellationToken) as int?
                : null;
            if (version > PostgreSqlTables.Version)
            {
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture, $"The inbox's tables are of version {version}; this program knows {PostgreSqlTables.Version} at the most."));
            }

            if (version is null)
                await ExecuteAsync(transaction, PostgreSqlTables.Create, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request, IReadOnlyList<NewCallback> callbacks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(callbacks);
        return RunAsync<IReadOnlyList<CallbackAcceptance>>(
            async transaction =>
            {
                // Whoever takes several locks takes them in one order, so that no two wait for each other.
                foreach (var order in callbacks.Select(callback => callback.OrderKey).OfType<string>().Distinct().Order(StringComparer.Ordinal))
                    await ScalarAsync(transaction, PostgreSqlTables.LockOrder, cancellationToken, request.Feed, order);
                if (callbacks.Count > 1)
                    await ScalarAsync(transaction, PostgreSqlTables.LockIds, cancellationToken, (object)callbacks.Select(callback => callback.Id).ToArray());
                var stored = await AddRequestAsync(transaction, request, cancellationToken);
                var accepted = new CallbackAcceptance[callbacks.Count];
                var isUsed = false;
                for (var index = 0; index < callbacks.Count; index++)
                {
                    (accepted[index], var added) = await AcceptAsync(transaction, callbacks[index], request.Feed, stored, cancellationToken);
                    isUsed |= added;
                }

                if (!isUsed)
                    await ExecuteAsync(transaction, PostgreSqlTables.DropRequest, cancellationToken, stored);
                return accepted;
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<ClaimedCallback>>(
        async transaction =>
        {
            await ExecuteAsync(transaction, PostgreSqlTables.TakeBack, cancellationToken);
            await using var command = Command(transaction, PostgreSqlTables.Claim, limit, Milliseconds(lease));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var claimed = new List<ClaimedCallback>();
            while (await reader.ReadAsync(cancellationToken))
                claimed.Add(StoredRows.ReadClaimed(reader));
            return claimed;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) => RunAsync(
        async transaction => await ExecuteAsync(transaction, PostgreSqlTables.Renew, cancellationToken, claim.Id, claim.Fence, Milliseconds(lease)) == 1, cancellationToken);

    /// <inheritdoc />
    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken) => RunAsync(
        async transaction =>
        {
            await ExecuteAsync(transaction, PostgreSqlTables.LockOrderOf, cancellationToken, claim.Id);
            // First, so that an effect whose lease has run out does not even begin.
            if (await ExecuteAsync(transaction, PostgreSqlTables.Complete, cancellationToken, claim.Id, claim.Fence) != 1)
                return false;
            await ExecuteAsync(transaction, PostgreSqlTables.PromoteNext, cancellationToken, claim.Id);
            if (effect is not null)
                await RunEffectAsync(effect, transaction);
            return true;
        },
        cancellationToken);

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
    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) => RunAsync(
        async transaction => (wait is { } again
            ? await ExecuteAsync(transaction, PostgreSqlTables.SendBack, cancellationToken, claim.Id, claim.Fence, Milliseconds(again), reason)
            : await ExecuteAsync(transaction, PostgreSqlTables.SetAside, cancellationToken, claim.Id, claim.Fence, reason)) == 1,
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) => RunAsync(
        async transaction => await ExecuteAsync(transaction, PostgreSqlTables.Return, cancellationToken, claim.Id, claim.Fence, Milliseconds(wait), reason) == 1,
        cancellationToken);

    /// <inheritdoc />
    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(PostgreSqlTables.Replay, id, "replay", by, cancellationToken);

    /// <inheritdoc />
    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(PostgreSqlTables.Discard, id, "discard", by, cancellationToken);

    /// <inheritdoc />
    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) => RunAsync(
        async transaction =>
        {
            await using var command = Command(transaction, PostgreSqlTables.Find, id);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? StoredRows.ReadRow(reader) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) => RunAsync<IReadOnlyDictionary<CallbackState, long>>(
        async transaction =>
        {
            var counts = new Dictionary<CallbackState, long>();
            await using var command = Command(transaction, PostgreSqlTables.Count);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                counts[StoredRows.ReadState(reader, 0)] = reader.GetInt64(1);
            return counts;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        async transaction => (long)await ExecuteAsync(transaction, PostgreSqlTables.Purge, cancellationToken, before.ToUnixTimeMilliseconds()), cancellationToken);

    private Task<bool> ActAsync(string sql, string id, string action, string by, CancellationToken cancellationToken) => RunAsync(
        async transaction =>
        {
            await ExecuteAsync(transaction, PostgreSqlTables.LockOrderOf, cancellationToken, id);
            if (await ExecuteAsync(transaction, sql, cancellationToken, id) == 0)
                return false;
            await ExecuteAsync(transaction, PostgreSqlTables.Record, cancellationToken, id, action, by);
            await ExecuteAsync(transaction, PostgreSqlTables.PromoteNext, cancellationToken, id);
            return true;
        },
        cancellationToken);

    /// <summary>Runs something in a transaction that is on the disk when this ends; false, or an exception, leaves nothing of it.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT: not what a server or a role has for others.
        await ExecuteAsync(transaction, "SET LOCAL synchronous_commit = on", cancellationToken);
        var result = await work(transaction);
        if (result is false)
            await transaction.RollbackAsync(cancellationToken);
        else
            await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task RunEffectAsync(CallbackEffect effect, NpgsqlTransaction transaction)
    {
        using var timer = new CancellationTokenSource(effectLimit);
        var writing = effect(transaction, timer.Token).AsTask();
        try
        {
            await writing.WaitAsync(effectLimit);
        }
        catch (Exception failure) when (failure is TimeoutException || (failure is OperationCanceledException && timer.IsCancellationRequested))
        {
            // It may go on with the transaction: without its connection it cannot.
            NpgsqlConnection.ClearPool(transaction.Connection!);
            await transaction.Connection!.CloseAsync();
            throw new TimeoutException($"The effect took longer than {effectLimit.TotalSeconds:0.###} seconds.");
        }
    }

    private static async Task<(CallbackAcceptance Acceptance, bool IsAdded)> AcceptAsync(
        NpgsqlTransaction transaction, NewCallback callback, string feed, long request, CancellationToken cancellationToken)
    {
        if (await AddAsync(transaction, callback, callback.Id, null, feed, request, cancellationToken))
            return (CallbackAcceptance.Stored, true);
        if (await ScalarAsync(transaction, PostgreSqlTables.GetFacts, cancellationToken, callback.Id) as string == callback.Facts)
        {
            await ExecuteAsync(transaction, PostgreSqlTables.CountDuplicate, cancellationToken, callback.Id);
            return (CallbackAcceptance.Duplicate, false);
        }

        if (await AddAsync(transaction, callback, callback.ConflictId, callback.Id, feed, request, cancellationToken))
            return (CallbackAcceptance.Conflict, true);
        await ExecuteAsync(transaction, PostgreSqlTables.CountDuplicate, cancellationToken, callback.ConflictId);
        return (CallbackAcceptance.Conflict, false);
    }

    private static async Task<bool> AddAsync(
        NpgsqlTransaction transaction, NewCallback callback, string id, string? conflictsWith, string feed, long request, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            transaction, PostgreSqlTables.AddCallback, cancellationToken, id, request, callback.Item, feed, TypedText(callback.KeyId), callback.Facts,
            TypedText(callback.OrderKey), TypedText(conflictsWith)) == 1;

    private static async Task<long> AddRequestAsync(NpgsqlTransaction transaction, StoredRequest request, CancellationToken cancellationToken) => (long)(await ScalarAsync(
        transaction, PostgreSqlTables.AddRequest, cancellationToken, request.Feed, TypedText(request.KeySet), request.ReceivedAt.ToUnixTimeMilliseconds(),
        request.VerifiedAt.UtcTicks, request.Method, request.Path, request.Query, TypedText(request.Url), TypedText(request.ContentType),
        StoredHeaders.Write(request.Headers), request.Body.ToArray()))!;

    private static async Task<object?> ScalarAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(transaction, sql, values);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task<int> ExecuteAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Command(transaction, sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

#pragma warning disable CA2100 // Every text is a constant.
    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
#pragma warning restore CA2100

    /// <summary>A text that may be null, which then still says that it is a text.</summary>
    private static NpgsqlParameter TypedText(string? text) => new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text, Value = (object?)text ?? DBNull.Value };

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
