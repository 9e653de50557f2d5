using CallbackGen.Definitions;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that stores a genuine but rejected callback in quarantine and responds to it. It acknowledges the callback only if it
/// is stored and the schema says so.
/// </summary>
internal sealed class QuarantiningStep(CallbackReporter reporter)
{
    /// <summary>Stores a callback in quarantine, and responds.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refused">Why it was rejected, with the store.</param>
    /// <param name="feed">The feed whose proof is valid.</param>
    /// <returns>Whether it is stored.</returns>
    public async ValueTask<bool> RunAsync(HttpContext context, CallbackOutcome.Refused refused, CallbackFeed feed)
    {
        QuarantinedCallback? proof;
        try
        {
            proof = await QuarantinedCallback.RunAsync(context, refused);
        }
        catch (Exception failure) when (!Sender.HasCancelled(context, failure))
        {
            reporter.KeepingFailed(context, feed, failure);
            CallbackAnswers.AskAgain(context);
            return false;
        }

        // A genuine callback that is not stored must be redelivered.
        if (proof is not null && feed.Definition.Unreadable == CallbackUnreadable.Acknowledge)
            await CallbackAnswers.SucceedAsync(context, proof, feed.Definition.Acknowledge);
        else
            CallbackAnswers.AskAgain(context);
        return proof is not null;
    }
}
