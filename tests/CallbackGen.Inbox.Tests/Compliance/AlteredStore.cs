namespace CallbackGen.Inbox.Tests.Compliance;

/// <summary>A store that delegates to another one, except for the altered operations.</summary>
internal sealed class AlteredStore(ICallbackStore store) : ICallbackStore
{
    public Func<StoredRequest, IReadOnlyList<NewCallback>, Task<IReadOnlyList<CallbackAcceptance>>> Accept { get; init; } =
        (request, callbacks) => store.AcceptAsync(request, callbacks, default);

    public Func<int, TimeSpan, Task<IReadOnlyList<ClaimedCallback>>> Claim { get; init; } =
        (limit, lease) => store.ClaimAsync(limit, lease, default);

    public Func<CallbackClaim, TimeSpan, Task<bool>> Renew { get; init; } = (claim, lease) => store.RenewAsync(claim, lease, default);

    public Func<CallbackClaim, CallbackEffect?, Task<bool>> Commit { get; init; } =
        (claim, effect) => store.CommitAsync(claim, effect, default);

    public Func<CallbackClaim, ConfirmedEvent, CallbackEffect, Task<CallbackCommit>> Confirm { get; init; } =
        (claim, confirmed, effect) => store.CommitAsync(claim, confirmed, effect, default);

    public Func<ConfirmedEvent, CallbackEffect, Task<CallbackCommit>> Reconcile { get; init; } =
        (confirmed, effect) => store.CommitAsync(confirmed, effect, default);

    public Func<CallbackClaim, TimeSpan?, string, Task<bool>> Fail { get; init; } =
        (claim, wait, reason) => store.FailAsync(claim, wait, reason, default);

    public Func<CallbackClaim, TimeSpan, string, Task<bool>> Return { get; init; } =
        (claim, wait, reason) => store.ReturnAsync(claim, wait, reason, default);

    public Func<CallbackClaim, TimeSpan, string, Task<bool>> Park { get; init; } =
        (claim, wait, reason) => store.ParkAsync(claim, wait, reason, default);

    public Func<IReadOnlyCollection<string>, Task<long>> Wake { get; init; } = feeds => store.WakeAsync(feeds, default);

    public Func<Task<CallbackBacklog>> Measure { get; init; } = () => store.MeasureAsync(default);

    public Func<IReadOnlyList<RefusedRequest>, int, Task> AddRefused { get; init; } =
        (requests, keep) => store.AddRefusedAsync(requests, keep, default);

    public Func<CallbackClaim, string, Task<bool>> Quarantine { get; init; } =
        (claim, reason) => store.QuarantineAsync(claim, reason, default);

    public Func<CallbackClaim, IReadOnlyList<NewCallback>, Task<IReadOnlyList<CallbackAcceptance>?>> Release { get; init; } =
        (claim, callbacks) => store.ReleaseAsync(claim, callbacks, default);

    public Func<string, string, Task<bool>> Replay { get; init; } = (id, by) => store.ReplayAsync(id, by, default);

    public Func<string, string, Task<bool>> Discard { get; init; } = (id, by) => store.DiscardAsync(id, by, default);

    public Func<CallbackState, int, Task<IReadOnlyList<CallbackRow>>> List { get; init; } =
        (state, limit) => store.ListAsync(state, limit, default);

    public Func<DateTimeOffset, Task<long>> Purge { get; init; } = before => store.PurgeAsync(before, default);

    public Func<DateTimeOffset, Task<long>> Forget { get; init; } = before => store.ForgetAsync(before, default);

    public Func<string, ReadOnlyMemory<byte>, Task<ReadOnlyMemory<byte>>> KeepSecret { get; init; } =
        (name, value) => store.KeepSecretAsync(name, value, default);

    public Func<KeptKeys, Task> KeepKeys { get; init; } = keys => store.KeepKeysAsync(keys, default);

    public Func<string, Task<KeptKeys?>> FindKeys { get; init; } = id => store.FindKeysAsync(id, default);

    public Func<string, string, Task<long>> RevokeKeys { get; init; } =
        (fingerprint, by) => store.RevokeKeysAsync(fingerprint, by, default);

    public Task PrepareAsync(CancellationToken cancellationToken) => store.PrepareAsync(cancellationToken);

    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) => Accept(request, callbacks);

    public Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken) =>
        Claim(limit, lease);

    public Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) => Renew(claim, lease);

    public Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken) =>
        Commit(claim, effect);

    public Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    ) => Confirm(claim, confirmed, effect);

    public Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken) =>
        Reconcile(confirmed, effect);

    public Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken) =>
        Fail(claim, wait, reason);

    public Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        Return(claim, wait, reason);

    public Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken) =>
        Park(claim, wait, reason);

    public Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken) => Wake(feeds);

    public Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken) => Measure();

    public Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken) =>
        AddRefused(requests, keep);

    public Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken) =>
        store.ListRefusedAsync(limit, cancellationToken);

    public Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken) => Quarantine(claim, reason);

    public Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) => Release(claim, callbacks);

    public Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken) => Replay(id, by);

    public Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken) => Discard(id, by);

    public Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken) =>
        List(state, limit);

    public Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken) =>
        store.CountAsync(cancellationToken);

    public Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        KeepSecret(name, value);

    public Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken) => KeepKeys(keys);

    public Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken) => FindKeys(id);

    public Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken) => RevokeKeys(fingerprint, by);

    public Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Purge(before);

    public Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Forget(before);
}
