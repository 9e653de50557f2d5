namespace CallbackGen.Inbox;

/// <summary>
/// A background job that runs when the program starts, and every hour. Callbacks do not wait for it, however long it runs.
/// </summary>
/// <param name="run">Runs the job.</param>
/// <param name="retry">The delay before a retry after a failure; null to wait for the next hour.</param>
/// <param name="clock">The clock.</param>
/// <param name="reporter">Reports failures to operators.</param>
internal sealed class InboxChore(Func<CancellationToken, Task> run, TimeSpan? retry, TimeProvider clock, InboxReporter reporter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private long? _begun;

    /// <summary>The running job; a completed task when none runs. It does not fail.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the job, unless it is running or not due.</summary>
    /// <param name="stoppingToken">Cancels it. The next program continues it.</param>
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
            // The next program continues the job.
        }
#pragma warning disable CA1031 // A store may throw any exception; the chore is retried.
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
