using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>Tells operators of one verification, from its beginning to its outcome: in the log, in the metrics and as an activity.</summary>
/// <param name="telemetry">The metrics.</param>
/// <param name="logger">The log.</param>
/// <param name="context">The request.</param>
/// <param name="name">What the request is called while it is not known which feed it is of.</param>
internal sealed class VerificationReport(CallbackTelemetry telemetry, ILogger logger, HttpContext context, string name) : IDisposable
{
    private const int MostNamed = 5;

    private readonly long _begun = telemetry.Begin();
    private Activity? _activity;

    /// <summary>Begins the activity, which ends with the report. Apart from the constructor, because a listener of the application's may throw.</summary>
    public void Start() => _activity = CallbackTelemetry.Start(name);

    /// <summary>The callbacks of a request were verified. What came of it before the handler ran is told here.</summary>
    public void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> callbacks)
    {
        telemetry.Accepted(feed, callbacks, _begun, _activity);
        // No digest here: it would cost every good callback a hash, and what went well needs no looking for.
        for (var index = 0; index < callbacks.Count; index++)
        {
            var receipt = callbacks[index].Receipt;
            var item = receipt.ItemIndex is { } position ? $" item {position}" : "";
            CallbackLog.Accepted(logger, feed.Name, item, feed.Trust, receipt.KeyId, receipt.UnknownMemberCount);
            if (receipt.UnfitMemberCount > 0)
                CallbackLog.MembersUnfit(logger, feed.Name, item, receipt.UnfitMemberCount, Names(receipt));
        }
    }

    /// <summary>Items of a request of which others were accepted are genuine and cannot be read.</summary>
    public void Unreadable(CallbackFeed feed, IReadOnlyList<(int Item, CallbackRejection Rejection)> items)
    {
        for (var index = 0; index < items.Count; index++)
        {
            telemetry.Unreadable(feed.Name, items[index].Rejection);
            LogRejected(feed.Name, items[index].Rejection);
        }
    }

    /// <summary>The first members that did not fit: names that the schema declares, and positions.</summary>
    private static string Names(CallbackReceipt receipt) =>
        string.Join(", ", receipt.UnfitMembers.Keys.Take(MostNamed)) + (receipt.UnfitMemberCount > MostNamed ? ", …" : "");

    /// <summary>A request was verified that holds no callback.</summary>
    public void Empty(CallbackFeed feed)
    {
        telemetry.Empty(feed, _begun, _activity);
        CallbackLog.Empty(logger, feed.Name);
    }

    /// <summary>A request was refused.</summary>
    /// <param name="feed">The feed's name, or the address's.</param>
    /// <param name="rejection">Why.</param>
    /// <param name="howToConfigure">What to configure where a key is missing; empty otherwise.</param>
    public void Rejected(string feed, CallbackRejection rejection, string howToConfigure)
    {
        telemetry.Rejected(feed, rejection, _begun, _activity);
        if (howToConfigure.Length == 0)
        {
            LogRejected(feed, rejection);
            return;
        }

        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.KeyNotConfigured(logger, feed, howToConfigure, path, remoteAddress, traceId);
    }

    /// <summary>A handshake was answered. It is logged and counts nowhere: it is no callback.</summary>
    public void Greeted(CallbackFeed feed) => CallbackLog.Handshake(logger, feed.Name);

    /// <summary>A handshake was refused.</summary>
    public void HandshakeRejected(CallbackFeed feed, CallbackRejection rejection) => LogRejected($"{feed.Name} handshake,", rejection);

    /// <summary>Reading or verifying the request failed, or its refusal could not be sent.</summary>
    public void Failed(Exception failure)
    {
        telemetry.Failed(name, failure, _begun, _activity);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.RequestFailed(logger, name, failure.GetType().Name, path, remoteAddress, traceId);
    }

    /// <summary>The sender went away before the request was verified.</summary>
    public void SenderGone(Exception failure)
    {
        telemetry.Aborted(name, _begun, _activity);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.ClientGone(logger, name, failure.GetType().Name, path, remoteAddress, traceId);
    }

    /// <inheritdoc />
    public void Dispose() => _activity?.Dispose();

    private void LogRejected(string feed, CallbackRejection rejection)
    {
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        var keys = rejection.KeysTried.Count == 0 ? "none" : string.Join(", ", rejection.KeysTried);
        if (rejection.VerifiesAt is not null)
            CallbackLog.Late(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, keys, path, remoteAddress, traceId);
        else if (rejection.IsProven)
            CallbackLog.Unreadable(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, keys, path, remoteAddress, traceId);
        else
            CallbackLog.Rejected(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, keys, path, remoteAddress, traceId);
    }
}
