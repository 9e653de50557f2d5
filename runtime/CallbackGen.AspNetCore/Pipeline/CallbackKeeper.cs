using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Keeps verified callbacks, so that they are handled when their provider has been answered. An endpoint has one among its
/// metadata, or its handler runs while the provider waits.
/// </summary>
internal abstract class CallbackKeeper
{
    /// <summary>Keeps the callbacks of a request, and apart from them its items that are genuine and cannot be read (<see cref="CallbackOutcome.Verified.Unreadable"/>).</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <param name="request">What they came in: bytes of its own, and the headers that were read.</param>
    /// <returns>Whether all of them are kept. False and exceptions have the provider repeat them.</returns>
    public abstract ValueTask<bool> KeepAsync(HttpContext context, CallbackOutcome.Verified verified, CallbackRequest request);

    /// <summary>
    /// Keeps a callback apart that is genuine and was refused: the schema does not accept it, or it comes too late. It is not handled
    /// until a person has looked at it.
    /// </summary>
    /// <param name="context">The request, to which nothing is to be answered here.</param>
    /// <param name="feed">The feed whose proof holds.</param>
    /// <param name="rejection">Why it was refused, <see cref="CallbackRejection.IsProven"/>.</param>
    /// <param name="request">What it came in: bytes of its own, and the headers that were read.</param>
    /// <param name="keys">The keys that it was verified with.</param>
    /// <returns>Whether it is kept. False and exceptions have the provider repeat it.</returns>
    public virtual ValueTask<bool> QuarantineAsync(
        HttpContext context,
        CallbackFeed feed,
        CallbackRejection rejection,
        CallbackRequest request,
        CallbackKeys keys
    ) => ValueTask.FromResult(false);

    /// <summary>Answers callbacks that are kept, where their answer is not the schema's acknowledgement.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verified">The callbacks.</param>
    /// <returns>Whether it has written the answer; otherwise the acknowledgement follows. What it throws makes no kept callback one that is not.</returns>
    public virtual ValueTask<bool> AnswerAsync(HttpContext context, CallbackOutcome.Verified verified) => ValueTask.FromResult(false);
}
