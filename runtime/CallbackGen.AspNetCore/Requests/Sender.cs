using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CallbackGen.AspNetCore;

/// <summary>Decides whether the client of a request still waits for its response.</summary>
internal static class Sender
{
    /// <summary>
    /// Whether the client has disconnected. A request timeout of the application cancels the same token, but then the client still
    /// waits, and the timeout middleware responds.
    /// </summary>
    public static bool IsGone(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        && context.Features.Get<IHttpRequestTimeoutFeature>() is not { RequestTimeoutToken.IsCancellationRequested: true };

    /// <summary>Whether an exception was thrown because the client disconnected.</summary>
    public static bool HasCancelled(HttpContext context, Exception failure) => failure is OperationCanceledException && IsGone(context);
}
