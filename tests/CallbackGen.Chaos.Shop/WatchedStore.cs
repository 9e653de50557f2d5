using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop;

/// <summary>
/// The store that the worker and the endpoint use: the program may be killed before and after each of its steps, and a hanging handler does
/// not renew its lease.
/// </summary>
/// <param name="inner">The store, correct or faulty.</param>
/// <param name="kill">The points at which the program is killed.</param>
/// <param name="work">The running handlers.</param>
public sealed class WatchedStore(ICallbackStore inner, KillSwitch kill, Work work) : ForwardingStore(inner)
{
    public override async Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        kill.Pass(KillWindow.BeforeCommit);
        var accepted = await Inner.AcceptAsync(request, callbacks, cancellationToken);
        kill.Pass(KillWindow.BeforeAcknowledgement);
        return accepted;
    }

    public override async Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var claimed = await Inner.ClaimAsync(limit, lease, cancellationToken);
        if (claimed.Count > 0)
            kill.Pass(KillWindow.BeforeEffect);
        return claimed;
    }

    public override Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken) =>
        work.IsHanging(claim.Id) ? Task.FromResult(true) : Inner.RenewAsync(claim, lease, cancellationToken);

    public override async Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken)
    {
        var isCommitted = await Inner.CommitAsync(claim, effect is null ? null : Watch(effect), cancellationToken);
        Committed(isCommitted);
        return isCommitted;
    }

    public override async Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        var commit = await Inner.CommitAsync(claim, confirmed, Watch(effect), cancellationToken);
        Committed(commit != CallbackCommit.LeaseLost);
        return commit;
    }

    public override async Task<CallbackCommit> CommitAsync(
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    )
    {
        var commit = await Inner.CommitAsync(confirmed, Watch(effect), cancellationToken);
        Committed(true);
        return commit;
    }

    private CallbackEffect Watch(CallbackEffect effect) =>
        async (transaction, cancellationToken) =>
        {
            await effect(transaction, cancellationToken);
            kill.Pass(KillWindow.BeforeCompletion);
        };

    private void Committed(bool isCommitted)
    {
        if (isCommitted)
            kill.Pass(KillWindow.AfterCompletion);
        else
            work.Refused();
    }
}
