using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Checks that callbacks can be stored and are handled. Unhealthy means that a restart, or the database, may solve the problem;
/// degraded means that an operator must look at it.
/// </summary>
internal sealed class InboxHealthCheck(
    ICallbackStore store,
    InboxLoad load,
    InboxPulse pulse,
    HandlerWatch handlers,
    IOptions<CallbackInboxOptions> options,
    CallbackInboxHealthOptions limits
) : IHealthCheck
{
    /// <inheritdoc />
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        CallbackBacklog backlog;
        try
        {
            backlog = await load.MeasureAsync(store, cancellationToken);
        }
#pragma warning disable CA1031 // A store may throw any exception. Its text may name a server, and a health check may be public.
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new(
                context.Registration.FailureStatus,
                $"The inbox's store cannot be reached ({failure.GetType().Name}): callbacks are answered 503."
            );
        }

        var data = InboxTags.States.ToDictionary(state => state.Value, object (state) => backlog.States.GetValueOrDefault(state.Key));
        data["oldest_due_seconds"] = backlog.OldestDue?.TotalSeconds ?? 0;
        if (pulse.Silence > Patience)
            return new(
                context.Registration.FailureStatus,
                "The inbox's worker does not query the store: no callback is handled until the program is restarted.",
                null,
                data
            );
        return FindProblem(backlog) is { } problem
            ? HealthCheckResult.Degraded(problem, null, data)
            : HealthCheckResult.Healthy(null, data);
    }

    private TimeSpan Patience =>
        limits.MissedPolls * (options.Value.PollInterval > TimeSpan.FromSeconds(1) ? options.Value.PollInterval : TimeSpan.FromSeconds(1));

    private string? FindProblem(CallbackBacklog backlog)
    {
        var waiting = backlog
            .States.Where(rows =>
                rows.Key is not (CallbackState.Queued or CallbackState.Waiting or CallbackState.Claimed or CallbackState.Parked)
            )
            .Sum(rows => rows.Value);
        return handlers.AreAllSlow
                ? "All handlers that may run at the same time have been running for long: nothing else is handled until one of "
                    + "them returns."
            : load.Exceeded is not null ? "The inbox is full: new callbacks are answered 503."
            : backlog.OldestDue > limits.OldestDue ? "Callbacks that are due wait for too long: handlers are too slow, or too few run."
            : waiting > limits.WaitingForPerson ? "Callbacks wait for a person: they are dead, in conflict or in quarantine."
            : null;
    }
}
