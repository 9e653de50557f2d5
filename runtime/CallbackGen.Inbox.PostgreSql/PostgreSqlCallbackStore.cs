using Npgsql;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// A store in PostgreSQL, for any number of instances: they share its clock and its locks, and each commit is synchronized to disk,
/// whatever the server's default is.
/// </summary>
internal sealed class PostgreSqlCallbackStore : ICallbackStore, IAsyncDisposable
{
    private readonly PostgreSqlAccepting _accepting;
    private readonly PostgreSqlHandling _handling;
    private readonly PostgreSqlConfirming _confirming;
    private readonly PostgreSqlOperating _operating;
    private readonly PostgreSqlRefused _refused;
    private readonly PostgreSqlKeys _keys;

    /// <param name="source">The connections.</param>
    /// <param name="effectLimit">The time limit of an effect.</param>
    public PostgreSqlCallbackStore(NpgsqlDataSource source, TimeSpan effectLimit)
    {
        var database = new PostgreSqlDatabase(source);
        var effects = new PostgreSqlEffects(effectLimit);
        var numbers = new RequestNumbers(database);
        _accepting = new(new(database, numbers), new(database, numbers));
        _handling = new(database, effects);
        _confirming = new(database, effects);
        _operating = new(database);
        _refused = new(database);
        _keys = new(database);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _accepting.DisposeAsync();

    /// <inheritdoc />
    public Task PrepareAsync(CancellationToken cancellationToken) => _operating.PrepareAsync(cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(callbacks);
        return _accepting.AcceptAsync(request, callbacks, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        _handling.ClaimAsync(limit, lease, cancellationToken);

    /// <inheritdoc />
    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        _handling.RenewAsync(claim, lease, cancellationToken);

    /// <inheritdoc />
    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken) =>
        _handling.CommitAsync(claim, effect, cancellationToken);

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        ArgumentNullException.ThrowIfNull(effect);
        return _confirming.CommitAsync(claim, confirmed, effect, cancellationToken);
    }

    /// <inheritdoc />
    public Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        ArgumentNullException.ThrowIfNull(effect);
        return _confirming.CommitAsync(confirmed, effect, cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) =>
        _handling.FailAsync(claim, wait, reason, cancellationToken);

    /// <inheritdoc />
    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        _handling.ReturnAsync(claim, wait, reason, cancellationToken);

    /// <inheritdoc />
    public Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        _handling.ParkAsync(claim, wait, reason, cancellationToken);

    /// <inheritdoc />
    public Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        return _handling.WakeAsync(feeds, cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken) =>
        _handling.QuarantineAsync(claim, reason, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(callbacks);
        return _accepting.ReleaseAsync(claim, [.. callbacks.Select(callback => callback with { Quota = null })], cancellationToken);
    }

    /// <inheritdoc />
    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) =>
        _operating.ReplayAsync(id, by, cancellationToken);

    /// <inheritdoc />
    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) =>
        _operating.DiscardAsync(id, by, cancellationToken);

    /// <inheritdoc />
    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) => _operating.FindAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        _operating.ListAsync(state, limit, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) =>
        _operating.CountAsync(cancellationToken);

    /// <inheritdoc />
    public Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken) => _operating.MeasureAsync(cancellationToken);

    /// <inheritdoc />
    public Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return _refused.AddAsync(requests, keep, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken) =>
        _refused.ListAsync(limit, cancellationToken);

    /// <inheritdoc />
    public Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        _keys.KeepSecretAsync(name, value, cancellationToken);

    /// <inheritdoc />
    public Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _keys.KeepAsync(keys, cancellationToken);
    }

    /// <inheritdoc />
    public Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken) => _keys.FindAsync(id, cancellationToken);

    /// <inheritdoc />
    public Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken) =>
        _keys.RevokeAsync(fingerprint, by, cancellationToken);

    /// <inheritdoc />
    public Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _operating.PurgeAsync(before, cancellationToken);

    /// <inheritdoc />
    public Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _operating.ForgetAsync(before, cancellationToken);
}
