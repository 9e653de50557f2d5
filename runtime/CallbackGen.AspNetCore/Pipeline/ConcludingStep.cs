using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that ends the first half: it reports the outcome of a request to operators, and responds to a request that neither the
/// handler nor the store receives. Operators see the reason of a refusal, the sender only its class.
/// </summary>
internal sealed class ConcludingStep(ServedFeeds served)
{
    /// <summary>Reports the outcome and responds.</summary>
    /// <param name="context">The request.</param>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="report">Receives the outcome.</param>
    public Task RunAsync(HttpContext context, CallbackOutcome outcome, VerificationReport report)
    {
        switch (outcome)
        {
            case CallbackOutcome.Verified verified:
                report.Accepted(verified.Feed, verified.Callbacks);
                report.Unreadable(verified.Feed, verified.Unreadable);
                return Task.CompletedTask;
            case CallbackOutcome.Empty empty:
                report.Empty(empty.Feed);
                return CallbackAnswers.SucceedAsync(context, empty.Request, empty.Request.Answer);
            case CallbackOutcome.Greeted greeted:
                report.Greeted(greeted.Feed);
                return CallbackAnswers.SucceedAsync(context, greeted.Handshake, greeted.Handshake.Answer);
            case CallbackOutcome.HandshakeRefused refused:
                report.HandshakeRejected(refused.Feed, refused.Rejection);
                return CallbackAnswers.RefuseAsync(context, served.Methods, refused.Rejection);
            case CallbackOutcome.Refused refused:
                report.Rejected(refused.Name, refused.Rejection, refused.HowToConfigure);
                // The response depends on whether the callback can be stored.
                return refused.Kept is not null
                    ? Task.CompletedTask
                    : CallbackAnswers.RefuseAsync(context, served.Methods, refused.Rejection);
            case CallbackOutcome.SenderGone gone:
                CallbackAnswers.Fail(context, StatusCodes.Status499ClientClosedRequest);
                context.Abort();
                report.SenderGone(gone.Failure);
                return Task.CompletedTask;
            default:
                throw new UnreachableException();
        }
    }
}
