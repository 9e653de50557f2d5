using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Reports handlers that do not return. Each occupies one of the <see cref="CallbackInboxOptions.Concurrency"/> slots; when all
/// slots are occupied, no callback is handled any more, which would otherwise look like a time without callbacks.
/// </summary>
internal sealed class HandlerWatch(IOptions<CallbackInboxOptions> options, TimeProvider clock, InboxReporter reporter)
{
    /// <summary>The longest wait, well below the limit of timers.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(31);

    private readonly CallbackInboxOptions _options = options.Value;
    private int _slow;

    /// <summary>Whether all slots have slow handlers, so that no other handler can run.</summary>
    public bool AreAllSlow => Volatile.Read(ref _slow) >= _options.Concurrency;

    /// <summary>
    /// Watches a handler: reports that it is slow when it has run for <see cref="CallbackInboxOptions.SlowHandler"/>, and again
    /// each time that this duration has doubled.
    /// </summary>
    /// <param name="callback">Its callback.</param>
    /// <param name="ended">Is cancelled when the handler has returned.</param>
    /// <returns>A task that completes then, and does not fail.</returns>
    public async Task WatchAsync(ClaimedCallback callback, CancellationToken ended)
    {
        var begun = clock.GetTimestamp();
        var limit = _options.SlowHandler;
        if (!await IsRunningAsync(begun, limit, ended))
            return;
        TellIfAllAreSlow(Interlocked.Increment(ref _slow));
        try
        {
            do
            {
                var elapsed = clock.GetElapsedTime(begun);
                reporter.Slow(callback, elapsed);
                while (limit <= elapsed)
                    limit *= 2;
            } while (await IsRunningAsync(begun, limit, ended));
        }
        finally
        {
            Interlocked.Decrement(ref _slow);
        }
    }

    /// <summary>Waits until a handler has run for some time.</summary>
    /// <returns><see langword="false"/> when it has returned before.</returns>
    private async Task<bool> IsRunningAsync(long begun, TimeSpan limit, CancellationToken ended)
    {
        var wait = limit - clock.GetElapsedTime(begun);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait < LongestWait ? wait : Timeout.InfiniteTimeSpan, clock, ended)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !ended.IsCancellationRequested;
    }

    private void TellIfAllAreSlow(int slow)
    {
        if (slow == _options.Concurrency)
            reporter.AllSlow(_options.Concurrency, _options.SlowHandler);
    }
}
