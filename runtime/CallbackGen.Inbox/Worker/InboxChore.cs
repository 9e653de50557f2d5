namespace CallbackGen.Inbox;

/// <summary>Something that is done when the program starts, and every hour. There may be much of it, and callbacks do not wait for that.</summary>
/// <param name="run">Does it.</param>
/// <param name="retry">After how long it is done again where it fails; null where that waits for the next hour.</param>
/// <param name="clock">The clock.</param>
/// <param name="reporter">Tells operators of failures.</param>
internal sealed class InboxChore(Func<CancellationToken, Task> run, TimeSpan? retry, TimeProvider clock, InboxReporter reporter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private long? _begun;

    /// <summary>What is under way; a task that has ended where nothing is. It does not fail.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Begins it, unless it is under way or not due.</summary>
    /// <param name="stoppingToken">Ends it. The next program goes on.</param>
    public void BeginWhenDue(CancellationToken stoppingToken)
    {
        if (!Running.IsCompleted || (_begun is { } begun && clock.GetElapsedTime(begun) < Interval))
            return;
        _begun = clock.GetTimestamp();
        Running = Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next program goes on.
        }
#pragma warning disable CA1031 // Whatever a store throws: it is tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            reporter.StoreFailed(failure);
            if (retry is not { } wait)
                return;
            _begun = null;
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
