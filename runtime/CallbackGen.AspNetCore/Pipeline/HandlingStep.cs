using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that runs the application's handler on verified callbacks. The query of the request is visible only while it runs.
/// </summary>
internal sealed class HandlingStep(RequestDelegate handler, CallbackReporter reporter)
{
    /// <summary>Runs the handler on the callbacks of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>The proof that all were handled; null when the handler's own response to one is not a success.</returns>
    public ValueTask<HandledCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified) =>
        verified.Feed.Definition.HasItems
            ? HandleItemsAsync(context, verified)
            : HandleAsync(context, verified.Feed, verified.Callbacks[0]);

    /// <summary>
    /// Runs the handler on each message, in order. An exception, or a response that is not a success, stops the loop: the provider
    /// redelivers all of them.
    /// </summary>
    private async ValueTask<HandledCallback?> HandleItemsAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        var services = context.RequestServices;
        HandledCallback? last = null;
        try
        {
            foreach (var message in verified.Callbacks)
            {
                // One scope each: otherwise a scoped service that has received one message would be reused for the next.
                await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
                context.RequestServices = scope.ServiceProvider;
                last = await HandleAsync(context, verified.Feed, message);
                if (!CallbackAnswers.IsSuccess(context.Response.StatusCode))
                    return null;
            }
        }
        finally
        {
            context.RequestServices = services;
        }

        return last;
    }

    private async ValueTask<HandledCallback?> HandleAsync(HttpContext context, CallbackFeed feed, CallbackMessage message)
    {
        var query = HiddenQuery.Of(context);
        var begun = Stopwatch.GetTimestamp();
        query?.Show();
        try
        {
            CallbackScope.Give(context, message);
            var handled = await HandledCallback.RunAsync(handler, context, message);
            if (Sender.IsGone(context))
                reporter.AnsweredTooLate(context, feed, message.Receipt, Stopwatch.GetElapsedTime(begun));
            return handled;
        }
        catch (Exception failure)
        {
            reporter.HandlerFailed(
                context,
                feed,
                message.Receipt,
                failure,
                Sender.HasCancelled(context, failure),
                Stopwatch.GetElapsedTime(begun)
            );
            throw;
        }
        finally
        {
            query?.Hide();
        }
    }
}
