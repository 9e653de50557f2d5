using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>The second half of a request's way: the handler runs on what was verified, and the answer is sent.</summary>
internal sealed class CallbackHandling(CallbackReporter reporter)
{
    /// <summary>
    /// Whether the sender has gone. A time limit of the application's own cancels the same token, but then the sender waits, and
    /// the middleware that set the limit answers.
    /// </summary>
    public static bool IsGone(HttpContext context) =>
        context.RequestAborted.IsCancellationRequested
        && context.Features.Get<IHttpRequestTimeoutFeature>() is not { RequestTimeoutToken.IsCancellationRequested: true };

    /// <summary>Runs the handler on the callbacks of a request, and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="query">Its query, where it was hidden.</param>
    /// <param name="verified">The callbacks.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="acknowledges">Whether the schema's acknowledgement follows a handler that has not answered by itself.</param>
    public async Task RunAsync(HttpContext context, HiddenQuery? query, VerifiedRequest verified, RequestDelegate handler, bool acknowledges)
    {
        var held = HeldResponse.Hold(context);
        var isHandled = false;
        try
        {
            // What a handler finds, and leaves when it is content.
            context.Response.StatusCode = StatusCodes.Status200OK;
            var proof = await HandleAsync(context, query, verified, handler);
            isHandled = true;
            if (proof is null)
                await CallbackAnswers.PassOnAsync(context, held);
            else
                await CallbackAnswers.SucceedAsync(context, proof, ChooseAnswer(context, held, verified, acknowledges), held);
        }
        catch (Exception failure)
        {
            held.Drop();
            CallbackAnswers.Fail(context, IsCancelled(context, failure) ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError);
            if (isHandled)
                reporter.AnswerFailed(context, verified.Feed, failure);
            throw;
        }
    }

    /// <returns>The proof that all were handled; null when the handler itself has answered that one was not.</returns>
    private ValueTask<HandledCallback?> HandleAsync(HttpContext context, HiddenQuery? query, VerifiedRequest verified, RequestDelegate handler)
    {
        if (verified.Items is { } items)
            return HandleItemsAsync(context, query, verified.Feed, items, handler);
        return HandleAsync(context, query, verified.Feed, verified.First, handler)!;
    }

    /// <summary>Runs the handler on each message, in order. An exception, or an answer that is no success, stops it: the provider repeats them all.</summary>
    private async ValueTask<HandledCallback?> HandleItemsAsync(
        HttpContext context, HiddenQuery? query, CallbackFeed feed, IReadOnlyList<CallbackMessage> items, RequestDelegate handler)
    {
        var services = context.RequestServices;
        HandledCallback? last = null;
        try
        {
            foreach (var message in items)
            {
                // A scope each: a scoped service that took one message would otherwise be handed on to the next.
                await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
                context.RequestServices = scope.ServiceProvider;
                last = await HandleAsync(context, query, feed, message, handler);
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

    private async ValueTask<HandledCallback> HandleAsync(HttpContext context, HiddenQuery? query, CallbackFeed feed, CallbackMessage message, RequestDelegate handler)
    {
        var begun = Stopwatch.GetTimestamp();
        query?.Show();
        try
        {
            CallbackScope.Give(context, message);
            var handled = await HandledCallback.RunAsync(handler, context, message);
            if (IsGone(context))
                reporter.AnsweredTooLate(context, feed, message.Receipt, Stopwatch.GetElapsedTime(begun));
            return handled;
        }
        catch (Exception failure)
        {
            reporter.HandlerFailed(context, feed, message.Receipt, failure, IsCancelled(context, failure), Stopwatch.GetElapsedTime(begun));
            throw;
        }
        finally
        {
            query?.Hide();
        }
    }

    /// <summary>Whether a handler ended because its sender went away.</summary>
    private static bool IsCancelled(HttpContext context, Exception failure) => failure is OperationCanceledException && IsGone(context);

    /// <summary>The acknowledgement; null when the handler's own answer is sent.</summary>
    private static CallbackAcknowledgement? ChooseAnswer(HttpContext context, HeldResponse held, VerifiedRequest verified, bool acknowledges)
    {
        var isAcknowledged = acknowledges
            ? !held.HasAnswer && context.Response.StatusCode == StatusCodes.Status200OK
            : CallbackScope.Of(context).IsAcknowledged;
        return isAcknowledged ? verified.First.Receipt.Acknowledgement ?? verified.Feed.Definition.Acknowledge : null;
    }
}

/// <summary>A request whose callbacks were verified.</summary>
/// <param name="Feed">Their feed.</param>
/// <param name="First">The only or first of them.</param>
/// <param name="Items">All of them, in a feed of items.</param>
internal readonly record struct VerifiedRequest(CallbackFeed Feed, CallbackMessage First, IReadOnlyList<CallbackMessage>? Items);
