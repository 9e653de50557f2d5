using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Runs a request through the steps of a callback endpoint. The steps do not know each other; only this class defines their order.
/// </summary>
/// <remarks>
/// All requests: read, verify, conclude. Then verified callbacks: handle or store, acknowledge. Genuine but rejected callbacks:
/// quarantine. Refused requests that are not stored: notify.
/// </remarks>
/// <param name="served">The feeds that the endpoint serves.</param>
/// <param name="keys">The configured keys.</param>
/// <param name="verifying">Determines the outcome of a request.</param>
/// <param name="concluding">Reports the outcome, and responds to requests that neither the handler nor the store receives.</param>
/// <param name="handling">Runs the handler.</param>
/// <param name="keeping">Stores callbacks that are handled later.</param>
/// <param name="acknowledging">Responds to handled or stored callbacks.</param>
/// <param name="quarantining">Stores genuine but rejected callbacks.</param>
/// <param name="notifying">Notifies the application of refused requests.</param>
/// <param name="reporter">Reports failures to operators.</param>
internal sealed class CallbackPipeline(
    ServedFeeds served,
    CallbackKeyRing keys,
    VerifyingStep verifying,
    ConcludingStep concluding,
    HandlingStep handling,
    KeepingStep keeping,
    AcknowledgingStep acknowledging,
    QuarantiningStep quarantining,
    NotifyingStep notifying,
    CallbackReporter reporter
)
{
    /// <summary>Runs a request. Its response begins as a failure, and only a proof turns it into a success.</summary>
    public async Task RunAsync(HttpContext context)
    {
        CallbackAnswers.Begin(context);
        switch (await ConcludeAsync(context))
        {
            case CallbackOutcome.Verified verified:
                await WorkAsync(context, verified);
                break;
            case CallbackOutcome.Refused refused
                when refused is not { Kept: not null, Tried: var (feed, _) } || !await SetAsideAsync(context, refused, feed):
                await notifying.RunAsync(context, RejectionHook.Of(context.GetEndpoint()), refused);
                break;
        }
    }

    /// <summary>
    /// The first half: from the request to its outcome. On return, a request that neither the handler nor the store receives is answered.
    /// </summary>
    private async ValueTask<CallbackOutcome> ConcludeAsync(HttpContext context)
    {
        using var report = reporter.Begin(context, served.Name);
        try
        {
            report.Start();
            var outcome = await VerifyAsync(context);
            await concluding.RunAsync(context, outcome, report);
            return outcome;
        }
        catch (Exception failure) when (Sender.IsGone(context))
        {
            var gone = new CallbackOutcome.SenderGone(failure);
            await concluding.RunAsync(context, gone, report);
            return gone;
        }
        catch (Exception failure)
        {
            CallbackAnswers.Fail(context);
            report.Failed(failure);
            throw;
        }
    }

    private async ValueTask<CallbackOutcome> VerifyAsync(HttpContext context)
    {
        var endpoint = new EndpointSettings(context.GetEndpoint(), served, keys);
        // The buffer is released before the handler runs: a payload references no part of it.
        using var body = new BodyBuffer();
        var limit = endpoint.BodyLimit;
        var most = limit.Said ?? served.MaxBodyBytes;
        ServerLimit.Raise(context, most, isSaid: limit.Said is not null);
        if (await CallbackRequestReader.ReadBodyAsync(context, most, body) is { } unread)
            return new CallbackOutcome.Refused(served.Name, unread);
        var request = CallbackRequestReader.Create(
            context,
            HiddenQuery.Of(context),
            body.Body,
            endpoint.PublicUrl,
            endpoint.Keeper is not null,
            limit
        );
        var outcome = await verifying.RunAsync(context, endpoint, request);
        return TakeAlong(outcome, endpoint, request);
    }

    /// <summary>Adds to the outcome the parts of the request that are needed after its buffer is released.</summary>
    private CallbackOutcome TakeAlong(CallbackOutcome outcome, EndpointSettings endpoint, CallbackRequest request) =>
        outcome switch
        {
            CallbackOutcome.Verified verified when endpoint.Keeper is { } keeper => verified with
            {
                Kept = (keeper, KeptRequest.Copy(request)),
            },
            CallbackOutcome.Refused refused => refused with
            {
                Kept =
                    endpoint.Keeper is { } keeper && refused is { Rejection.IsProven: true, Tried: not null }
                        ? (keeper, KeptRequest.Copy(request))
                        : null,
                Body = request.Body[..Math.Min(request.Body.Length, notifying.MaxBodyBytes(endpoint.RejectionHooks))].ToArray(),
                Length = request.Body.Length,
            },
            _ => outcome,
        };

    /// <summary>The second half: handles or stores verified callbacks, and sends the response.</summary>
    private async ValueTask WorkAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        var held = HeldResponse.Hold(context);
        var isDone = false;
        try
        {
            // The initial status for the handler, which leaves it unchanged on success.
            context.Response.StatusCode = StatusCodes.Status200OK;
            SuccessProof? proof = verified.Kept is null
                ? await handling.RunAsync(context, verified)
                : await keeping.RunAsync(context, verified);
            isDone = true;
            await acknowledging.RunAsync(context, verified, proof, held);
        }
        catch (Exception failure)
        {
            held.Drop();
            CallbackAnswers.Fail(
                context,
                Sender.HasCancelled(context, failure) ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError
            );
            if (isDone)
                reporter.AnswerFailed(context, verified.Feed, failure);
            throw;
        }
    }

    /// <summary>The second half for a genuine but rejected callback.</summary>
    /// <returns>Whether it is stored.</returns>
    private async ValueTask<bool> SetAsideAsync(HttpContext context, CallbackOutcome.Refused refused, CallbackFeed feed)
    {
        try
        {
            return await quarantining.RunAsync(context, refused, feed);
        }
        catch (Exception failure)
        {
            var isGone = Sender.HasCancelled(context, failure);
            CallbackAnswers.Fail(context, isGone ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status500InternalServerError);
            if (!isGone)
                reporter.AnswerFailed(context, feed, failure);
            throw;
        }
    }
}
