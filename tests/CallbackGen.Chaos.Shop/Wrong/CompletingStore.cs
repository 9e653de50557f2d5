using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop.Wrong;

/// <summary>Wrong: it marks a callback as handled, and runs the effect in a transaction behind it.</summary>
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
}
