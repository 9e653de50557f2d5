using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The step that answers callbacks with which something was done.</summary>
/// <param name="follows">Whether the schema's acknowledgement follows a feed's handler that has not answered by itself.</param>
internal sealed class AcknowledgingStep(Func<CallbackFeed, bool> follows)
{
    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">Its callbacks.</param>
    /// <param name="proof">Why it may be answered with success; null when the handler has answered that it is none.</param>
    /// <param name="held">What the handler has written.</param>
    public Task RunAsync(HttpContext context, CallbackOutcome.Verified verified, SuccessProof? proof, HeldResponse held) =>
        proof is null
            ? CallbackAnswers.PassOnAsync(context, held)
            : CallbackAnswers.SucceedAsync(context, proof, ChooseAnswer(context, verified, proof, held), held);

    /// <summary>The acknowledgement; null when the handler's own answer is sent.</summary>
    private CallbackAcknowledgement? ChooseAnswer(HttpContext context, CallbackOutcome.Verified verified, SuccessProof proof, HeldResponse held) =>
        proof is KeptCallback { IsAnswered: true } || (proof is HandledCallback && HasHandlerAnswered(context, verified.Feed, held))
            ? null
            : verified.Callbacks[0].Receipt.Acknowledgement ?? verified.Feed.Definition.Acknowledge;

    private bool HasHandlerAnswered(HttpContext context, CallbackFeed feed, HeldResponse held) => follows(feed)
        ? held.HasAnswer || context.Response.StatusCode != StatusCodes.Status200OK
        : !CallbackScope.Of(context).IsAcknowledged;
}
