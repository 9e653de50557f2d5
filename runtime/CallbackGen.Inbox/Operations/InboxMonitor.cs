using Microsoft.Extensions.Hosting;

namespace CallbackGen.Inbox;

/// <summary>Measures the store in the background, for the gauges and for the limits of accepting callbacks.</summary>
internal sealed class InboxMonitor(ICallbackStore store, InboxLoad load, InboxPulse pulse, TimeProvider clock) : BackgroundService
{
    /// <summary>The interval between measurements.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // The worker prepares the store, and reports a store that fails.
                await pulse.UntilPreparedAsync(stoppingToken);
                await load.MeasureAsync(store, stoppingToken);
            }
#pragma warning disable CA1031 // A store may throw any exception; the worker queries it more often, and logs failures.
            catch (Exception)
#pragma warning restore CA1031
            {
                // The load is then unknown, and the gauges report no value.
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
