using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Reports the results of requests to operators, in the log and in the metrics. Each verification has a report of its own.
/// </summary>
internal sealed class CallbackReporter(CallbackTelemetry telemetry, ILoggerFactory loggers)
{
    /// <summary>The category of the log events. It is stable, because filters depend on it.</summary>
    private const string Category = "CallbackGen.AspNetCore.CallbackVerifier";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>Begins the report of a verification.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The name of the request while its feed is not known.</param>
    public VerificationReport Begin(HttpContext context, string name) => new(telemetry, _logger, context, name);

    /// <summary>Reports that a handler threw an exception.</summary>
    /// <param name="context">The request.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="receipt">The receipt of the callback.</param>
    /// <param name="failure">The exception.</param>
    /// <param name="isGone">Whether it was cancelled because the client disconnected.</param>
    /// <param name="elapsed">How long it ran.</param>
    public void HandlerFailed(
        HttpContext context,
        CallbackFeed feed,
        CallbackReceipt receipt,
        Exception failure,
        bool isGone,
        TimeSpan elapsed
    )
    {
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        // The receipt as text: a log sink that destructures objects would find payload text in it.
        var (callback, digest) = (receipt.ToString(), DigestOf(receipt));
        if (isGone)
        {
            telemetry.Aborted(feed.Name, TelemetryStages.Handler);
            CallbackLog.HandlerCancelled(_logger, feed.Name, callback, digest, elapsed.TotalSeconds, path, remoteAddress, traceId);
            return;
        }

        telemetry.Failed(feed.Name, TelemetryStages.Handler, failure);
        // The host logs the exception itself; this event adds what the host does not know.
        CallbackLog.HandlerFailed(
            _logger,
            feed.Name,
            callback,
            failure.GetType().Name,
            digest,
            elapsed.TotalSeconds,
            path,
            remoteAddress,
            traceId
        );
    }

    /// <summary>Reports that a handler has returned after the client disconnected.</summary>
    public void AnsweredTooLate(HttpContext context, CallbackFeed feed, CallbackReceipt receipt, TimeSpan elapsed)
    {
        telemetry.Aborted(feed.Name, TelemetryStages.Answer);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.AnsweredTooLate(
            _logger,
            feed.Name,
            receipt.ToString(),
            DigestOf(receipt),
            elapsed.TotalSeconds,
            path,
            remoteAddress,
            traceId
        );
    }

    /// <summary>Reports that verified callbacks could not be stored.</summary>
    public void KeepingFailed(HttpContext context, CallbackFeed feed, Exception failure)
    {
        telemetry.Failed(feed.Name, TelemetryStages.Store, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.KeepingFailed(_logger, feed.Name, failure.GetType().Name, failure.Message, path, remoteAddress, traceId);
    }

    /// <summary>Reports that a hook or an observer for refused callbacks failed.</summary>
    public void HookFailed(HttpContext context, string feed, Exception failure)
    {
        telemetry.Failed(feed, TelemetryStages.Hook, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.HookFailed(_logger, feed, failure.GetType().Name, path, remoteAddress, traceId);
        // The exception's text may contain text of an unverified request, so it is logged at debug level only.
        CallbackLog.HookException(_logger, failure, feed);
    }

    /// <summary>Reports that a callback was handled and could not be acknowledged.</summary>
    public void AnswerFailed(HttpContext context, CallbackFeed feed, Exception failure)
    {
        telemetry.Failed(feed.Name, TelemetryStages.Answer, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.RequestFailed(_logger, feed.Name, failure.GetType().Name, path, remoteAddress, traceId);
    }

    private static string DigestOf(CallbackReceipt receipt) => receipt.IdempotencyKeyDigest ?? "none";
}
