using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>The base class of stores that differ in one operation: it delegates to another store.</summary>
/// <param name="inner">The other store.</param>
public abstract class ForwardingStore(ICallbackStore inner) : ICallbackStore
{
    protected ICallbackStore Inner => inner;

    public virtual Task PrepareAsync(CancellationToken cancellationToken) => inner.PrepareAsync(cancellationToken);

    public virtual Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) => inner.AcceptAsync(request, callbacks, cancellationToken);

    public virtual Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.ClaimAsync(limit, lease, cancellationToken);

    public virtual Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.RenewAsync(claim, lease, cancellationToken);

    public virtual Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken) =>
        inner.CommitAsync(claim, effect, cancellationToken);

    public virtual Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    ) => inner.CommitAsync(claim, confirmed, effect, cancellationToken);

    public virtual Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken) =>
        inner.CommitAsync(confirmed, effect, cancellationToken);

    public virtual Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) =>
        inner.FailAsync(claim, wait, reason, cancellationToken);

    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        inner.ReturnAsync(claim, wait, reason, cancellationToken);

    public Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        inner.ParkAsync(claim, wait, reason, cancellationToken);

    public Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken) =>
        inner.WakeAsync(feeds, cancellationToken);

    public Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken) => inner.MeasureAsync(cancellationToken);

    public Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken) =>
        inner.AddRefusedAsync(requests, keep, cancellationToken);

    public Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken) =>
        inner.ListRefusedAsync(limit, cancellationToken);

    public Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken) =>
        inner.QuarantineAsync(claim, reason, cancellationToken);

    public Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) => inner.ReleaseAsync(claim, callbacks, cancellationToken);

    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) =>
        inner.ReplayAsync(id, by, cancellationToken);

    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) =>
        inner.DiscardAsync(id, by, cancellationToken);

    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

    public Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(state, limit, cancellationToken);

    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) =>
        inner.CountAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.KeepSecretAsync(name, value, cancellationToken);

    public Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken) => inner.KeepKeysAsync(keys, cancellationToken);

    public Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken) => inner.FindKeysAsync(id, cancellationToken);

    public Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken) =>
        inner.RevokeKeysAsync(fingerprint, by, cancellationToken);

    public Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => inner.PurgeAsync(before, cancellationToken);

    public Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.ForgetAsync(before, cancellationToken);
}
