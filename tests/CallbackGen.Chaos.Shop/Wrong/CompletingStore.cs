using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop.Wrong;

/// <summary>Faulty: it marks a callback as handled, and then runs the effect in a separate transaction.</summary>
public sealed class CompletingStore(ICallbackStore inner, EffectDatabase database) : ForwardingStore(inner)
{
    public override async Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken)
    {
        if (!await Inner.CommitAsync(claim, null, cancellationToken))
            return false;
        if (effect is not null)
            await database.RunAsync(effect, cancellationToken);
        return true;
    }

    public override async Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    ) => await RunAsync(await Inner.CommitAsync(claim, confirmed, Nothing, cancellationToken), effect, cancellationToken);

    public override async Task<CallbackCommit> CommitAsync(
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    ) => await RunAsync(await Inner.CommitAsync(confirmed, Nothing, cancellationToken), effect, cancellationToken);

    private async Task<CallbackCommit> RunAsync(CallbackCommit commit, CallbackEffect effect, CancellationToken cancellationToken)
    {
        if (commit == CallbackCommit.Committed)
            await database.RunAsync(effect, cancellationToken);
        return commit;
    }

    private static ValueTask Nothing(System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken) => default;
}
