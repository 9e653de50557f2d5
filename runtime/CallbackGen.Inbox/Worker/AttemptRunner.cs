using System.Diagnostics;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Handles a claimed callback: verifies it again as of its arrival, and runs its handler in a scope of its own, under a lease that
/// is renewed.
/// </summary>
internal sealed class AttemptRunner(
    ICallbackStore store,
    StoredHandlers handlers,
    InboxSealer sealer,
    KeyKeeper keys,
    IServiceScopeFactory scopes,
    IOptions<CallbackInboxOptions> options,
    TimeProvider clock,
    InboxReporter reporter,
    HandlerWatch watch,
    CallbackInboxTelemetry telemetry,
    StoredVerifier verifier,
    Releases releases
)
{
    /// <summary>How long a callback waits for a program that has a handler for it.</summary>
    private static readonly TimeSpan UnservedLimit = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a callback stays parked before it is claimed again. A program that handles it makes it due at once.
    /// </summary>
    private static readonly TimeSpan ParkingTime = TimeSpan.FromDays(1);

    private readonly CallbackInboxOptions _options = options.Value;

    /// <summary>
    /// Runs an attempt. It never throws: a result that the store does not receive is resolved when the lease expires.
    /// </summary>
    /// <param name="callback">The callback.</param>
    /// <param name="stop">The stages of the program's stop.</param>
    public async Task RunAsync(ClaimedCallback callback, InboxStop stop)
    {
        try
        {
            if (stop.Begun.IsCancellationRequested)
                await store.ReturnAsync(callback.Claim, TimeSpan.Zero, "the program stopped", CancellationToken.None);
            else if (await sealer.OpenAsync(callback, CancellationToken.None) is var (request, broken) && request is null)
                await releases.SetAsideAsync(callback, broken);
            else if (handlers.Find(request) is not { } stored)
                await LeaveAsync(callback, request.ReceivedAt);
            else if (stored.ParkReason is { } reason)
                await ParkAsync(callback, reason);
            else if (await keys.FindAsync(callback, request, CancellationToken.None) is var (with, lost) && with is null)
                await releases.SetAsideAsync(callback, lost);
            else if (callback.IsUnread)
                await releases.RunAsync(callback, request, stored, with);
            else if (verifier.Verify(callback, request, stored, with).TryGetValue(out var message, out var rejection))
                await HandleAsync(callback, request, stored, message, stop);
            else
                await releases.KeepAsync(callback, rejection, request, stored);
        }
#pragma warning disable CA1031 // The store is unreachable: the lease expires, and the callback is retried.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            reporter.AttemptFailed(failure);
        }
    }

    /// <summary>
    /// Leaves a callback to another program, such as a newer version that stored it and is replacing this one. The delay equals the
    /// time that it has waited so far, and the attempt does not count. After a day without a handler, an operator must look at it.
    /// </summary>
    private async Task LeaveAsync(ClaimedCallback callback, DateTimeOffset receivedAt)
    {
        const string Problem = "no endpoint of this program stores callbacks of this feed and key set";
        var age = clock.GetUtcNow() - receivedAt;
        if (age > UnservedLimit)
        {
            await GiveUpAsync(callback, Problem);
            return;
        }

        var wait =
            age < _options.FirstRetry ? _options.FirstRetry
            : age < _options.LongestRetry ? age
            : _options.LongestRetry;
        reporter.Unserved(callback, clock.GetUtcNow() + wait);
        await store.ParkAsync(callback.Claim, wait, Problem, CancellationToken.None);
    }

    /// <summary>Parks a callback that the program is configured not to handle, however old it is.</summary>
    private async Task ParkAsync(ClaimedCallback callback, string reason)
    {
        reporter.Parked(callback, reason);
        await store.ParkAsync(callback.Claim, ParkingTime, reason, CancellationToken.None);
    }

    /// <summary>Leaves a callback without a handler to an operator, because retries cannot help.</summary>
    private async Task GiveUpAsync(ClaimedCallback callback, string problem)
    {
        reporter.Failed(callback, problem, null);
        await store.FailAsync(callback.Claim, null, problem, CancellationToken.None);
    }

    private async Task HandleAsync(
        ClaimedCallback callback,
        ArrivedRequest request,
        StoredFeed stored,
        CallbackMessage message,
        InboxStop stop
    )
    {
        var (begun, outcome) = (Stopwatch.GetTimestamp(), InboxOutcomes.Failed);
        using var activity = CallbackInboxTelemetry.Start(callback, request);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop.Handlers);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Cut);
        var delivery = new Delivery(store, callback, request, stored.Feed, message, sealer, reporter);
        var renewing = RenewAsync(callback, lost, ended.Token);
        var watching = watch.WatchAsync(callback, ended.Token);
        try
        {
            await using (var scope = scopes.CreateAsyncScope())
            {
                scope.ServiceProvider.GetRequiredService<DeliveryHolder>().Set(delivery);
                CallbackScope.Give(scope.ServiceProvider, message);
                await stored.Handler(message, scope.ServiceProvider, lost.Token);
                // A commit that the handler did not await must complete before the callback ends; if it failed, the attempt fails.
                await delivery.UntilCommittedAsync();
            }

            // A conflict has already been reported; it waits for an operator.
            outcome =
                delivery.Ended == CallbackCommit.Conflict ? InboxOutcomes.Conflict
                : delivery.Ended is not null || await store.CommitAsync(callback.Claim, null, CancellationToken.None)
                    ? InboxOutcomes.Handled
                : InboxOutcomes.LeaseLost;
            if (outcome == InboxOutcomes.LeaseLost)
                reporter.LeaseLost(callback);
            else if (outcome == InboxOutcomes.Handled)
                reporter.Handled(callback, Stopwatch.GetElapsedTime(begun));
        }
        catch (CallbackLeaseLostException)
        {
            outcome = InboxOutcomes.LeaseLost;
            reporter.LeaseLost(callback);
        }
#pragma warning disable CA1031 // A handler may throw anything.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await FailAsync(callback, delivery, failure, stop.Handlers);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            await watching;
            telemetry.Ended(callback.Request.Feed, outcome, Stopwatch.GetElapsedTime(begun), activity);
        }
    }

    private async Task FailAsync(ClaimedCallback callback, Delivery delivery, Exception failure, CancellationToken stopping)
    {
        var what = Describe(failure, stopping);
        reporter.Threw(callback, failure);
        if (delivery.Ended is not null)
        {
            reporter.FailedAfterCommit(callback, what);
            return;
        }

        var notHandled = failure as CallbackNotHandledException;
        // A handler that stopped with the program is retried at once, but the attempt counts, in case it causes the stop.
        var wait =
            notHandled is not null ? notHandled.WaitAfter(callback.Attempt, _options)
            : stopping.IsCancellationRequested ? TimeSpan.Zero
            : _options.WaitAfter(callback.Attempt);
        bool isMine;
        if (wait is { } again && notHandled is { IsCounted: false })
        {
            reporter.PutOff(callback, what, clock.GetUtcNow() + again);
            isMine = await store.ReturnAsync(callback.Claim, again, what, CancellationToken.None);
        }
        else
        {
            reporter.Failed(callback, what, clock.GetUtcNow() + wait);
            isMine = await store.FailAsync(callback.Claim, wait, what, CancellationToken.None);
        }

        if (!isMine)
            reporter.LeaseLost(callback);
    }

    /// <summary>
    /// Describes a failure by its type, because the text of another component's exception may contain a member of the payload.
    /// </summary>
    private static string Describe(Exception failure, CancellationToken stopping) =>
        failure switch
        {
            OperationCanceledException when stopping.IsCancellationRequested => "the program has stopped, and its handler with it",
            CallbackNotHandledException notHandled => notHandled.ToldReason,
            CallbackRejectedException rejected => $"{typeof(CallbackRejectedException)}, {rejected.Rejection.Reason}",
            _ when Advice.Is(failure) => failure.Message,
            _ => failure.GetType().FullName ?? failure.GetType().Name,
        };

    /// <summary>
    /// Renews the lease while the handler runs, also while the program waits for it to stop; cancels the handler when the lease is lost.
    /// </summary>
    private async Task RenewAsync(ClaimedCallback callback, CancellationTokenSource lost, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_options.Lease / 3, clock, ended);
                if (await store.RenewAsync(callback.Claim, _options.Lease, ended))
                    continue;
                await lost.CancelAsync();
                return;
            }
            catch (OperationCanceledException)
            {
                // The handler has ended, or the program no longer waits for it.
            }
#pragma warning disable CA1031 // The store is unreachable; if that lasts, the lease expires, and the handler's commit fails.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.StoreFailed(failure);
            }
        }
    }
}
