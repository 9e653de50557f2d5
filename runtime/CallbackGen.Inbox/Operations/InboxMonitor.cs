using Microsoft.Extensions.Hosting;

namespace CallbackGen.Inbox;

/// <summary>Measures the store in the background, for the gauges and for the limits of what is accepted.</summary>
internal sealed class InboxMonitor(ICallbackStore store, InboxLoad load, InboxPulse pulse, TimeProvider clock) : BackgroundService
{
    /// <summary>How often the store is measured.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The worker prepares the store, and tells of one that fails.
                await pulse.UntilPreparedAsync(stoppingToken);
                await load.MeasureAsync(store, stoppingToken);
            }
#pragma warning disable CA1031 // Whatever a store throws: the worker asks it more often, and says so.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Nothing is known then, and the gauges say nothing.
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
