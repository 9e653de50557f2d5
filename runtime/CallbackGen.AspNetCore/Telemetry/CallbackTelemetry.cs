using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The metrics and traces of callbacks. None holds anything of a request: feeds, outcomes, reasons and key ids only.
/// </summary>
/// <remarks>
/// Counters <c>callbackgen.callbacks.accepted</c> (tag <c>callbackgen.feed</c>), <c>callbackgen.callbacks.rejected</c>
/// (<c>callbackgen.feed</c>, <c>callbackgen.reason</c>) and <c>callbackgen.unknown_members</c>
/// (<c>callbackgen.feed</c>) and <c>callbackgen.keys.fetched</c> (<c>callbackgen.host</c>, <c>callbackgen.outcome</c>); histogram <c>callbackgen.verification.duration</c> in seconds (<c>callbackgen.feed</c>,
/// <c>callbackgen.outcome</c>). One activity <c>callback verify</c> per verification, with the same tags and
/// <c>callbackgen.key_id</c>. A request that holds several callbacks is one verification: the counters count each callback,
/// the histogram and the activity the request, and the key is that of the first.
/// </remarks>
public sealed class CallbackTelemetry
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "CallbackGen";

    /// <summary>The activity source's name, for <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "CallbackGen";

    private const string FeedTag = "callbackgen.feed";
    private const string OutcomeTag = "callbackgen.outcome";
    private const string ReasonTag = "callbackgen.reason";
    private const string KeyIdTag = "callbackgen.key_id";

    private static readonly ActivitySource Source = new(ActivitySourceName);

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unknownMembers;
    private readonly Counter<long> _keysFetched;
    private readonly Histogram<double> _duration;

    internal CallbackTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("callbackgen.callbacks.accepted", "{callback}", "Callbacks that passed verification.");
        _rejected = meter.CreateCounter<long>("callbackgen.callbacks.rejected", "{callback}", "Callbacks that were refused, by reason.");
        _unknownMembers = meter.CreateCounter<long>("callbackgen.unknown_members", "{member}", "Members that arrived and that the schema does not declare.");
        _keysFetched = meter.CreateCounter<long>("callbackgen.keys.fetched", "{attempt}", "Attempts to fetch keys, by host and outcome.");
        _duration = meter.CreateHistogram<double>("callbackgen.verification.duration", "s", "Time to read and verify a callback.");
    }

    internal static Activity? Start(string feed)
    {
        var activity = Source.StartActivity("callback verify");
        activity?.SetTag(FeedTag, feed);
        return activity;
    }

    /// <summary>When a verification begins, to be told when it has ended; 0 when nobody asks how long it takes.</summary>
    internal long Begin() => _duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    internal void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> messages, long begun, Activity? activity)
    {
        for (var index = 0; index < messages.Count; index++)
            Accepted(feed, messages[index]);
        Finish(feed.Name, "accepted", begun, activity);
        activity?.SetTag(KeyIdTag, messages[0].Receipt.KeyId);
    }

    internal void Accepted(CallbackFeed feed, CallbackMessage message, long begun, Activity? activity)
    {
        Accepted(feed, message);
        Finish(feed.Name, "accepted", begun, activity);
        activity?.SetTag(KeyIdTag, message.Receipt.KeyId);
    }

    internal void Rejected(string feed, CallbackRejection rejection, long begun, Activity? activity)
    {
        var reason = rejection.Reason.ToString();
        _rejected.Add(1, new(FeedTag, feed), new(ReasonTag, reason));
        Finish(feed, "rejected", begun, activity);
        activity?.SetTag(ReasonTag, reason);
        activity?.SetStatus(ActivityStatusCode.Error, reason);
    }

    internal void KeysFetched(string host, string outcome) => _keysFetched.Add(1, new("callbackgen.host", host), new(OutcomeTag, outcome));

    private void Accepted(CallbackFeed feed, CallbackMessage message)
    {
        _accepted.Add(1, new KeyValuePair<string, object?>(FeedTag, feed.Name));
        if (message.Receipt.UnknownMemberCount > 0)
            _unknownMembers.Add(message.Receipt.UnknownMemberCount, new KeyValuePair<string, object?>(FeedTag, feed.Name));
    }

    private void Finish(string feed, string outcome, long begun, Activity? activity)
    {
        if (begun != 0)
            _duration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new(FeedTag, feed), new(OutcomeTag, outcome));
        // Of several feeds on one address, which one it was is known only now.
        activity?.SetTag(FeedTag, feed);
        activity?.SetTag(OutcomeTag, outcome);
    }
}
