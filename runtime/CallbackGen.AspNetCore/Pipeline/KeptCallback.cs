using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The callbacks of a request are stored durably, and will be handled.</summary>
internal sealed class KeptCallback : SuccessProof
{
    private KeptCallback() { }

    /// <summary>Stores callbacks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks, with their store.</param>
    /// <returns>The proof, once they are stored; null when they could not be.</returns>
    public static async ValueTask<KeptCallback?> RunAsync(HttpContext context, CallbackOutcome.Verified verified) =>
        verified.Kept is var (keeper, request) && await keeper.KeepAsync(context, verified, request) ? new() : null;
}
