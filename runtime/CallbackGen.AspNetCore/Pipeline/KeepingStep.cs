using CallbackGen.Definitions;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that stores verified callbacks for an endpoint that handles them later. A callback that cannot be stored is not acknowledged.
/// </summary>
internal sealed class KeepingStep(CallbackReporter reporter)
{
    /// <summary>Stores the callbacks of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>
    /// The proof that they are stored; null when the provider is asked to redeliver them, because they are not stored, or because
    /// the schema requires it for unreadable items.
    /// </returns>
    public async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        try
        {
            // Unreadable items are acknowledged with the others, or make the provider redeliver all: the others are then duplicates.
            if (
                await KeptCallback.RunAsync(context, verified) is { } proof
                && (verified.Unreadable.Count == 0 || verified.Feed.Definition.Unreadable == CallbackUnreadable.Acknowledge)
            )
                return proof;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !Sender.IsGone(context))
        {
            reporter.KeepingFailed(context, verified.Feed, failure);
        }

        CallbackAnswers.AskAgain(context);
        return null;
    }
}
