using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The callbacks of a request are kept, where nothing loses them, and will be handled.</summary>
internal sealed class KeptCallback : SuccessProof
{
    private KeptCallback() { }

    /// <summary>Keeps callbacks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks, with what keeps them.</param>
    /// <returns>The proof, once they are kept; null when they could not be.</returns>
    public static async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified) =>
        verified.Kept is var (keeper, request) && await keeper.KeepAsync(context, verified, request) ? new() : null;
}
