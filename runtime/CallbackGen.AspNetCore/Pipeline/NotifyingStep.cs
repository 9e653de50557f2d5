using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that notifies the application of refused requests that are not stored, after the response is decided. It cannot change
/// the response.
/// </summary>
/// <param name="observers">The services that are notified of every refused request.</param>
/// <param name="reporter">Reports failures to operators.</param>
/// <param name="clock">The clock.</param>
/// <param name="stopping">
/// Cancels hooks when the host stops. A client that disconnects cancels none: its response is already decided.
/// </param>
internal sealed class NotifyingStep(
    IRejectionObserver[] observers,
    CallbackReporter reporter,
    TimeProvider clock,
    CancellationToken stopping
)
{
    /// <summary>Returns the number of bytes of a body that hooks and observers receive.</summary>
    /// <param name="hooks">The endpoint's hooks for refused requests.</param>
    public int MaxBodyBytes(IReadOnlyList<RejectionHook> hooks) =>
        hooks.Count > 0 ? int.MaxValue
        : observers.Length == 0 ? 0
        : observers.Max(observer => observer.MaxBodyBytes);

    /// <summary>Notifies the observers and the hooks of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="hooks">The endpoint's hooks, in order.</param>
    /// <param name="refused">Why it was refused.</param>
    public async Task RunAsync(HttpContext context, IReadOnlyList<RejectionHook> hooks, CallbackOutcome.Refused refused)
    {
        if (observers.Length == 0 && hooks.Count == 0)
            return;
        var at = clock.GetUtcNow();
        if (observers.Length > 0)
        {
            var request = new RejectedRequest(
                refused.Name,
                refused.Rejection,
                context.Request.Method,
                RequestPlace.Of(context).Path,
                refused.Length ?? context.Request.ContentLength,
                at
            );
            context.Response.OnCompleted(() => Observe(context, request, refused.Body));
        }

        if (hooks.Count > 0)
            await RunAsync(context, hooks, ToTell(context, refused, at));
    }

    private static CallbackRejected ToTell(HttpContext context, CallbackOutcome.Refused refused, DateTimeOffset at) =>
        new()
        {
            Feed = refused.Name,
            Rejection = refused.Rejection,
            Method = context.Request.Method,
            Path = context.Request.PathBase.Add(context.Request.Path).ToUriComponent(),
            Body = refused.Body,
            At = at,
            Services = context.RequestServices,
        };

    private async Task RunAsync(HttpContext context, IReadOnlyList<RejectionHook> hooks, CallbackRejected rejected)
    {
        foreach (var hook in hooks)
        {
            try
            {
                await hook.RunAsync(rejected, stopping);
            }
#pragma warning disable CA1031 // The response is already decided, and the remaining hooks must run.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.HookFailed(context, rejected.Feed, failure);
            }
        }
    }

    private Task Observe(HttpContext context, RejectedRequest request, ReadOnlyMemory<byte> body)
    {
        foreach (var observer in observers)
        {
            try
            {
                observer.Observe(request with { Body = body[..Math.Min(body.Length, observer.MaxBodyBytes)] });
            }
#pragma warning disable CA1031 // The response is already decided, and the remaining observers must run.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.HookFailed(context, request.Feed, failure);
            }
        }

        return Task.CompletedTask;
    }
}
