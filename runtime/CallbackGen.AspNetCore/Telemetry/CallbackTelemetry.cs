using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The metrics and traces of callbacks. None holds anything of a request: feeds, outcomes, reasons and key ids only. The page
/// <c>runtime/docs/telemetry.md</c> lists the instruments, their units, tags and values.
/// </summary>
/// <remarks>
/// One activity <c>callback verify</c> is made for each verification. A request that holds several callbacks is one verification:
/// the counters of accepted callbacks count each of them, the histogram and the activity the request, and the key is that of the first.
/// </remarks>
public sealed class CallbackTelemetry
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "CallbackGen";

    /// <summary>The activity source's name, for <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "CallbackGen";

    /// <summary>The name of the activity of a verification.</summary>
    internal const string ActivityName = "callback verify";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _aborted;
    private readonly Counter<long> _unknownMembers;
    private readonly Counter<long> _unfitMembers;
    private readonly Counter<long> _keysFetched;
    private readonly Histogram<double> _duration;

    internal CallbackTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("callbackgen.callbacks.accepted", "{callback}", "Callbacks that passed verification.");
        _rejected = meter.CreateCounter<long>("callbackgen.callbacks.rejected", "{callback}", "Callbacks that were refused, by reason.");
        _unreadable = meter.CreateCounter<long>(
            "callbackgen.callbacks.unreadable",
            "{callback}",
            "Genuine callbacks that do not fit the schema, or are late, by reason."
        );
        _failed = meter.CreateCounter<long>(
            "callbackgen.callbacks.failed",
            "{callback}",
            "Callbacks that failed on our side, by stage and exception."
        );
        _aborted = meter.CreateCounter<long>("callbackgen.callbacks.aborted", "{callback}", "Callbacks whose sender went away, by stage.");
        _unknownMembers = meter.CreateCounter<long>(
            "callbackgen.unknown_members",
            "{member}",
            "Members that arrived and that the schema does not declare."
        );
        _unfitMembers = meter.CreateCounter<long>(
            "callbackgen.unfit_members",
            "{member}",
            "Members that read as null because their values have another form than the schema says."
        );
        _keysFetched = meter.CreateCounter<long>(
            "callbackgen.keys.fetched",
            "{attempt}",
            "Attempts to fetch keys, and requests whose key had to wait for one, by host and outcome."
        );
        _duration = meter.CreateHistogram<double>("callbackgen.verification.duration", "s", "Time to read and verify a callback.");
    }

    internal static Activity? Start(string feed)
    {
        var activity = Source.StartActivity(ActivityName);
        activity?.SetTag(TelemetryTags.Feed, feed);
        return activity;
    }

    /// <summary>When a verification begins, to be told when it has ended; 0 when nobody asks how long it takes.</summary>
    internal long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> messages, long begun, Activity? activity)
    {
        for (var index = 0; index < messages.Count; index++)
            Count(feed, messages[index]);
        Finish(feed.Name, TelemetryOutcomes.Accepted, begun, activity);
        activity?.SetTag(TelemetryTags.KeyId, messages[0].Receipt.KeyId);
    }

    /// <summary>A request was verified that holds no callback.</summary>
    internal void Empty(CallbackFeed feed, long begun, Activity? activity) => Finish(feed.Name, TelemetryOutcomes.Empty, begun, activity);

    /// <summary>A request was refused. One that is genuine counts apart: somebody has to look at it.</summary>
    internal void Rejected(string feed, CallbackRejection rejection, long begun, Activity? activity)
    {
        var reason = rejection.Reason.ToString();
        Count(rejection.IsProven ? _unreadable : _rejected, feed, rejection);
        Finish(feed, rejection.IsProven ? TelemetryOutcomes.Unreadable : TelemetryOutcomes.Rejected, begun, activity);
        activity?.SetTag(TelemetryTags.Reason, reason);
        activity?.SetStatus(ActivityStatusCode.Error, reason);
    }

    /// <summary>An item is genuine and cannot be read, while others of its request were accepted.</summary>
    internal void Unreadable(string feed, CallbackRejection rejection) => Count(_unreadable, feed, rejection);

    /// <summary>Reading or verifying a request failed on our side.</summary>
    internal void Failed(string feed, Exception failure, long begun, Activity? activity)
    {
        Failed(feed, TelemetryStages.Verification, failure);
        Finish(feed, TelemetryOutcomes.Failed, begun, activity);
        activity?.SetTag(TelemetryTags.ErrorType, TypeOf(failure));
        activity?.SetStatus(ActivityStatusCode.Error, TypeOf(failure));
    }

    /// <summary>Something failed after a callback was accepted.</summary>
    internal void Failed(string feed, string stage, Exception failure) => Failed(feed, stage, TypeOf(failure));

    /// <summary>Callbacks that verified were not taken, for a reason of our own.</summary>
    internal void Failed(string feed, string stage, string errorType) =>
        _failed.Add(1, new(TelemetryTags.Feed, feed), new(TelemetryTags.Stage, stage), new(TelemetryTags.ErrorType, errorType));

    /// <summary>The sender of a request went away before it was verified.</summary>
    internal void Aborted(string feed, long begun, Activity? activity)
    {
        Aborted(feed, TelemetryStages.Verification);
        Finish(feed, TelemetryOutcomes.Aborted, begun, activity);
    }

    /// <summary>The sender went away after the callback was accepted.</summary>
    internal void Aborted(string feed, string stage) => _aborted.Add(1, new(TelemetryTags.Feed, feed), new(TelemetryTags.Stage, stage));

    internal void KeysFetched(string host, string outcome) =>
        _keysFetched.Add(1, new(TelemetryTags.Host, host), new(TelemetryTags.Outcome, outcome));

    private static void Count(Counter<long> counter, string feed, CallbackRejection rejection) =>
        counter.Add(1, new(TelemetryTags.Feed, feed), new(TelemetryTags.Reason, rejection.Reason.ToString()));

    private static string TypeOf(Exception failure) => failure.GetType().FullName ?? failure.GetType().Name;

    private void Count(CallbackFeed feed, CallbackMessage message)
    {
        _accepted.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Feed, feed.Name));
        if (message.Receipt.UnknownMemberCount > 0)
            _unknownMembers.Add(message.Receipt.UnknownMemberCount, new KeyValuePair<string, object?>(TelemetryTags.Feed, feed.Name));
        if (message.Receipt.UnfitMemberCount > 0)
            _unfitMembers.Add(message.Receipt.UnfitMemberCount, new KeyValuePair<string, object?>(TelemetryTags.Feed, feed.Name));
    }

    private void Finish(string feed, string outcome, long begun, Activity? activity)
    {
        if (begun != 0)
            _duration.Record(
                Stopwatch.GetElapsedTime(begun).TotalSeconds,
                new(TelemetryTags.Feed, feed),
                new(TelemetryTags.Outcome, outcome)
            );
        // Of several feeds on one address, which one it was is known only now.
        activity?.SetTag(TelemetryTags.Feed, feed);
        activity?.SetTag(TelemetryTags.Outcome, outcome);
    }
}
