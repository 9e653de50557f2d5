using System.Diagnostics;
using Microsoft.AspNetCore.Http;
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
        return async context =>
        {
            Accepted accepted;
            try
            {
                // Conventions may add to the metadata until the endpoint is there: the first request reads it.
                var endpoint = context.GetEndpoint();
                if (known is not { } settings || settings.Endpoint != endpoint)
                    known = settings = EndpointSettings.Of(endpoint);
                accepted = await VerifyAsync(context, served, settings);
            }
            // A reset connection surfaces as the one or the other, before or after the request counts as aborted.
            catch (Exception gone) when (gone is IOException || (gone is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
            {
                CallbackLog.ClientGone(logger, served.Name);
                return;
            }

            if (accepted is not { Feed: { } feed, First: { } first })
                return;
            await HandleAllAsync(context, feed, first, accepted.Items, handler);
            if (acknowledges(feed) && !HasAnswered(context.Response))
                await CallbackAnswers.AcknowledgeAsync(context, first.Receipt.Acknowledgement ?? feed.Definition.Acknowledge);
        };
    }

    /// <summary>Verifies the request; when it is refused, the answer has been written and there is nothing.</summary>
    private async ValueTask<Accepted> VerifyAsync(HttpContext context, ServedFeeds served, EndpointSettings settings)
    {
        var begun = telemetry.Begin();
        using var activity = CallbackTelemetry.Start(served.Name);
        var outcome = await ReadAndVerifyAsync(context, served, settings.KeySet, settings.PublicUrl ?? keys.PublicUrl);
        if (outcome is { Feed: { } greeted, Handshake: { } answer })
        {
            await AnswerAsync(context, served, greeted, answer);
            return default;
        }

        if (outcome is { Feed: { } feed, Accepted.First: { } first })
        {
            Tell(feed, first, outcome.Accepted.Items, begun, activity);
            return outcome.Accepted;
        }

        var rejection = outcome.Rejection ?? CallbackRejection.NotVerified;
        var name = outcome.Feed?.Name ?? served.Name;
        telemetry.Rejected(name, rejection, begun, activity);
        if (outcome.Feed is { } refused && rejection.Reason == CallbackRejectionReason.KeyNotConfigured && keys.GetKeyProblems(refused, settings.KeySet) is { Count: > 0 } problems)
            CallbackLog.KeyNotConfigured(logger, name, string.Join(' ', problems));
        else
            LogRejection(name, rejection);
        await CallbackAnswers.RefuseAsync(context, served.Methods, rejection);
        return default;
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

    private async ValueTask<Outcome> ReadAndVerifyAsync(HttpContext context, ServedFeeds served, string? keySet, string? publicUrl)
    {
        var only = served.Feeds.Count == 1 ? served.Feeds[0] : null;
        if (CallbackRequestReader.Refuse(context.Request, served.MaxBodyBytes) is { } early)
            return new(only, early);
        // The buffer is gone before the handler runs: a payload holds no part of it.
        using var body = new BodyBuffer();
        if (await CallbackRequestReader.ReadBodyAsync(context.Request, served.MaxBodyBytes, body) is { } unread)
            return new(only, unread);
        var request = CallbackRequestReader.Create(context, body.Body, publicUrl);
        for (var index = 0; index < served.Challenged.Count; index++)
        {
            var candidate = served.Challenged[index];
            if (candidate.AnswerChallenge(request, keys.GetKeys(candidate, keySet), clock) is { } handshake)
                return new(candidate, null) { Handshake = handshake };
        }

        if (served.Choose(request, out var rejection) is not { } feed)
            return new(null, rejection);
        return RuntimeKeys.Has(feed)
            ? await VerifyWithRuntimeKeysAsync(context, feed, keySet, request)
            : Verify(feed, request, keys.GetKeys(feed, keySet));
    }

    private Outcome Verify(CallbackFeed feed, CallbackRequest request, CallbackKeys with)
    {
        if (!feed.Definition.HasItems)
        {
            return feed.VerifyMessage(request, with, clock).TryGetValue(out var message, out var refused)
                ? new(feed, null) { Accepted = new(feed, message, null) }
                : new(feed, refused);
        }

        return feed.VerifyMessages(request, with, clock).TryGetValue(out var items, out var rejection)
            ? new(feed, null) { Accepted = new(feed, items[0], items) }
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
    private async Task HandleAllAsync(HttpContext context, CallbackFeed feed, CallbackMessage first, IReadOnlyList<CallbackMessage>? items, RequestDelegate handler)
    {
        if (items is null)
        {
            CallbackScope.Of(context).Set(first);
            await HandleAsync(context, feed, first, handler);
            return;
        }

        var services = context.RequestServices;
        try
        {
            foreach (var message in items)
            {
                // A scope each: a scoped service that took one message would otherwise be handed on to the next.
                await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
                context.RequestServices = scope.ServiceProvider;
                scope.ServiceProvider.GetRequiredService<CallbackScope>().Set(message);
                await HandleAsync(context, feed, message, handler);
                if (context.Response.StatusCode is < 200 or > 299)
                    return;
            }
        }
        finally
        {
            context.RequestServices = services;
        }
    }

    private async Task HandleAsync(HttpContext context, CallbackFeed feed, CallbackMessage message, RequestDelegate handler)
    {
        var query = context.Features.Get<HiddenQuery>();
        query?.Show();
        try
        {
            await handler(context);
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

    /// <summary>A verified request: the feed that it is of, its only or first callback, and all of them in a feed of items.</summary>
    private readonly record struct Accepted(CallbackFeed Feed, CallbackMessage First, IReadOnlyList<CallbackMessage>? Items);

    /// <summary>What came of a request: it was accepted, refused, or a handshake.</summary>
    private readonly record struct Outcome(CallbackFeed? Feed, CallbackRejection? Rejection)
    {
        public Accepted Accepted { get; init; }

        public CallbackResult<CallbackAcknowledgement>? Handshake { get; init; }
    }

    /// <summary>What an endpoint's metadata says about its callbacks.</summary>
    private sealed record EndpointSettings(Endpoint? Endpoint, string? KeySet, string? PublicUrl)
    {
        public static EndpointSettings Of(Endpoint? endpoint) => new(
            endpoint, endpoint?.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet, endpoint?.Metadata.GetMetadata<PublicUrlMetadata>()?.Url);
    }
}
