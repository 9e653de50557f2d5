using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The step that tells the application of what was refused and not kept, when its answer is decided. Nothing of it changes the answer.</summary>
/// <param name="observers">Those that are told of every request.</param>
/// <param name="reporter">Tells operators what fails.</param>
/// <param name="clock">The clock.</param>
/// <param name="stopping">Cancels what runs when the host stops. A sender who has gone has his answer, and cancels nothing.</param>
internal sealed class NotifyingStep(
    IRejectionObserver[] observers,
    CallbackReporter reporter,
    TimeProvider clock,
    CancellationToken stopping
)
{
    /// <summary>How many bytes of a body somebody is to see.</summary>
    /// <param name="hooks">What the endpoint runs on refused requests.</param>
    public int MaxBodyBytes(IReadOnlyList<RejectionHook> hooks) =>
        hooks.Count > 0 ? int.MaxValue
        : observers.Length == 0 ? 0
        : observers.Max(observer => observer.MaxBodyBytes);

    /// <summary>Tells of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="hooks">What the endpoint runs on it, in this order.</param>
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
#pragma warning disable CA1031 // The answer is decided, and the next is told all the same.
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
#pragma warning disable CA1031 // As above.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                reporter.HookFailed(context, request.Feed, failure);
            }
        }

        return Task.CompletedTask;
    }
}
