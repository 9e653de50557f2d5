using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>Tells operators what became of a request, in the log and in the metrics.</summary>
internal sealed class CallbackReporter(CallbackTelemetry telemetry, ILogger logger)
{
    /// <summary>A callback was verified. What came of it before the handler ran is told here.</summary>
    public void Accepted(CallbackFeed feed, CallbackMessage message, long begun, Activity? activity)
    {
        telemetry.Accepted(feed, message, begun, activity);
        LogAccepted(feed, message.Receipt);
    }

    /// <summary>All callbacks of a request were verified.</summary>
    public void Accepted(CallbackFeed feed, IReadOnlyList<CallbackMessage> messages, long begun, Activity? activity)
    {
        telemetry.Accepted(feed, messages, begun, activity);
        for (var index = 0; index < messages.Count; index++)
            LogAccepted(feed, messages[index].Receipt);
    }

    /// <summary>A callback was refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="feed">The feed's name, or the address's.</param>
    /// <param name="rejection">Why.</param>
    /// <param name="howToConfigure">What to configure where a key is missing; empty otherwise.</param>
    /// <param name="begun">When the verification began.</param>
    /// <param name="activity">The verification's activity.</param>
    public void Rejected(HttpContext context, string feed, CallbackRejection rejection, string howToConfigure, long begun, Activity? activity)
    {
        telemetry.Rejected(feed, rejection, begun, activity);
        if (howToConfigure.Length == 0)
        {
            Rejected(context, feed, rejection);
            return;
        }

        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.KeyNotConfigured(logger, feed, howToConfigure, path, remoteAddress, traceId);
    }

    /// <summary>A handshake was answered. It is logged and counts nowhere: it is no callback.</summary>
    public void Greeted(CallbackFeed feed) => CallbackLog.Handshake(logger, feed.Name);

    /// <summary>A handshake was refused.</summary>
    public void HandshakeRejected(HttpContext context, CallbackFeed feed, CallbackRejection rejection) =>
        Rejected(context, $"{feed.Name} handshake,", rejection);

    /// <summary>Reading or verifying a request failed, or its refusal could not be sent.</summary>
    public void VerificationFailed(HttpContext context, string feed, Exception failure, long begun, Activity? activity)
    {
        telemetry.Failed(feed, failure, begun, activity);
        LogFailed(context, feed, failure);
    }

    /// <summary>The sender went away before the request was verified.</summary>
    public void SenderGone(HttpContext context, string feed, Exception failure, long begun, Activity? activity)
    {
        telemetry.Aborted(feed, begun, activity);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.ClientGone(logger, feed, failure.GetType().Name, path, remoteAddress, traceId);
    }

    /// <summary>A handler did not return.</summary>
    /// <param name="context">The request.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="receipt">The callback's.</param>
    /// <param name="failure">What the handler threw.</param>
    /// <param name="isGone">Whether it was cancelled because the sender went away.</param>
    /// <param name="elapsed">How long it ran.</param>
    public void HandlerFailed(HttpContext context, CallbackFeed feed, CallbackReceipt receipt, Exception failure, bool isGone, TimeSpan elapsed)
    {
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        // The receipt by its text: a sink that takes objects apart would find payload text in it.
        var (callback, digest) = (receipt.ToString(), DigestOf(receipt));
        if (isGone)
        {
            telemetry.Aborted(feed.Name, TelemetryStages.Handler);
            CallbackLog.HandlerCancelled(logger, feed.Name, callback, digest, elapsed.TotalSeconds, path, remoteAddress, traceId);
            return;
        }

        telemetry.Failed(feed.Name, TelemetryStages.Handler, failure);
        // The host logs the exception itself, once; here only what the host does not know.
        CallbackLog.HandlerFailed(logger, feed.Name, callback, failure.GetType().Name, digest, elapsed.TotalSeconds, path, remoteAddress, traceId);
    }

    /// <summary>A handler has returned, and nobody waits for the answer any more.</summary>
    public void AnsweredTooLate(HttpContext context, CallbackFeed feed, CallbackReceipt receipt, TimeSpan elapsed)
    {
        telemetry.Aborted(feed.Name, TelemetryStages.Answer);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.AnsweredTooLate(logger, feed.Name, receipt.ToString(), DigestOf(receipt), elapsed.TotalSeconds, path, remoteAddress, traceId);
    }

    /// <summary>A callback was handled and could not be acknowledged.</summary>
    public void AnswerFailed(HttpContext context, CallbackFeed feed, Exception failure)
    {
        telemetry.Failed(feed.Name, TelemetryStages.Answer, failure);
        LogFailed(context, feed.Name, failure);
    }

    private static string DigestOf(CallbackReceipt receipt) => receipt.IdempotencyKeyDigest ?? "none";

    private void Rejected(HttpContext context, string feed, CallbackRejection rejection)
    {
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        var keys = rejection.KeysTried.Count == 0 ? "none" : string.Join(", ", rejection.KeysTried);
        if (rejection.IsProven)
            CallbackLog.Unreadable(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, keys, path, remoteAddress, traceId);
        else
            CallbackLog.Rejected(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, keys, path, remoteAddress, traceId);
    }

    private void LogFailed(HttpContext context, string feed, Exception failure)
    {
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.RequestFailed(logger, feed, failure.GetType().Name, path, remoteAddress, traceId);
    }

    // No digest here: it would cost every good callback a hash, and what went well needs no looking for.
    private void LogAccepted(CallbackFeed feed, CallbackReceipt receipt) =>
        CallbackLog.Accepted(logger, feed.Name, receipt.ItemIndex is { } item ? $" item {item}" : "", feed.Trust, receipt.KeyId, receipt.UnknownMemberCount);
}
