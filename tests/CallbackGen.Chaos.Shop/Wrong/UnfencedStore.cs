using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop.Wrong;

/// <summary>Faulty: a worker may commit after its lease has expired.</summary>
public sealed class UnfencedStore(ICallbackStore inner, EffectDatabase database) : ForwardingStore(inner)
{
    public override async Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken)
    {
        if (!await Inner.CommitAsync(claim, effect, cancellationToken) && effect is not null)
            await database.RunAsync(effect, cancellationToken);
        return true;
    }
}
