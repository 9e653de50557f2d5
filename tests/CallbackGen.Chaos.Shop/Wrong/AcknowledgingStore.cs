using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Shop.Wrong;

/// <summary>Faulty: it reports a callback as stored shortly before it is.</summary>
public sealed class AcknowledgingStore(ICallbackStore inner) : ForwardingStore(inner)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    public override Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        _ = Task.Run(
            async () =>
            {
                await Task.Delay(Moment, CancellationToken.None);
                await Inner.AcceptAsync(request, callbacks, CancellationToken.None);
            },
            CancellationToken.None
        );
        return Task.FromResult<IReadOnlyList<CallbackAcceptance>>([.. callbacks.Select(_ => CallbackAcceptance.Stored)]);
    }
}
