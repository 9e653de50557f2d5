using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The step that keeps what was verified, where an endpoint has it handled later. What cannot be kept is not acknowledged.</summary>
internal sealed class KeepingStep(CallbackReporter reporter)
{
    /// <summary>Keeps the callbacks of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>The proof that they are kept; null when the provider is asked to come again: they are not, or the schema says so of those that cannot be read.</returns>
    public async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        try
        {
            // Items that cannot be read are acknowledged with the others, or have the provider repeat them all: then those are duplicates.
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
