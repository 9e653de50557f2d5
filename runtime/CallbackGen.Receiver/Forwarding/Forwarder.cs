using System.Collections.Concurrent;
using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.Inbox;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>Forwards stored callbacks to the shop, and translates its response into the inbox's outcome.</summary>
internal sealed partial class Forwarder(
    ForwardClient client,
    ForwardPlaces places,
    Refusals refusals,
    ILogger<Forwarder> logger,
    TimeProvider clock
)
{
    private readonly ConcurrentDictionary<Uri, OncePerInterval> _putOff = [];

    /// <summary>Forwards a callback.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="target">The target.</param>
    /// <param name="message">The callback.</param>
    /// <param name="delivery">The attempt.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CallbackNotHandledException">The shop has not accepted the callback.</exception>
    public async Task ForwardAsync(
        CallbackFeed feed,
        ForwardTarget target,
        CallbackMessage message,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        using var place =
            await places.TakeAsync(target.Url, cancellationToken)
            ?? throw PutOff(
                target,
                TimeSpan.Zero,
                $"{target.Name} takes long to answer, and its share of the concurrent requests is limited ({places.Each})",
                null
            );
        var body = ForwardedCallback.Write(feed, message, delivery.Id, delivery.Request, target.IncludesRequest);
        var begun = clock.GetTimestamp();
        using var response = await PostAsync(feed, target, delivery.Id, body, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw Refused(target, delivery, response);
        refusals.Forget(delivery.Id);
        if (logger.IsEnabled(LogLevel.Information))
        {
            LogForwarded(
                logger,
                feed.Name,
                delivery.Id,
                delivery.Attempt,
                target.Name,
                (int)response.StatusCode,
                clock.GetElapsedTime(begun).TotalSeconds,
                ForwardClient.IdOf(delivery.Id),
                CallbackLine.Roles(feed, message)
            );
        }
    }

    private async Task<HttpResponseMessage> PostAsync(
        CallbackFeed feed,
        ForwardTarget target,
        string id,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await client.PostAsync(feed, target, id, body, cancellationToken);
        }
        catch (BrokenCircuitException broken)
        {
            throw PutOff(
                target,
                ForwardClient.BreakDuration,
                $"{target.Name} has answered hardly any {feed.Name} callback of the last half minute, and gets none for a quarter of one",
                broken
            );
        }
        catch (TimeoutRejectedException late)
        {
            throw new CallbackNotHandledException(
                $"{target.Name} has not answered in {late.Timeout.TotalSeconds:0.###} s (Forward:Timeout)",
                late
            );
        }
        catch (OperationCanceledException late) when (late.InnerException is TimeoutException)
        {
            throw new CallbackNotHandledException(
                $"{target.Name} cannot be reached (no connection in {ForwardClient.ConnectTimeout.TotalSeconds} s)",
                late
            );
        }
        catch (HttpRequestException failed)
        {
            throw new CallbackNotHandledException($"{target.Name} cannot be reached ({failed.HttpRequestError})", failed);
        }
    }

    /// <summary>
    /// Postpones a callback. The inbox logs each postponement at a detailed level; here the log gets one line a minute for all of
    /// them.
    /// </summary>
    private CallbackNotHandledException PutOff(ForwardTarget target, TimeSpan wait, string reason, Exception? cause)
    {
        if (_putOff.GetOrAdd(target.Url, _ => new(clock, TimeSpan.FromMinutes(1))).IsDue())
            LogPutOff(logger, reason);
        return new(reason, cause) { RetryAfter = wait, IsCounted = false };
    }

    private CallbackNotHandledException Refused(ForwardTarget target, Delivery delivery, HttpResponseMessage response)
    {
        var status = response.StatusCode;
        var said = $"{target.Name} answered {(int)status}";
        if (status is HttpStatusCode.RequestTimeout or (HttpStatusCode)425 or HttpStatusCode.TooManyRequests || (int)status >= 500)
            return new(said) { RetryAfter = RetryAfter(response) };
        var why = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{said}: check that it has the same Forward:Secret, and that its clock is right",
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => $"{said}: check that Forward:Url is the address that takes POST",
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
                $"{said}, a redirect, which is not followed: set Forward:Url to where it leads",
            _ => said,
        };
        return refusals.Add(delivery.Id) is { } wait ? new(why) { RetryAfter = wait } : new(why) { LastAttempt = delivery.Attempt };
    }

    /// <summary>Returns the delay of <c>Retry-After</c> (RFC 9110, section 10.2.3): a number of seconds, or a time.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
            _ => null,
        };

    [LoggerMessage(
        1,
        LogLevel.Information,
        "{Feed} callback {Id} went to {Target} at attempt {Attempt}, which answered {Status} in {ElapsedSeconds:0.###} s. "
            + "{WebhookId} {Roles}",
        EventName = "CallbackForwarded"
    )]
    private static partial void LogForwarded(
        ILogger logger,
        string feed,
        string id,
        int attempt,
        string target,
        int status,
        double elapsedSeconds,
        string webhookId,
        string roles
    );

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{Reason}. Its callbacks wait meanwhile, which counts for no attempt. The next such line about this address comes in "
            + "a minute at the earliest",
        EventName = "ForwardingPutOff"
    )]
    private static partial void LogPutOff(ILogger logger, string reason);
}
