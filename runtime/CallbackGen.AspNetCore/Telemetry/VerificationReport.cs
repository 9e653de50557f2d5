using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Reports one verification, from its beginning to its outcome, to operators: in the log, in the metrics and as an activity.
/// </summary>
/// <param name="telemetry">The metrics.</param>
/// <param name="logger">The log.</param>
/// <param name="context">The request.</param>
/// <param name="name">The name of the request while its feed is not known.</param>
internal sealed class VerificationReport(CallbackTelemetry telemetry, ILogger logger, HttpContext context, string name) : IDisposable
{
    private const int MostNamed = 5;

    private readonly long _begun = telemetry.Begin();
    private Activity? _activity;

    /// <summary>
    /// Begins the activity, which ends with the report. Not part of the constructor, because a listener of the application may throw.
    /// </summary>
    public void Start() => _activity = CallbackTelemetry.Start(name);

    /// <summary>Reports that the callbacks of a request were verified, before the handler runs.</summary>
    public void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> callbacks)
    {
        telemetry.Accepted(feed, callbacks, _begun, _activity);
        // Without the digest of the idempotency key: it would cost one hash per accepted callback, and is rarely needed.
        for (var index = 0; index < callbacks.Count; index++)
        {
            var receipt = callbacks[index].Receipt;
            var item = receipt.ItemIndex is { } position ? $" item {position}" : "";
            CallbackLog.Accepted(logger, feed.Name, item, feed.Trust, receipt.KeyId, receipt.UnknownMemberCount);
            if (receipt.UnfitMemberCount > 0)
                CallbackLog.MembersUnfit(logger, feed.Name, item, receipt.UnfitMemberCount, Names(receipt));
        }
    }

    /// <summary>Reports genuine but unreadable items of a request whose other items were accepted.</summary>
    public void Unreadable(CallbackFeed feed, IReadOnlyList<(int Item, CallbackRejection Rejection)> items)
    {
        for (var index = 0; index < items.Count; index++)
        {
            telemetry.Unreadable(feed.Name, items[index].Rejection);
            LogRejected(feed.Name, items[index].Rejection);
        }
    }

    /// <summary>Returns the first members that did not match, by names that the schema declares and by indexes.</summary>
    private static string Names(CallbackReceipt receipt) =>
        string.Join(", ", receipt.UnfitMembers.Keys.Take(MostNamed)) + (receipt.UnfitMemberCount > MostNamed ? ", …" : "");

    /// <summary>Reports a verified request that contains no callback.</summary>
    public void Empty(CallbackFeed feed)
    {
        telemetry.Empty(feed, _begun, _activity);
        CallbackLog.Empty(logger, feed.Name);
    }

    /// <summary>Reports a refused request.</summary>
    /// <param name="feed">The feed's name, or the name of the address.</param>
    /// <param name="rejection">Why it was refused.</param>
    /// <param name="howToConfigure">What to configure when a key is missing; otherwise empty.</param>
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

    /// <summary>Logs an answered handshake. It is not counted, because it is not a callback.</summary>
    public void Greeted(CallbackFeed feed) => CallbackLog.Handshake(logger, feed.Name);

    /// <summary>Logs a refused handshake.</summary>
    public void HandshakeRejected(CallbackFeed feed, CallbackRejection rejection) => LogRejected($"{feed.Name} handshake,", rejection);

    /// <summary>Reports that the request could not be read or verified, or that its refusal could not be sent.</summary>
    public void Failed(Exception failure)
    {
        telemetry.Failed(name, failure, _begun, _activity);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.RequestFailed(logger, name, failure.GetType().Name, path, remoteAddress, traceId);
    }

    /// <summary>Reports that the client disconnected before the request was verified.</summary>
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
