using System.Diagnostics;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Hands stored callbacks to their handlers: verified again, as of the time when they came, each in a scope of its own.</summary>
internal sealed class InboxWorker(
    ICallbackStore store, StoredHandlers handlers, InboxSignal signal, IServiceScopeFactory scopes, IOptions<CallbackInboxOptions> options, TimeProvider clock,
    InboxReporter reporter, IHostApplicationLifetime lifetime) : BackgroundService
{
    private readonly CallbackInboxOptions _options = options.Value;
    private bool _isPrepared;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // A store that is wrong stops the start; one that cannot be reached does not: callbacks are answered 503 until it can.
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or IOException or TimeoutException)
        {
            reporter.StoreFailed(failure);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts us before its endpoints are there, which say what handles a callback.
        if (!await IsStartedAsync(stoppingToken))
            return;
        var running = new HashSet<Task>();
        var purged = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!_isPrepared)
                    await PrepareAsync(stoppingToken);
                running.RemoveWhere(task => task.IsCompleted);
                if (running.Count >= _options.Concurrency)
                {
                    await Task.WhenAny(running);
                    continue;
                }

                // Not cancelled: what was claimed and not handed out would wait for its lease.
                var claimed = await store.ClaimAsync(_options.Concurrency - running.Count, _options.Lease, CancellationToken.None);
                foreach (var callback in claimed)
                    running.Add(Task.Run(() => HandleAsync(callback, stoppingToken), CancellationToken.None));
                if (claimed.Count == 0)
                    await IdleAsync(running, stoppingToken);
                if (clock.GetElapsedTime(purged) > TimeSpan.FromHours(1))
                {
                    purged = clock.GetTimestamp();
                    await store.PurgeAsync(clock.GetUtcNow() - _options.KeepRequests, stoppingToken);
                }
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
                await Task.Delay(_options.PollInterval, clock, CancellationToken.None);
            }
        }

        await Task.WhenAll(running);
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
        await store.PrepareAsync(cancellationToken);
        _isPrepared = true;
    }

    /// <summary>Waits for something to do: something stored here, an attempt that has ended, or time.</summary>
    private async Task IdleAsync(HashSet<Task> running, CancellationToken stoppingToken)
    {
        var stored = signal.WaitAsync(_options.PollInterval, stoppingToken);
        await (running.Count == 0 ? stored : Task.WhenAny([stored, .. running]));
    }

    private async Task HandleAsync(ClaimedCallback callback, CancellationToken stoppingToken)
    {
        try
        {
            if (Verify(callback, out var stored, out var problem) is not { } message)
            {
                reporter.Failed(callback, problem, null);
                await store.FailAsync(callback.Claim, null, problem, CancellationToken.None);
                return;
            }

            await RunAsync(callback, stored!, message, stoppingToken);
        }
#pragma warning disable CA1031 // The store cannot be reached: the lease runs out, and the callback is tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            reporter.StoreFailed(failure);
        }
    }

    /// <summary>The one way to a message: the generated verifier, over the request as it came and as of when it came.</summary>
    private CallbackMessage? Verify(ClaimedCallback callback, out StoredFeed? stored, out string problem)
    {
        stored = handlers.Find(callback.Request);
        problem = "no endpoint of this program stores callbacks of this feed and key set";
        if (stored is null)
            return null;
        var verified = stored.Feed.VerifyMessages(callback.Request.ToRequest(), handlers.KeysOf(stored, callback.Request), new StandingClock(callback.Request.VerifiedAt));
        if (verified.TryGetValue(out var messages, out var rejection) && callback.Item < messages.Count)
            return messages[callback.Item];
        problem = $"it does not verify any more: {rejection?.Reason.ToString() ?? "the item is not there"}";
        return null;
    }

    private async Task RunAsync(ClaimedCallback callback, StoredFeed stored, CallbackMessage message, CancellationToken stoppingToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var delivery = new Delivery(store, callback);
        var renewing = RenewAsync(callback, lost);
        try
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                scope.ServiceProvider.GetRequiredService<DeliveryHolder>().Set(delivery);
                CallbackScope.Give(scope.ServiceProvider, message);
                await stored.Handler(message, scope.ServiceProvider, lost.Token);
            }

            if (delivery.IsCommitted || await store.CommitAsync(callback.Claim, null, CancellationToken.None))
                reporter.Handled(callback, Stopwatch.GetElapsedTime(begun));
            else
                reporter.LeaseLost(callback);
        }
        catch (CallbackLeaseLostException)
        {
            reporter.LeaseLost(callback);
        }
#pragma warning disable CA1031 // A handler may throw anything.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await FailAsync(callback, delivery, failure, stoppingToken);
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
        }
    }

    private async Task FailAsync(ClaimedCallback callback, Delivery delivery, Exception failure, CancellationToken stoppingToken)
    {
        // The type alone: what an exception says may hold a member of the payload.
        var what = failure.GetType().FullName ?? failure.GetType().Name;
        if (delivery.IsCommitted)
        {
            reporter.FailedAfterCommit(callback, what);
            return;
        }

        // One that was stopped with the program is tried again at once, and counts as an attempt, in case it is what stops the program.
        var wait = stoppingToken.IsCancellationRequested ? TimeSpan.Zero : _options.WaitAfter(callback.Attempt);
        reporter.Failed(callback, what, clock.GetUtcNow() + wait);
        if (!await store.FailAsync(callback.Claim, wait, what, CancellationToken.None))
            reporter.LeaseLost(callback);
    }

    /// <summary>Renews the lease while the handler runs; when it is lost, the handler is cancelled.</summary>
    private async Task RenewAsync(ClaimedCallback callback, CancellationTokenSource lost)
    {
        while (!lost.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.Lease / 3, clock, lost.Token);
                if (!await store.RenewAsync(callback.Claim, _options.Lease, lost.Token))
                    await lost.CancelAsync();
            }
            catch (OperationCanceledException)
            {
                // The handler has ended.
            }
#pragma warning disable CA1031 // The store cannot be reached; if that lasts, the lease runs out, and what the handler commits has no effect.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.StoreFailed(failure);
            }
        }
    }

    /// <summary>The time of a verification.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
