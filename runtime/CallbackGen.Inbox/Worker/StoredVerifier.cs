using System.Runtime.CompilerServices;

namespace CallbackGen.Inbox;

/// <summary>
/// Verifies stored requests by the generated verifier, over the original bytes, as of the time of arrival, and with the keys of
/// that time. No other code turns a stored request into messages.
/// </summary>
internal sealed class StoredVerifier
{
    private static readonly CallbackRejection NoItem = new(CallbackRejectionReason.MissingMember, "", "the item is not there");

    // Keyed by the opened request, so that an entry lives as long as OpenedBatches caches that.
    private readonly ConditionalWeakTable<ArrivedRequest, Lazy<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>>> _verified =
    [];

    /// <summary>Verifies the callback of a row.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stored">Its feed.</param>
    /// <param name="with">The keys that verified it.</param>
    /// <returns>The message, or the reason why there is none.</returns>
    public CallbackResult<CallbackMessage> Verify(ClaimedCallback callback, ArrivedRequest request, StoredFeed stored, CallbackKeys with) =>
        VerifyEach(request, stored, with).TryGetValue(out var each, out var rejection)
            ? ItemOf(each, callback.Item, request, stored, with)
            : rejection;

    /// <summary>Verifies all callbacks of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">Its feed.</param>
    /// <param name="with">The keys that verified it.</param>
    /// <returns>The result of each, in their order; or the reason why the request is rejected.</returns>
    public CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyAll(
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    )
    {
        if (!VerifyEach(request, stored, with).TryGetValue(out var each, out var rejection))
            return rejection;
        var all = new CallbackResult<CallbackMessage>[each.Count];
        for (var item = 0; item < all.Length; item++)
            all[item] = ItemOf(each, item, request, stored, with);
        return all;
    }

    /// <summary>
    /// Returns an item. One that is only late was genuine when it was sent, and an operator has released it: it is verified as of then.
    /// </summary>
    private static CallbackResult<CallbackMessage> ItemOf(
        IReadOnlyList<CallbackResult<CallbackMessage>> each,
        int item,
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    )
    {
        if (item < 0 || item >= each.Count)
            return NoItem;
        return
            each[item].Rejection?.VerifiesAt is { } time
            && VerifyAsOf(time, request, stored, with).TryGetValue(out var late, out _)
            && item < late.Count
            ? late[item]
            : each[item];
    }

    /// <summary>Verifies a request; one with several items is verified once, and concurrent callers wait for it.</summary>
    private CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEach(
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    )
    {
        if (!stored.Feed.Definition.HasItems)
            return VerifyNow(request, stored, with);
        var each = _verified.GetValue(request, _ => new(() => VerifyNow(request, stored, with))).Value;
        // A failed result is not cached, because a later attempt may succeed.
        if (each.Value is null)
            _verified.Remove(request);
        return each;
    }

    private static CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyNow(
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    )
    {
        var verified = VerifyAsOf(request.VerifiedAt, request, stored, with);
        return verified.Rejection?.VerifiesAt is { } time ? VerifyAsOf(time, request, stored, with) : verified;
    }

    private static CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyAsOf(
        DateTimeOffset time,
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    ) => stored.Feed.VerifyEach(request.ToRequest(), with, new StandingClock(time));

    /// <summary>A clock that returns the time of a verification.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
