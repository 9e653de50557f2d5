using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The callbacks of a request are kept, where nothing loses them, and will be handled.</summary>
internal sealed class KeptCallback : SuccessProof
{
    private KeptCallback(bool isAnswered) => IsAnswered = isAnswered;

    /// <summary>Whether what keeps them has written the answer; otherwise it is the schema's acknowledgement.</summary>
    public bool IsAnswered { get; }

    /// <summary>Keeps callbacks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks, with what keeps them.</param>
    /// <returns>The proof, once they are kept; null when they could not be.</returns>
    public static async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified)
    {
        if (verified.Kept is not var (keeper, request))
            return null;
        var keeping = await keeper.KeepAsync(context, verified, request);
        return keeping == Keeping.Failed ? null : new(keeping == Keeping.Answered);
    }
}
