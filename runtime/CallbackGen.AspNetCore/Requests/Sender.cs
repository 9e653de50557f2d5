using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CallbackGen.AspNetCore;

/// <summary>Whether the sender of a request still waits for its answer.</summary>
internal static class Sender
{
    /// <summary>
    /// Whether the sender has gone. A time limit of the application's own cancels the same token, but then the sender waits, and
    /// the middleware that set the limit answers.
    /// </summary>
    public static bool IsGone(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        && context.Features.Get<IHttpRequestTimeoutFeature>() is not { RequestTimeoutToken.IsCancellationRequested: true };

    /// <summary>Whether something ended because the sender went away.</summary>
    public static bool HasCancelled(HttpContext context, Exception failure) => failure is OperationCanceledException && IsGone(context);
}
