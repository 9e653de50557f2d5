namespace CallbackGen.Inbox.Sqlite;

/// <summary>
/// A store in one SQLite file, for programs of one process. It uses a write-ahead log and full synchronization, so that committed
/// transactions survive a power loss, provided that the disk persists synchronized writes.
/// </summary>
internal sealed class SqliteCallbackStore : ICallbackStore, IAsyncDisposable
{
    /// <summary>
    /// The number of rows that are deleted per transaction, so that new callbacks do not wait for a long deletion.
    /// </summary>
    private const int Batch = 500;

    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _openedAt;
    private readonly long _opened;
    private readonly TimeSpan _effectLimit;
    private readonly SqliteReader _reader;
    private readonly SqliteWriter _writer;
    private readonly SqliteCheckpointer _checkpointer;

    /// <param name="connectionString">The connection string, or the path of the file.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="effectLimit">The time limit of an effect, which blocks all other writes.</param>
    /// <param name="reportLog">Reports to operators why the log could not be copied to the database; null for no report.</param>
    /// <exception cref="ArgumentException">The text is neither.</exception>
    public SqliteCallbackStore(string connectionString, TimeProvider clock, TimeSpan effectLimit, Action<Exception>? reportLog = null)
    {
        var database = new SqliteDatabase(connectionString);
        _clock = clock;
        (_openedAt, _opened) = (clock.GetUtcNow(), clock.GetTimestamp());
        _effectLimit = effectLimit;
        _reader = new(database);
        _writer = new(database.OpenToWrite);
        _checkpointer = new(database.OpenToWrite, _writer, reportLog ?? (_ => { }));
    }

    /// <inheritdoc />
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _writer.RunAsync(
            session =>
            {
                var version =
                    session.ReadFirst(SqliteTables.HasVersion, reader => reader.GetInt32(0)) == 0
                        ? 0
                        : session.ReadFirst(SqliteTables.GetVersion, reader => reader.GetInt32(0));
                if (version > SqliteTables.Version)
                    throw new InvalidOperationException(
                        $"The inbox's tables are of version {version}; this program knows {SqliteTables.Version} at the most."
                    );
                if (version == 0)
                    session.Run(SqliteTables.Create);
                else
                    SqliteMigrations.Run(session, version);
                return session.Execute(SqliteTables.BringForward, ("$now", Now()));
            },
            cancellationToken
        );
        await _reader.RunAsync(session => session.ReadFirst(SqliteTables.GetVersion, reader => reader.GetInt32(0)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(callbacks);
        return _writer.RunAsync<IReadOnlyList<CallbackAcceptance>>(
            session => new SqliteAccepting(session, request, Now()).Run(callbacks),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        HandleAsync(handling => handling.Claim(limit, Milliseconds(lease)), cancellationToken);

    /// <inheritdoc />
    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        HandleAsync(handling => handling.Renew(claim, Milliseconds(lease)), cancellationToken);

    /// <inheritdoc />
    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken)
    {
        if (effect is null)
            return HandleAsync(handling => handling.Complete(claim), cancellationToken);
        return _writer.RunAloneAsync(
            async (session, timeout) =>
            {
                // First, so that an effect whose lease has expired does not begin.
                if (!new SqliteHandling(session, Now()).Complete(claim))
                    return (false, false);
                await effect(session.Transaction, timeout);
                return (true, true);
            },
            _effectLimit,
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        return ConfirmAsync(session => new SqliteConfirming(session, confirmed, Now()).Commit(claim), effect, cancellationToken);
    }

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        return ConfirmAsync(session => new SqliteConfirming(session, confirmed, Now()).Commit(), effect, cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) =>
        HandleAsync(
            handling =>
                wait is { } again
                    ? handling.SendBack(claim, Milliseconds(again), reason)
                    : handling.SetAside(claim, CallbackState.Dead, reason),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        HandleAsync(handling => handling.Return(claim, Milliseconds(wait), reason), cancellationToken);

    /// <inheritdoc />
    public Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        HandleAsync(handling => handling.Park(claim, Milliseconds(wait), reason), cancellationToken);

    /// <inheritdoc />
    public async Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        var (now, woken) = (Now(), 0L);
        var parked = await _reader.RunAsync(
            session =>
                session.ReadAll(SqliteTables.FindParked, reader => reader.GetInt64(0), ("$now", now), ("$feeds", SqliteJson.Array(feeds))),
            cancellationToken
        );
        foreach (var batch in parked.Chunk(Batch))
            woken += await _writer.RunAsync(
                session => session.Execute(SqliteTables.Wake, ("$now", now), ("$seqs", SqliteJson.Array(batch))),
                cancellationToken
            );
        return woken;
    }

    /// <inheritdoc />
    public Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken) =>
        HandleAsync(handling => handling.SetAside(claim, CallbackState.Quarantined, reason), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        return _writer.RunAsync<IReadOnlyList<CallbackAcceptance>?>(
            session => new SqliteReleasing(session, Now()).Run(claim, callbacks),
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(SqliteTables.Replay, id, "replay", by, cancellationToken);

    /// <inheritdoc />
    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) =>
        ActAsync(SqliteTables.Discard, id, "discard", by, cancellationToken);

    /// <inheritdoc />
    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        _reader.RunAsync(session => session.ReadFirst(SqliteTables.Find, StoredRows.ReadRow, ("$id", SqliteId.Of(id))), cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync<IReadOnlyList<CallbackRow>>(
            session =>
                session.ReadAll(
                    state is CallbackState.Waiting or CallbackState.Claimed or CallbackState.Done
                        ? SqliteTables.List
                        : SqliteTables.ListAside,
                    StoredRows.ReadRow,
                    ("$state", (int)state),
                    ("$limit", limit)
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync<IReadOnlyDictionary<CallbackState, long>>(
            session =>
                session
                    .ReadAll(SqliteTables.Count, reader => KeyValuePair.Create(StoredRows.ReadState(reader, 0), reader.GetInt64(1)))
                    .ToDictionary(),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken) =>
        _reader.RunAsync(
            session => StoredRows.ToBacklog(session.ReadAll(SqliteTables.Measure, StoredRows.ReadBacklog, ("$now", Now()))),
            cancellationToken
        );

    /// <inheritdoc />
    public Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return _writer.RunAsync(session => SqliteRefused.Add(session, requests, keep), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken) =>
        _reader.RunAsync<IReadOnlyList<RefusedRequest>>(session => SqliteRefused.List(session, limit), cancellationToken);

    /// <inheritdoc />
    public Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        _writer.RunAsync<ReadOnlyMemory<byte>>(session => new SqliteKeys(session, Now()).KeepSecret(name, value), cancellationToken);

    /// <inheritdoc />
    public Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _writer.RunAsync(session => new SqliteKeys(session, Now()).Keep(keys), cancellationToken);
    }

    /// <inheritdoc />
    public Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken) =>
        _reader.RunAsync(session => session.ReadFirst(SqliteKeys.Find, StoredRows.ReadKeys, ("$id", id)), cancellationToken);

    /// <inheritdoc />
    public Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => new SqliteKeys(session, Now()).RevokeBy(fingerprint, by), cancellationToken);

    /// <inheritdoc />
    public async Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var requests = await DeleteAsync(Purge, before, cancellationToken);
        await _writer.RunAsync(session => new SqliteKeys(session, Now()).Purge(), cancellationToken);
        return requests;
    }

    /// <inheritdoc />
    public async Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await PurgeAsync(before, cancellationToken);
        // Effects first: each is retained at least as long as its callback.
        var effects = await DeleteAsync(Forget(SqliteTables.ForgetEffects), before, cancellationToken);
        await DeleteAsync(Forget(SqliteTables.ForgetHistory), before, cancellationToken);
        return effects + await DeleteAsync(Forget(SqliteTables.ForgetCallbacks), before, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _checkpointer.DisposeAsync();
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private Task<T> HandleAsync<T>(Func<SqliteHandling, T> handle, CancellationToken cancellationToken) =>
        _writer.RunAsync(session => handle(new(session, Now())), cancellationToken);

    private Task<CallbackCommit> ConfirmAsync(
        Func<SqliteSession, CallbackCommit> decide,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(effect);
        return _writer.RunAloneAsync(
            async (session, timeout) =>
            {
                var commit = decide(session);
                if (commit == CallbackCommit.Committed)
                    await effect(session.Transaction, timeout);
                return (commit, commit != CallbackCommit.LeaseLost);
            },
            _effectLimit,
            cancellationToken
        );
    }

    private Task<bool> ActAsync(string sql, string id, string action, string by, CancellationToken cancellationToken) =>
        _writer.RunAsync(
            session =>
            {
                if (session.Execute(sql, ("$id", SqliteId.Of(id)), ("$now", Now())) == 0)
                    return false;
                session.Execute(SqliteTables.Record, ("$id", SqliteId.Of(id)), ("$now", Now()), ("$action", action), ("$actor", by));
                new SqliteHandling(session, Now()).Promote(id);
                return true;
            },
            cancellationToken
        );

    private static int Purge(SqliteSession session, long before)
    {
        var requests = session.ReadAll(
            SqliteTables.Ended,
            reader => (Request: reader.GetInt64(0), Callback: reader.GetInt64(1)),
            ("$before", before),
            ("$batch", Batch)
        );
        var list = SqliteJson.Array(requests.Select(row => row.Request));
        session.Execute(SqliteTables.LoseRequests, ("$seqs", SqliteJson.Array(requests.Select(row => row.Callback))));
        session.Execute(SqliteTables.LoseSharedRequests, ("$requests", list));
        return session.Execute(SqliteTables.DeleteRequests, ("$requests", list));
    }

    private static Func<SqliteSession, long, int> Forget(string sql) =>
        (session, before) => session.Execute(sql, ("$before", before), ("$batch", Batch));

    private async Task<long> DeleteAsync(Func<SqliteSession, long, int> delete, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (all, deleted) = (0L, Batch);
        while (deleted == Batch)
        {
            deleted = await _writer.RunAsync(session => delete(session, before.ToUnixTimeMilliseconds()), cancellationToken);
            all += deleted;
        }

        return all;
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    /// <summary>
    /// Returns the time at which the store was opened plus the elapsed time: a clock that is set back must not make callbacks wait,
    /// or leases last, for hours.
    /// </summary>
    private long Now() => (_openedAt + _clock.GetElapsedTime(_opened)).ToUnixTimeMilliseconds();
}
