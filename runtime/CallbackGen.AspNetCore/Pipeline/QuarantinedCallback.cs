using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>A callback that is genuine and cannot be read is kept, where a person will look at it and nothing loses it.</summary>
internal sealed class QuarantinedCallback : SuccessProof
{
    private QuarantinedCallback() { }

    /// <summary>Keeps a callback apart.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refused">Why it was refused, with what keeps it.</param>
    /// <returns>The proof, once it is kept; null when it is not.</returns>
    public static async ValueTask<QuarantinedCallback?> RunAsync(HttpContext context, CallbackOutcome.Refused refused) =>
        refused is { Rejection.IsProven: true, Tried: var (feed, keys), Kept: var (keeper, request) }
        && await keeper.QuarantineAsync(context, feed, refused.Rejection, request, keys)
            ? new()
            : null;
}
