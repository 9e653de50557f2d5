using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The way of a request through a callback endpoint. Each step is a class that knows no other step. Their order is written here
/// and nowhere else: read, verify, conclude; and then, for what was verified: handle or keep, acknowledge; and for what is genuine
/// and was refused: keep apart; and for what was refused and is not kept: notify.
/// </summary>
/// <param name="served">What the endpoint serves.</param>
/// <param name="settings">What the endpoint's metadata says.</param>
/// <param name="verifying">Finds out what a request is.</param>
/// <param name="concluding">Tells operators, and answers what is not for the handler.</param>
/// <param name="handling">Runs the handler.</param>
/// <param name="keeping">Keeps callbacks that are handled later.</param>
/// <param name="acknowledging">Answers what was handled.</param>
/// <param name="quarantining">Keeps apart what is genuine and was refused.</param>
/// <param name="notifying">Tells the application what was refused.</param>
/// <param name="reporter">Tells operators what fails.</param>
internal sealed class CallbackPipeline(
    ServedFeeds served,
    EndpointSettingsCache settings,
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
    /// <summary>Runs a request. It begins as one that failed, and only a proof makes a success of it.</summary>
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
                await notifying.RunAsync(context, settings.Of(context).RejectionHooks, refused);
                break;
        }
    }

    /// <summary>The first half: from the request to its outcome. Whatever is neither for the handler nor to be kept has been answered when this returns.</summary>
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
        var endpoint = settings.Of(context);
        // The buffer is gone before the handler runs: a payload holds no part of it.
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

    /// <summary>The outcome with what of the request is still needed when its buffer is gone.</summary>
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

    /// <summary>The second half: what is done with verified callbacks, and the answer that it has earned.</summary>
    private async ValueTask WorkAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        var held = HeldResponse.Hold(context);
        var isDone = false;
        try
        {
            // What a handler finds, and leaves when it is content.
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

    /// <summary>The second half for what is genuine and was refused.</summary>
    /// <returns>Whether it is kept.</returns>
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
