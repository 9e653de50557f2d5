using CallbackGen.Inbox;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>
/// Long-running handlers, as the worker runs them: each claims a callback, renews its lease three times per lease duration, works, and
/// commits its effect. They are in progress when the measurement starts, each at a different point.
/// </summary>
internal sealed class InboxHandlers : IAsyncDisposable
{
    private const int Count = 16;
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _handlers;
    private int _effects;

    public InboxHandlers(ICallbackStore store) =>
        _handlers = [.. Enumerable.Range(0, Count).Select(index => Task.Run(() => RunAsync(store, Work * index / Count)))];

    /// <summary>The number of committed effects.</summary>
    public int Effects => _effects;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_handlers);
        _stop.Dispose();
    }

    private async Task RunAsync(ICallbackStore store, TimeSpan left)
    {
        try
        {
            while (true)
            {
                if (await store.ClaimAsync(1, Lease, _stop.Token) is not [{ } claimed])
                    throw new InvalidOperationException("There is nothing to claim.");
                for (; left > Lease / 3; left -= Lease / 3)
                {
                    await Task.Delay(Lease / 3, _stop.Token);
                    await RenewAsync(store, claimed);
                }

                // A lease is also renewed in the middle of 20 seconds, as for longer handlers.
                await Task.Delay(left / 2, _stop.Token);
                await RenewAsync(store, claimed);
                await Task.Delay(left / 2, _stop.Token);
                if (!await store.CommitAsync(claimed.Claim, InboxCallbacks.Pay(claimed.Claim.Id), _stop.Token))
                    throw new InvalidOperationException("A lease was lost.");
                Interlocked.Increment(ref _effects);
                left = Work;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The measurement has ended.
        }
    }

    private async Task RenewAsync(ICallbackStore store, ClaimedCallback claimed)
    {
        if (!await store.RenewAsync(claimed.Claim, Lease, _stop.Token))
            throw new InvalidOperationException("A lease was lost.");
    }
}
