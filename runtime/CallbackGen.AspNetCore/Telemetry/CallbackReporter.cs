using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>Tells operators what became of requests, in the log and in the metrics. A verification has a report of its own.</summary>
internal sealed class CallbackReporter(CallbackTelemetry telemetry, ILoggerFactory loggers)
{
    /// <summary>The category of these log lines. Stable: filters are built on it.</summary>
    private const string Category = "CallbackGen.AspNetCore.CallbackVerifier";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>Begins the report of a verification.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">What it is called while it is not known which feed it is of.</param>
    public VerificationReport Begin(HttpContext context, string name) => new(telemetry, _logger, context, name);

    /// <summary>A handler did not return.</summary>
    /// <param name="context">The request.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="receipt">The callback's.</param>
    /// <param name="failure">What the handler threw.</param>
    /// <param name="isGone">Whether it was cancelled because the sender went away.</param>
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
        // The receipt by its text: a sink that takes objects apart would find payload text in it.
        var (callback, digest) = (receipt.ToString(), DigestOf(receipt));
        if (isGone)
        {
            telemetry.Aborted(feed.Name, TelemetryStages.Handler);
            CallbackLog.HandlerCancelled(_logger, feed.Name, callback, digest, elapsed.TotalSeconds, path, remoteAddress, traceId);
            return;
        }

        telemetry.Failed(feed.Name, TelemetryStages.Handler, failure);
        // The host logs the exception itself, once; here only what the host does not know.
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

    /// <summary>A handler has returned, and nobody waits for the answer any more.</summary>
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

    /// <summary>Verified callbacks could not be kept.</summary>
    public void KeepingFailed(HttpContext context, CallbackFeed feed, Exception failure)
    {
        telemetry.Failed(feed.Name, TelemetryStages.Store, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.KeepingFailed(_logger, feed.Name, failure.GetType().Name, failure.Message, path, remoteAddress, traceId);
    }

    /// <summary>What the application runs on refused callbacks failed.</summary>
    public void HookFailed(HttpContext context, string feed, Exception failure)
    {
        telemetry.Failed(feed, TelemetryStages.Hook, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.HookFailed(_logger, feed, failure.GetType().Name, path, remoteAddress, traceId);
        // The text may be that of whoever sent the request: it is for those who ask for it.
        CallbackLog.HookException(_logger, failure, feed);
    }

    /// <summary>A callback was handled and could not be acknowledged.</summary>
    public void AnswerFailed(HttpContext context, CallbackFeed feed, Exception failure)
    {
        telemetry.Failed(feed.Name, TelemetryStages.Answer, failure);
        var (path, remoteAddress, traceId) = RequestPlace.Of(context);
        CallbackLog.RequestFailed(_logger, feed.Name, failure.GetType().Name, path, remoteAddress, traceId);
    }

    private static string DigestOf(CallbackReceipt receipt) => receipt.IdempotencyKeyDigest ?? "none";
}
