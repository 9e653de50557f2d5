using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Writes refused requests to the store at most once per second, so that they do not delay the storing of callbacks.
/// </summary>
internal sealed class RefusedWriter(
    ICallbackStore store,
    RefusedQueue queue,
    InboxPulse pulse,
    IOptions<CallbackInboxOptions> options,
    InboxReporter reporter,
    TimeProvider clock
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var keep = options.Value.KeepRefused;
        try
        {
            if (keep > 0)
                await pulse.UntilPreparedAsync(stoppingToken);
            while (keep > 0)
            {
                await WriteAsync(await queue.TakeAsync(stoppingToken), keep, stoppingToken);
                await Task.Delay(Interval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Requests that are not written yet are lost: they are information for operators, and no other code depends on them.
        }
    }

    private async Task WriteAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken stoppingToken)
    {
        try
        {
            await store.AddRefusedAsync(requests, keep, stoppingToken);
        }
#pragma warning disable CA1031 // A store may throw any exception; later requests may be stored.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            reporter.RefusedDropped(requests.Count);
        }
    }
}
