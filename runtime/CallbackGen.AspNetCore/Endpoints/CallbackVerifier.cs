using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>The way of one request through a callback endpoint: read, verify, handle, answer.</summary>
internal sealed class CallbackVerifier(
    CallbackKeyRing keys, RuntimeKeys runtimeKeys, CallbackTelemetry telemetry, TimeProvider clock, ILogger<CallbackVerifier> logger)
{
    /// <summary>Wraps an endpoint: what it gets to see has been verified.</summary>
    /// <param name="served">What the endpoint serves.</param>
    /// <param name="handler">What runs on a verified callback.</param>
    /// <param name="acknowledges">Whether the schema's acknowledgement follows a handler that has not answered by itself.</param>
    public RequestDelegate Wrap(ServedFeeds served, RequestDelegate handler, Func<CallbackFeed, bool> acknowledges)
    {
        EndpointSettings? known = null;
        // One state machine for the whole way. Mostly nothing has to wait, and then a machine costs more than the step it is for.
        return async context =>
        {
            var route = context.Features.Get<IEndpointFeature>();
            var query = HiddenQuery.Find(context.Features, route);
            Outcome outcome;
            try
            {
                // Conventions may add to the metadata until the endpoint is there: the first request reads it.
                if (known is not { } settings || settings.Endpoint != route?.Endpoint)
                    known = settings = EndpointSettings.Of(route?.Endpoint, served, keys);
                var begun = telemetry.Begin();
                using var activity = CallbackTelemetry.Start(served.Name);
                // The buffer is gone before the handler runs: a payload holds no part of it.
                using (var body = new BodyBuffer())
                {
                    outcome = await CallbackRequestReader.ReadBodyAsync(context, served.MaxBodyBytes, body) is { } unread
                        ? new(served.Only, unread)
                        : await VerifyAsync(context, served, settings, CallbackRequestReader.Create(context, query, body.Body, settings.PublicUrl ?? keys.PublicUrl));
                }

                if (outcome.First is null)
                {
                    await RefuseAsync(context, served, settings, outcome, begun, activity);
                    return;
                }

                Tell(outcome.Feed!, outcome.First, outcome.Items, begun, activity);
            }
            // A reset connection surfaces as the one or the other, before or after the request counts as aborted.
            catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
            {
                CallbackLog.ClientGone(logger, served.Name);
                return;
            }

            var (feed, first) = (outcome.Feed!, outcome.First);
            if (outcome.Items is { } items)
            {
                await HandleItemsAsync(context, query, feed, items, handler);
            }
            else
            {
                CallbackServices.Give(context, first);
                await HandleAsync(context, query, feed, first, handler);
            }

            if (acknowledges(feed) && !HasAnswered(context.Response))
                await CallbackAnswers.AcknowledgeAsync(context, first.Receipt.Acknowledgement ?? feed.Definition.Acknowledge);
        };
    }

    private void Tell(CallbackFeed feed, CallbackMessage first, IReadOnlyList<CallbackMessage>? items, long begun, Activity? activity)
    {
        if (items is null)
        {
            telemetry.Accepted(feed, first, begun, activity);
            LogAccepted(feed, first.Receipt);
            return;
        }

        telemetry.Accepted(feed, items, begun, activity);
        foreach (var item in items)
            LogAccepted(feed, item.Receipt);
    }

    private ValueTask<Outcome> VerifyAsync(HttpContext context, ServedFeeds served, EndpointSettings settings, CallbackRequest request)
    {
        for (var index = 0; index < served.Challenged.Count; index++)
        {
            var candidate = served.Challenged[index];
            if (candidate.AnswerChallenge(request, settings.KeysOf(candidate), clock) is { } answer)
                return ValueTask.FromResult(new Outcome(candidate, null) { Handshake = new(answer) });
        }

        if (served.Choose(request, out var rejection) is not { } feed)
            return ValueTask.FromResult(new Outcome(null, rejection));
        return served.HasRuntimeKeys && RuntimeKeys.Has(feed)
            ? VerifyWithRuntimeKeysAsync(context, feed, settings.KeySet, request)
            : ValueTask.FromResult(Verify(feed, request, settings.KeysOf(feed)));
    }

    private Outcome Verify(CallbackFeed feed, CallbackRequest request, CallbackKeys with)
    {
        if (!feed.Definition.HasItems)
        {
            return feed.VerifyMessage(request, with, clock).TryGetValue(out var message, out var refused)
                ? new(feed, null) { First = message }
                : new(feed, refused);
        }

        return feed.VerifyMessages(request, with, clock).TryGetValue(out var items, out var rejection)
            ? new(feed, null) { First = items[0], Items = items }
            : new(feed, rejection);
    }

    /// <summary>Keys are found before the verification, by what nobody has verified; a key that is then still unknown is asked for once.</summary>
    private async ValueTask<Outcome> VerifyWithRuntimeKeysAsync(
        HttpContext context, CallbackFeed feed, string? keySet, CallbackRequest request)
    {
        var configured = keys.GetConfigured(feed, keySet);
        var resolved = await runtimeKeys.ResolveAsync(feed, request, configured, context.RequestServices, context.RequestAborted);
        var result = Verify(feed, request, resolved);
        return result.Rejection is { IsKeyUnknown: true } && await runtimeKeys.RefreshAsync(feed, request, configured, resolved, context.RequestAborted) is { } newer
            ? Verify(feed, request, newer)
            : result;
    }

    /// <summary>Answers what is no callback: an operator is told the reason of a refusal, the sender its class.</summary>
    private Task RefuseAsync(HttpContext context, ServedFeeds served, EndpointSettings settings, in Outcome outcome, long begun, Activity? activity)
    {
        if (outcome is { Feed: { } greeted, Handshake: { } handshake })
            return AnswerAsync(context, served, greeted, handshake.Answer);
        var rejection = outcome.Rejection ?? CallbackRejection.NotVerified;
        var name = outcome.Feed?.Name ?? served.Name;
        telemetry.Rejected(name, rejection, begun, activity);
        if (outcome.Feed is { } refused && rejection.Reason == CallbackRejectionReason.KeyNotConfigured && keys.GetKeyProblems(refused, settings.KeySet) is { Count: > 0 } problems)
            CallbackLog.KeyNotConfigured(logger, name, string.Join(' ', problems));
        else
            LogRejection(name, rejection);
        return CallbackAnswers.RefuseAsync(context, served.Methods, rejection);
    }

    /// <summary>Answers a handshake. It is logged and counts nowhere: it is no callback.</summary>
    private Task AnswerAsync(HttpContext context, ServedFeeds served, CallbackFeed feed, CallbackResult<CallbackAcknowledgement> handshake)
    {
        if (handshake.TryGetValue(out var answer, out var rejection))
        {
            CallbackLog.Handshake(logger, feed.Name);
            return CallbackAnswers.AcknowledgeAsync(context, answer);
        }

        LogRejection($"{feed.Name} handshake,", rejection);
        return CallbackAnswers.RefuseAsync(context, served.Methods, rejection);
    }

    /// <summary>Runs the handler on each message, in order. An exception, or an answer that is no success, stops it: the provider repeats them all.</summary>
    private async Task HandleItemsAsync(HttpContext context, HiddenQuery? query, CallbackFeed feed, IReadOnlyList<CallbackMessage> items, RequestDelegate handler)
    {
        var services = context.RequestServices;
        try
        {
            foreach (var message in items)
            {
                // A scope each: a scoped service that took one message would otherwise be handed on to the next.
                await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
                context.RequestServices = scope.ServiceProvider;
                scope.ServiceProvider.GetRequiredService<CallbackScope>().Set(message);
                await HandleAsync(context, query, feed, message, handler);
                if (context.Response.StatusCode is < 200 or > 299)
                    return;
            }
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private Task HandleAsync(HttpContext context, HiddenQuery? query, CallbackFeed feed, CallbackMessage message, RequestDelegate handler)
    {
        query?.Show();
        Task handling;
        try
        {
            // A handler of the user's may give null, whatever its type says.
            handling = handler(context) ?? throw new InvalidOperationException("The handler returned null instead of a task.");
        }
#pragma warning disable CA1031 // It is thrown again where it is logged.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            handling = Task.FromException(failure);
        }

        if (!handling.IsCompletedSuccessfully)
            return AwaitAsync(handling, context, query, feed, message);
        query?.Hide();
        return handling;
    }

    private async Task AwaitAsync(Task handling, HttpContext context, HiddenQuery? query, CallbackFeed feed, CallbackMessage message)
    {
        try
        {
            await handling;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            CallbackLog.ClientGone(logger, feed.Name);
            throw;
        }
        catch (Exception failure)
        {
            // The receipt by its text: a sink that takes objects apart would find payload text in it.
            // The host logs the exception itself, once; here only what the host does not know.
            CallbackLog.HandlerFailed(logger, feed.Name, message.Receipt.ToString(), failure.GetType().Name);
            throw;
        }
        finally
        {
            query?.Hide();
        }
    }

    private static bool HasAnswered(HttpResponse response) =>
        response.HasStarted || response.StatusCode != StatusCodes.Status200OK;

    // The idempotency key is not logged: it is made of business members, and an order number may name a person.
    private void LogAccepted(CallbackFeed feed, CallbackReceipt receipt) =>
        CallbackLog.Accepted(logger, feed.Name, ItemOf(receipt), feed.Trust, receipt.KeyId, receipt.UnknownMemberCount);

    private static string ItemOf(CallbackReceipt receipt) => receipt.ItemIndex is { } item ? $" item {item}" : "";

    private void LogRejection(string feed, CallbackRejection rejection) =>
        CallbackLog.Rejected(logger, feed, rejection.Reason, rejection.Where, rejection.Detail, rejection.KeysTried.Count == 0 ? "none" : string.Join(", ", rejection.KeysTried));

    /// <summary>What came of a request: it was accepted, refused, or a handshake.</summary>
    private readonly record struct Outcome(CallbackFeed? Feed, CallbackRejection? Rejection)
    {
        /// <summary>The only or first callback of a request that was accepted.</summary>
        public CallbackMessage? First { get; init; }

        /// <summary>All of its callbacks, in a feed of items.</summary>
        public IReadOnlyList<CallbackMessage>? Items { get; init; }

        public Handshake? Handshake { get; init; }
    }

    private sealed record Handshake(CallbackResult<CallbackAcknowledgement> Answer);

    /// <summary>What an endpoint's metadata says about its callbacks, and where its keys are.</summary>
    private sealed record EndpointSettings(Endpoint? Endpoint, string? KeySet, string? PublicUrl, KeySlot[] Keys)
    {
        public static EndpointSettings Of(Endpoint? endpoint, ServedFeeds served, CallbackKeyRing keys)
        {
            var keySet = endpoint?.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet;
            return new(endpoint, keySet, endpoint?.Metadata.GetMetadata<PublicUrlMetadata>()?.Url, [.. served.Feeds.Select(feed => keys.GetSlot(feed, keySet))]);
        }

        public CallbackKeys KeysOf(CallbackFeed feed)
        {
            foreach (var slot in Keys)
            {
                if (slot.Feed == feed)
                    return slot.Keys;
            }

            return CallbackKeys.Empty;
        }
    }
}
