using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Keeps verified callbacks, so that they are handled when their provider has been answered. An endpoint has one among its
/// metadata, or its handler runs while the provider waits.
/// </summary>
internal abstract class CallbackKeeper
{
    /// <summary>Keeps the callbacks of a request.</summary>
    /// <param name="context">The request, whose answer is the schema's acknowledgement unless the keeper writes another one.</param>
    /// <param name="verified">The callbacks.</param>
    /// <param name="request">What they came in: bytes of its own, and the headers that were read.</param>
    /// <returns>Whether they are kept, and how that is answered. False and exceptions have the provider repeat them.</returns>
    public abstract ValueTask<Keeping> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request);
}

/// <summary>What came of keeping.</summary>
internal enum Keeping
{
    /// <summary>The callbacks could not be kept.</summary>
    Failed,

    /// <summary>They are kept, and the schema's acknowledgement follows.</summary>
    Kept,

    /// <summary>They are kept, and the keeper has written the answer.</summary>
    Answered,
}
