using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The step that keeps a callback apart which is genuine and was refused, and answers it. Only what is kept is acknowledged, and
/// only where the schema says so.
/// </summary>
internal sealed class QuarantiningStep(CallbackReporter reporter)
{
    /// <summary>Keeps a callback apart, and answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refused">Why it was refused, with what may keep it.</param>
    /// <param name="feed">The feed whose proof holds.</param>
    /// <returns>Whether it is kept.</returns>
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

        // What is not kept for now has to come again, as it is genuine.
        if (proof is not null && feed.Definition.Unreadable == CallbackUnreadable.Acknowledge)
            await CallbackAnswers.SucceedAsync(context, proof, feed.Definition.Acknowledge);
        else
            CallbackAnswers.AskAgain(context);
        return proof is not null;
    }
}
