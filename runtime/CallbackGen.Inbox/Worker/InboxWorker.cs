using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Claims due callbacks and runs their handlers, up to the concurrency limit; and deletes old data.</summary>
internal sealed class InboxWorker(
    ICallbackStore store,
    InboxVault vault,
    StoredHandlers handlers,
    AttemptRunner attempts,
    InboxSignal signal,
    IOptions<CallbackInboxOptions> options,
    TimeProvider clock,
    InboxReporter reporter,
    IHostApplicationLifetime lifetime,
    InboxPulse pulse
) : BackgroundService
{
    private readonly CallbackInboxOptions _options = options.Value;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationTokenSource _ended = new(Timeout.InfiniteTimeSpan, clock);
    private bool _isPrepared;
    private Task _stored = Task.CompletedTask;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A misconfigured store stops the start; an unreachable one does not: callbacks are answered with 503 until it is reachable.
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception failure) when (StoreFailures.Is(failure))
        {
            reporter.StoreFailed(failure);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Handlers that end in time return their callbacks. The leases of the others expire, as after a crash.
        await using var cut = cancellationToken.UnsafeRegister(static worker => ((InboxWorker)worker!).Cut(), this);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        Cut();
        base.Dispose();
        _cut.Dispose();
        _ended.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts this service before its endpoints are built, which determine the handlers.
        if (!await IsStartedAsync(stoppingToken))
            return;
        // Cancels handlers after the token that stops new attempts: a callback that is handed out in between would otherwise be
        // cancelled before it begins.
        await using var stopping = stoppingToken.Register(EndHandlers);
        var running = new HashSet<Task>();
        // Repeated each hour, because a program that was being replaced may have parked callbacks after the first time.
        var waking = new InboxChore(WakeAsync, _options.PollInterval, clock, reporter);
        var cleaning = new InboxChore(CleanAsync, null, clock, reporter);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!_isPrepared)
                    await PrepareAsync(stoppingToken);
                waking.BeginWhenDue(stoppingToken);
                cleaning.BeginWhenDue(stoppingToken);
                running.RemoveWhere(task => task.IsCompleted);
                if (running.Count < _options.Concurrency)
                    await TakeAsync(running, stoppingToken);
                else
                    await UntilOneHasEndedAsync(running);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // A store may throw any exception and recover later; the loop must continue.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.StoreFailed(failure);
                await Task.Delay(_options.PollInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll([.. running, waking.Running, cleaning.Running]);
    }

    /// <summary>Cancels handlers, after the time that they are granted.</summary>
    private void EndHandlers()
    {
        if (_options.StopAfter > TimeSpan.Zero)
            _ended.CancelAfter(_options.StopAfter);
        else
            _ended.Cancel();
    }

    /// <summary>Ends the wait for handlers.</summary>
    private void Cut()
    {
        _cut.Cancel();
        _ended.Cancel();
    }

    /// <summary>Waits for the program to have started.</summary>
    /// <returns><see langword="false"/> when it stops before.</returns>
    private async Task<bool> IsStartedAsync(CancellationToken stoppingToken)
    {
        var ends = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => ends.TrySetResult());
        await using var stopped = stoppingToken.Register(() => ends.TrySetResult());
        await ends.Task;
        return !stoppingToken.IsCancellationRequested;
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        vault.Check();
        await store.PrepareAsync(cancellationToken);
        await vault.OpenAsync(cancellationToken);
        _isPrepared = true;
        pulse.Prepared();
    }

    private async Task UntilOneHasEndedAsync(HashSet<Task> running)
    {
        pulse.Filled();
        await Task.WhenAny(running);
        pulse.Freed();
    }

    /// <summary>Starts as many attempts as there are free slots, or waits for a callback.</summary>
    private async Task TakeAsync(HashSet<Task> running, CancellationToken stoppingToken)
    {
        // Not cancelled: a callback that was claimed and not handed out would wait for its lease to expire.
        var claimed = await store.ClaimAsync(_options.Concurrency - running.Count, _options.Lease, CancellationToken.None);
        pulse.Asked();
        foreach (var callback in claimed)
            running.Add(Task.Run(() => attempts.RunAsync(callback, new(stoppingToken, _ended.Token, _cut.Token)), CancellationToken.None));
        if (claimed.Count > 0)
            return;
        // Waits for a callback stored by this program, the end of an attempt, or the poll interval. A pending wait is reused,
        // because it would receive the signal before a new one.
        if (_stored.IsCompleted)
            _stored = signal.WaitAsync(_options.PollInterval, stoppingToken);
        await (running.Count == 0 ? _stored : Task.WhenAny([_stored, .. running]));
    }

    /// <summary>Makes callbacks due that other programs have parked, of the feeds that this program handles.</summary>
    private async Task WakeAsync(CancellationToken stoppingToken)
    {
        if (handlers.HandledFeeds is { Count: > 0 } feeds && await store.WakeAsync(feeds, stoppingToken) > 0)
            signal.Set();
    }

    /// <summary>Deletes data whose retention has ended.</summary>
    private async Task CleanAsync(CancellationToken stoppingToken)
    {
        await store.PurgeAsync(Before(_options.KeepRequests), stoppingToken);
        if (_options.IdLimit is { } limit)
            await store.ForgetAsync(Before(limit), stoppingToken);
    }

    private DateTimeOffset Before(TimeSpan age)
    {
        var now = clock.GetUtcNow();
        return age < now - DateTimeOffset.UnixEpoch ? now - age : DateTimeOffset.UnixEpoch;
    }
}
