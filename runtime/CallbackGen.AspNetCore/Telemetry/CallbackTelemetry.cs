using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The metrics and traces of callbacks. They contain only feeds, outcomes, reasons and key ids, and no text of a request. The page
/// <c>runtime/docs/telemetry.md</c> lists the instruments, their units, tags and values.
/// </summary>
/// <remarks>
/// Each verification has one activity <c>callback verify</c>. A request with several callbacks is one verification: the counters of
/// accepted callbacks count each callback, the histogram and the activity count the request, and the key id is that of the first.
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
            "Members that are read as null because their values do not match the schema."
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

    /// <summary>Returns the timestamp at which a verification begins; 0 when the duration is not measured.</summary>
    internal long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> messages, long begun, Activity? activity)
    {
        for (var index = 0; index < messages.Count; index++)
            Count(feed, messages[index]);
        Finish(feed.Name, TelemetryOutcomes.Accepted, begun, activity);
        activity?.SetTag(TelemetryTags.KeyId, messages[0].Receipt.KeyId);
    }

    /// <summary>Records a verified request that contains no callback.</summary>
    internal void Empty(CallbackFeed feed, long begun, Activity? activity) => Finish(feed.Name, TelemetryOutcomes.Empty, begun, activity);

    /// <summary>Records a refused request. A genuine one has its own counter, because an operator must look at it.</summary>
    internal void Rejected(string feed, CallbackRejection rejection, long begun, Activity? activity)
    {
        var reason = rejection.Reason.ToString();
        Count(rejection.IsProven ? _unreadable : _rejected, feed, rejection);
        Finish(feed, rejection.IsProven ? TelemetryOutcomes.Unreadable : TelemetryOutcomes.Rejected, begun, activity);
        activity?.SetTag(TelemetryTags.Reason, reason);
        activity?.SetStatus(ActivityStatusCode.Error, reason);
    }

    /// <summary>Records a genuine but unreadable item of a request whose other items were accepted.</summary>
    internal void Unreadable(string feed, CallbackRejection rejection) => Count(_unreadable, feed, rejection);

    /// <summary>Records that this application failed to read or verify a request.</summary>
    internal void Failed(string feed, Exception failure, long begun, Activity? activity)
    {
        Failed(feed, TelemetryStages.Verification, failure);
        Finish(feed, TelemetryOutcomes.Failed, begun, activity);
        activity?.SetTag(TelemetryTags.ErrorType, TypeOf(failure));
        activity?.SetStatus(ActivityStatusCode.Error, TypeOf(failure));
    }

    /// <summary>Records a failure after a callback was accepted.</summary>
    internal void Failed(string feed, string stage, Exception failure) => Failed(feed, stage, TypeOf(failure));

    /// <summary>Records that verified callbacks were not accepted, for a reason within this application.</summary>
    internal void Failed(string feed, string stage, string errorType) =>
        _failed.Add(1, new(TelemetryTags.Feed, feed), new(TelemetryTags.Stage, stage), new(TelemetryTags.ErrorType, errorType));

    /// <summary>Records that the client of a request disconnected before it was verified.</summary>
    internal void Aborted(string feed, long begun, Activity? activity)
    {
        Aborted(feed, TelemetryStages.Verification);
        Finish(feed, TelemetryOutcomes.Aborted, begun, activity);
    }

    /// <summary>Records that the client disconnected after the callback was accepted.</summary>
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
        // When several feeds share an address, the feed is known only now.
        activity?.SetTag(TelemetryTags.Feed, feed);
        activity?.SetTag(TelemetryTags.Outcome, outcome);
    }
}
