using System.Diagnostics;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>The way of one request through a callback endpoint: read, verify, handle, answer.</summary>
internal sealed class CallbackVerifier(
    CallbackKeyRing keys, RuntimeKeys runtimeKeys, CallbackTelemetry telemetry, TimeProvider clock, ILogger<CallbackVerifier> logger)
{
    private readonly CallbackReporter _reporter = new(telemetry, logger);

    /// <summary>Wraps an endpoint: what it gets to see has been verified.</summary>
    /// <param name="served">What the endpoint serves.</param>
    /// <param name="handler">What runs on a verified callback.</param>
    /// <param name="acknowledges">Whether the schema's acknowledgement follows a handler that has not answered by itself.</param>
    public RequestDelegate Wrap(ServedFeeds served, RequestDelegate handler, Func<CallbackFeed, bool> acknowledges)
    {
        EndpointSettings? known = null;
        var handling = new CallbackHandling(_reporter);
        // One state machine for the way to the handler. Mostly nothing has to wait, and then a machine costs more than the step it is for.
        return async context =>
        {
            CallbackAnswers.Begin(context);
            var route = context.Features.Get<IEndpointFeature>();
            var query = HiddenQuery.Find(context.Features, route);
            var begun = telemetry.Begin();
            Activity? activity = null;
            Outcome outcome;
            try
            {
                activity = CallbackTelemetry.Start(served.Name);
                // Conventions may add to the metadata until the endpoint is there: the first request reads it.
                if (known is not { } settings || settings.Endpoint != route?.Endpoint)
                    known = settings = EndpointSettings.Of(route?.Endpoint, served, keys);
                // The buffer is gone before the handler runs: a payload holds no part of it.
                using (var body = new BodyBuffer())
                {
                    outcome = await CallbackRequestReader.ReadBodyAsync(context, served.MaxBodyBytes, body) is { } unread
                        ? new(served.Only) { Rejection = unread }
                        : await VerifyAsync(context, served, settings, CallbackRequestReader.Create(context, query, body.Body, settings.PublicUrl ?? keys.PublicUrl));
                }

                if (outcome.First is null)
                {
                    await AnswerAsync(context, served, settings, outcome, begun, activity);
                    return;
                }

                if (outcome.Items is { } items)
                    _reporter.Accepted(outcome.Feed!, items, begun, activity);
                else
                    _reporter.Accepted(outcome.Feed!, outcome.First, begun, activity);
            }
            catch (Exception failure)
            {
                if (!End(context, served.Name, failure, begun, activity))
                    throw;
                return;
            }
            finally
            {
                activity?.Dispose();
            }

            await handling.RunAsync(context, query, new(outcome.Feed!, outcome.First, outcome.Items), handler, acknowledges(outcome.Feed!));
        };
    }

    /// <summary>Ends a request that could not be verified, for whatever reason.</summary>
    /// <returns>Whether its sender has gone, so that nobody waits for an answer; otherwise the failure is ours, and for the host to answer.</returns>
    private bool End(HttpContext context, string feed, Exception failure, long begun, Activity? activity)
    {
        var isGone = CallbackHandling.IsGone(context);
        CallbackAnswers.Fail(context, isGone ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError);
        if (isGone)
        {
            context.Abort();
            _reporter.SenderGone(context, feed, failure, begun, activity);
        }
        else
        {
            _reporter.VerificationFailed(context, feed, failure, begun, activity);
        }

        return isGone;
    }

    /// <summary>Finds what a request is, and verifies it. It is read once, whoever looks at it: handshakes, the choice among feeds, the places of keys, the verification.</summary>
    private ValueTask<Outcome> VerifyAsync(HttpContext context, ServedFeeds served, EndpointSettings settings, CallbackRequest request)
    {
        var opened = CallbackVerification.Open(request, clock);
        Outcome outcome;
        try
        {
            outcome = Choose(served, settings, opened);
            if (outcome is { IsDecided: false, Feed: { } feed })
            {
                if (served.HasRuntimeKeys && RuntimeKeys.Has(feed))
                    return VerifyWithRuntimeKeysAsync(context, feed, settings.KeySet, opened);
                outcome = Verify(feed, opened, settings.KeysOf(feed));
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        opened.Dispose();
        // Not after an exception, of which nobody knows who still holds it.
        opened.KeepForNext();
        return ValueTask.FromResult(outcome);
    }

    /// <summary>The feed that a request is of, unless that decides it already: a handshake is answered, and what is of no feed refused.</summary>
    private static Outcome Choose(ServedFeeds served, EndpointSettings settings, CallbackVerification request)
    {
        for (var index = 0; index < served.Challenged.Count; index++)
        {
            var candidate = served.Challenged[index];
            if (AnsweredHandshake.TryAnswer(candidate, request, settings.KeysOf(candidate), out var answered, out var refused))
                return new(candidate) { Greeted = answered, Rejection = refused, IsHandshake = true };
        }

        return new(served.Choose(request, out var rejection)) { Rejection = rejection };
    }

    private static Outcome Verify(CallbackFeed feed, CallbackVerification request, CallbackKeys with)
    {
        if (!feed.Definition.HasItems)
        {
            return feed.VerifyOpen(request, with).TryGetValue(out var message, out var refused)
                ? new(feed) { First = message }
                : new(feed) { Rejection = refused };
        }

        return feed.VerifyAllOpen(request, with).TryGetValue(out var items, out var rejection)
            ? new(feed) { First = items[0], Items = items }
            : new(feed) { Rejection = rejection };
    }

    /// <summary>Keys are found before the verification, by what nobody has verified; a key that is then still unknown is asked for once.</summary>
    private async ValueTask<Outcome> VerifyWithRuntimeKeysAsync(HttpContext context, CallbackFeed feed, string? keySet, CallbackVerification opened)
    {
        using (opened)
        {
            var configured = keys.GetConfigured(feed, keySet);
            var resolved = await runtimeKeys.ResolveAsync(feed, opened, configured, context.RequestServices, context.RequestAborted);
            var outcome = Verify(feed, opened, resolved.Keys);
            if (outcome.Rejection is { IsKeyUnknown: true } && await RuntimeKeys.RefreshAsync(resolved, context.RequestAborted) is { } newer)
                outcome = Verify(feed, opened, newer.Keys);
            if (outcome.First is not null)
                resolved.HaveVerified();
            return outcome;
        }
    }

    /// <summary>Answers what is no callback: an operator is told the reason of a refusal, the sender its class.</summary>
    private Task AnswerAsync(HttpContext context, ServedFeeds served, EndpointSettings settings, in Outcome outcome, long begun, Activity? activity)
    {
        if (outcome.Greeted is { } greeted)
        {
            _reporter.Greeted(outcome.Feed!);
            return CallbackAnswers.SucceedAsync(context, greeted, greeted.Answer);
        }

        var rejection = outcome.Rejection ?? CallbackRejection.NotVerified;
        if (outcome.IsHandshake)
            _reporter.HandshakeRejected(context, outcome.Feed!, rejection);
        else
            _reporter.Rejected(context, outcome.Feed?.Name ?? served.Name, rejection, HowToConfigure(outcome.Feed, rejection, settings), begun, activity);
        return CallbackAnswers.RefuseAsync(context, served.Methods, rejection);
    }

    private string HowToConfigure(CallbackFeed? feed, CallbackRejection rejection, EndpointSettings settings) =>
        feed is not null && rejection is { Reason: CallbackRejectionReason.KeyNotConfigured, IsKeyUnknown: false }
            ? string.Join(' ', keys.GetKeyProblems(feed, settings.KeySet))
            : "";

    /// <summary>What came of a request: it was accepted, refused, or a handshake; or only its feed is known so far.</summary>
    private readonly record struct Outcome(CallbackFeed? Feed)
    {
        public CallbackRejection? Rejection { get; init; }

        /// <summary>The only or first callback of a request that was accepted.</summary>
        public CallbackMessage? First { get; init; }

        /// <summary>All of its callbacks, in a feed of items.</summary>
        public IReadOnlyList<CallbackMessage>? Items { get; init; }

        public bool IsHandshake { get; init; }

        /// <summary>The proof that a handshake was answered.</summary>
        public AnsweredHandshake? Greeted { get; init; }

        public bool IsDecided => IsHandshake || Rejection is not null;
    }
}
