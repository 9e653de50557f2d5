using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>A genuine but unreadable callback is stored durably, and an operator will look at it.</summary>
internal sealed class QuarantinedCallback : SuccessProof
{
    private QuarantinedCallback() { }

    /// <summary>Stores a callback in quarantine.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refused">Why it was rejected, with its store.</param>
    /// <returns>The proof, once it is stored; null when it is not.</returns>
    public static async ValueTask<QuarantinedCallback?> RunAsync(HttpContext context, CallbackOutcome.Refused refused) =>
        refused is { Rejection.IsProven: true, Tried: var (feed, keys), Kept: var (keeper, request) }
        && await keeper.QuarantineAsync(context, feed, refused.Rejection, request, keys)
            ? new()
            : null;
}
