using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Stores verified callbacks, so that they are handled after the provider has got its response. It is part of an endpoint's
/// metadata; without it, the handler runs while the provider waits.
/// </summary>
internal abstract class CallbackKeeper
{
    /// <summary>
    /// Stores the callbacks of a request and, separately, its genuine items that do not match the schema or are late
    /// (<see cref="CallbackOutcome.Verified.Unreadable"/>).
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <param name="request">A copy of the request: its own bytes, and the headers that were read.</param>
    /// <returns>Whether all of them are stored. After false or an exception the provider redelivers them.</returns>
    public abstract ValueTask<bool> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request);

    /// <summary>
    /// Stores a genuine callback that was rejected in quarantine: it does not match the schema, or it is late. It is not handled
    /// before an operator has looked at it.
    /// </summary>
    /// <param name="context">The request. This method writes no response.</param>
    /// <param name="feed">The feed whose proof is valid.</param>
    /// <param name="rejection">Why it was rejected, <see cref="CallbackRejection.IsProven"/>.</param>
    /// <param name="request">A copy of the request: its own bytes, and the headers that were read.</param>
    /// <param name="keys">The keys with which it was verified.</param>
    /// <returns>Whether it is stored. After false or an exception the provider redelivers it.</returns>
    public virtual ValueTask<bool> QuarantineAsync(
        HttpContext context,
        CallbackFeed feed,
        CallbackRejection rejection,
        CallbackRequest request,
        CallbackKeys keys
    ) => ValueTask.FromResult(false);

    /// <summary>Responds to stored callbacks, if the response is not the schema's acknowledgement.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>
    /// Whether it has written the response; otherwise the acknowledgement follows. The callbacks stay stored if it throws.
    /// </returns>
    public virtual ValueTask<bool> AnswerAsync(HttpContext context, CallbackOutcome.Verified verified) => ValueTask.FromResult(false);
}
