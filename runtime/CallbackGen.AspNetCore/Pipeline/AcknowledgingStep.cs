using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The step that responds to handled or stored callbacks.</summary>
/// <param name="follows">
/// Whether the schema's acknowledgement follows a feed's handler that has not written its own response.
/// </param>
internal sealed class AcknowledgingStep(Func<CallbackFeed, bool> follows)
{
    /// <summary>Sends the response.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">Its callbacks.</param>
    /// <param name="proof">Why the response may be a success; null when the handler's own response is not a success.</param>
    /// <param name="held">The response that the handler wrote.</param>
    public Task RunAsync(HttpContext context, CallbackOutcome.Verified verified, SuccessProof? proof, HeldResponse held) =>
        proof switch
        {
            null => CallbackAnswers.PassOnAsync(context, held),
            KeptCallback kept when verified.Kept is var (keeper, _) => AnswerKeptAsync(context, verified, (kept, keeper), held),
            _ => SucceedAsync(context, verified, proof, proof is HandledCallback && HasHandlerAnswered(context, verified.Feed, held), held),
        };

    private static async Task AnswerKeptAsync(
        HttpContext context,
        CallbackOutcome.Verified verified,
        (KeptCallback Proof, CallbackKeeper Keeper) kept,
        HeldResponse held
    ) => await SucceedAsync(context, verified, kept.Proof, await kept.Keeper.AnswerAsync(context, verified), held);

    /// <summary>Sends the handler's own response, or else the acknowledgement.</summary>
    private static Task SucceedAsync(
        HttpContext context,
        CallbackOutcome.Verified verified,
        SuccessProof proof,
        bool isAnswered,
        HeldResponse held
    ) =>
        CallbackAnswers.SucceedAsync(
            context,
            proof,
            isAnswered ? null : verified.Callbacks[0].Receipt.Acknowledgement ?? verified.Feed.Definition.Acknowledge,
            held
        );

    private bool HasHandlerAnswered(HttpContext context, CallbackFeed feed, HeldResponse held) =>
        follows(feed)
            ? held.HasAnswer || context.Response.StatusCode != StatusCodes.Status200OK
            : !CallbackScope.Of(context).IsAcknowledged;
}
