using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Takes stored callbacks that are due from the store and has them handled, so many at a time; and deletes what is old.</summary>
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
        // A store that is wrong stops the start; one that cannot be reached does not: callbacks are answered 503 until it can.
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
        // Handlers that end in time give their callbacks back. Of those that do not the leases run out, as they do after a crash.
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
        // The host starts us before its endpoints are there, which say what handles a callback.
        if (!await IsStartedAsync(stoppingToken))
            return;
        // Behind the token by which nothing is begun any more: what is handed out in between would end before it has begun.
        await using var stopping = stoppingToken.Register(EndHandlers);
        var running = new HashSet<Task>();
        // Again each hour, as a program that was being replaced may have parked something behind the first time.
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
#pragma warning disable CA1031 // Whatever a store throws: it may work again, and then this must go on.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.StoreFailed(failure);
                await Task.Delay(_options.PollInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll([.. running, waking.Running, cleaning.Running]);
    }

    /// <summary>Has handlers end, after the time that they are left.</summary>
    private void EndHandlers()
    {
        if (_options.StopAfter > TimeSpan.Zero)
            _ended.CancelAfter(_options.StopAfter);
        else
            _ended.Cancel();
    }

    /// <summary>Has nobody wait for handlers any longer.</summary>
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

    /// <summary>Has as many callbacks handled as there is room for, or waits for something to do.</summary>
    private async Task TakeAsync(HashSet<Task> running, CancellationToken stoppingToken)
    {
        // Not cancelled: what was claimed and not handed out would wait for its lease.
        var claimed = await store.ClaimAsync(_options.Concurrency - running.Count, _options.Lease, CancellationToken.None);
        pulse.Asked();
        foreach (var callback in claimed)
            running.Add(Task.Run(() => attempts.RunAsync(callback, new(stoppingToken, _ended.Token, _cut.Token)), CancellationToken.None));
        if (claimed.Count > 0)
            return;
        // Something stored here, an attempt that has ended, or time. One that waits still is woken before another one would be.
        if (_stored.IsCompleted)
            _stored = signal.WaitAsync(_options.PollInterval, stoppingToken);
        await (running.Count == 0 ? _stored : Task.WhenAny([_stored, .. running]));
    }

    /// <summary>Has what other programs have parked of the feeds that this one handles due.</summary>
    private async Task WakeAsync(CancellationToken stoppingToken)
    {
        if (handlers.HandledFeeds is { Count: > 0 } feeds && await store.WakeAsync(feeds, stoppingToken) > 0)
            signal.Set();
    }

    /// <summary>Deletes what is kept no longer.</summary>
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
