using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The step that keeps what was verified, where an endpoint has it handled later. What cannot be kept is not acknowledged.</summary>
internal sealed class KeepingStep(CallbackReporter reporter)
{
    /// <summary>Keeps the callbacks of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>The proof that they are kept; null when they are not, and the provider is asked to come again.</returns>
    public async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        try
        {
            if (await KeptCallback.RunAsync(context, verified) is { } proof)
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
