using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallbackGen.AspNetCore;

namespace CallbackGen.Inbox;

/// <summary>
/// The metrics and traces of the inbox. They contain only feeds, states, outcomes and ids, which are digests, and no text of a
/// request. The page <c>runtime/docs/operations.md</c> lists the instruments, their units, tags and values.
/// </summary>
public sealed class CallbackInboxTelemetry
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "CallbackGen.Inbox";

    /// <summary>The activity source's name, for <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "CallbackGen.Inbox";

    /// <summary>The name of the activity of an attempt to handle a stored callback.</summary>
    internal const string ActivityName = "callback handle";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly InboxLoad _load;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicate;
    private readonly Counter<long> _conflict;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _revoked;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _handled;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dead;
    private readonly Counter<long> _leaseLost;
    private readonly Counter<long> _refusedDropped;
    private readonly Histogram<double> _duration;

    internal CallbackInboxTelemetry(IMeterFactory meters, InboxLoad load)
    {
        _load = load;
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("callbackgen.inbox.accepted", "{callback}", "Callbacks that were stored.");
        _duplicate = meter.CreateCounter<long>("callbackgen.inbox.duplicate", "{callback}", "Callbacks that were stored before.");
        _conflict = meter.CreateCounter<long>("callbackgen.inbox.conflict", "{callback}", "Callbacks that contradict their event.");
        _quarantined = meter.CreateCounter<long>("callbackgen.inbox.quarantined", "{callback}", "Genuine callbacks that were kept apart.");
        _revoked = meter.CreateCounter<long>(
            "callbackgen.inbox.revoked",
            "{callback}",
            "Callbacks that were kept apart because their key was revoked while they waited."
        );
        _shed = meter.CreateCounter<long>(
            "callbackgen.inbox.shed",
            "{request}",
            "Requests that were not stored because the inbox was full."
        );
        _handled = meter.CreateCounter<long>("callbackgen.inbox.handled", "{callback}", "Callbacks that were handled.");
        _failed = meter.CreateCounter<long>("callbackgen.inbox.failed", "{attempt}", "Attempts that failed.");
        _dead = meter.CreateCounter<long>("callbackgen.inbox.dead", "{callback}", "Callbacks that are tried no more.");
        _leaseLost = meter.CreateCounter<long>("callbackgen.inbox.lease_lost", "{attempt}", "Attempts that took longer than their lease.");
        _refusedDropped = meter.CreateCounter<long>(
            "callbackgen.inbox.refused_dropped",
            "{request}",
            "Refused requests that were not kept for people to look at."
        );
        _duration = meter.CreateHistogram<double>("callbackgen.inbox.handling.duration", "s", "Time that an attempt took.");
        meter.CreateObservableGauge(
            "callbackgen.inbox.rows",
            CountRows,
            "{callback}",
            "Callbacks in the store that have not ended, by state."
        );
        meter.CreateObservableGauge(
            "callbackgen.inbox.oldest_due",
            MeasureAge,
            "s",
            "How long the oldest callback that is due has been waiting for a worker."
        );
    }

    /// <summary>Begins the activity of an attempt, linked to that of the callback's request.</summary>
    internal static Activity? Start(ClaimedCallback callback, ArrivedRequest request)
    {
        if (!Source.HasListeners())
            return null;
        // The request may have been traced without being sampled, and its trace has ended: a link, not a parent (W3C Trace Context).
        ActivityLink[] links = ActivityContext.TryParse(request.TraceParent, null, isRemote: true, out var arrival) ? [new(arrival)] : [];
        return Source.StartActivity(
            ActivityName,
            ActivityKind.Consumer,
            default(ActivityContext),
            [
                new(TelemetryTags.Feed, callback.Request.Feed),
                new(InboxTags.Id, callback.Claim.Id),
                new(InboxTags.Attempt, callback.Attempt),
            ],
            links
        );
    }

    /// <summary>Records that a callback of a feed was stored, or was a duplicate.</summary>
    internal void Accepted(string feed, CallbackAcceptance outcome) =>
        Count(outcome == CallbackAcceptance.Stored ? _accepted : _duplicate, feed);

    internal void Conflict(string feed) => Count(_conflict, feed);

    /// <summary>Records a callback that was set aside until an operator looks at it.</summary>
    internal void Quarantined(string feed) => Count(_quarantined, feed);

    /// <summary>Records that a key of waiting callbacks was revoked; they may be of several feeds.</summary>
    internal void Revoked(long callbacks) => _revoked.Add(callbacks);

    /// <summary>Records a request that was not stored because a limit was reached.</summary>
    internal void Shed(string feed, string why) => _shed.Add(1, new(TelemetryTags.Feed, feed), new(TelemetryTags.Reason, why));

    internal void Handled(string feed) => Count(_handled, feed);

    internal void Failed(string feed) => Count(_failed, feed);

    internal void Dead(string feed) => Count(_dead, feed);

    internal void LeaseLost(string feed) => Count(_leaseLost, feed);

    /// <summary>Records refused requests that are not stored for operators.</summary>
    internal void RefusedDropped(int requests) => _refusedDropped.Add(requests);

    /// <summary>Records the end of an attempt.</summary>
    internal void Ended(string feed, string outcome, TimeSpan elapsed, Activity? activity)
    {
        _duration.Record(elapsed.TotalSeconds, new(TelemetryTags.Feed, feed), new(TelemetryTags.Outcome, outcome));
        activity?.SetTag(TelemetryTags.Outcome, outcome);
        if (outcome is InboxOutcomes.Failed or InboxOutcomes.LeaseLost)
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
    }

    private static void Count(Counter<long> counter, string feed) =>
        counter.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Feed, feed));

    // The last measurement, because a collector must not wait for a database; empty while the store is unreachable.
    private IEnumerable<Measurement<long>> CountRows() =>
        _load.Last is { } backlog
            ? InboxTags.States.Select(state => new Measurement<long>(
                backlog.States.GetValueOrDefault(state.Key),
                new KeyValuePair<string, object?>(InboxTags.State, state.Value)
            ))
            : [];

    private IEnumerable<Measurement<double>> MeasureAge() =>
        _load.Last is { } backlog ? [new((backlog.OldestDue ?? TimeSpan.Zero).TotalSeconds)] : [];
}
