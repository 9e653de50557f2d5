using System.Runtime.CompilerServices;

namespace CallbackGen.Inbox;

/// <summary>The one way from a stored request to messages: the generated verifier, over the request as it came as of when it came and with the keys of then.</summary>
internal sealed class StoredVerifier
{
    private static readonly CallbackRejection NoItem = new(CallbackRejectionReason.MissingMember, "", "the item is not there");

    // By the request that was opened, so that it lasts as long as OpenedBatches keeps that.
    private readonly ConditionalWeakTable<ArrivedRequest, Lazy<CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>>>> _verified =
    [];

    /// <summary>Verifies the callback of a row.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stored">Its feed.</param>
    /// <param name="with">The keys that verified it.</param>
    /// <returns>The message, or why there is none.</returns>
    public CallbackResult<CallbackMessage> Verify(ClaimedCallback callback, ArrivedRequest request, StoredFeed stored, CallbackKeys with) =>
        VerifyEach(request, stored, with).TryGetValue(out var each, out var rejection)
            ? ItemOf(each, callback.Item, request, stored, with)
            : rejection;

    /// <summary>Verifies all callbacks of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="stored">Its feed.</param>
    /// <param name="with">The keys that verified it.</param>
    /// <returns>What came of each, in their order; or why none is one.</returns>
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

    /// <summary>One that is late and nothing else was genuine when it was sent, and somebody has let it in since: it verifies as of then.</summary>
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

    /// <summary>Verifies a request: of several items once for all of them, and those that ask meanwhile wait for it.</summary>
    private CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEach(
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with
    )
    {
        if (!stored.Feed.Definition.HasItems)
            return VerifyNow(request, stored, with);
        var each = _verified.GetValue(request, _ => new(() => VerifyNow(request, stored, with))).Value;
        // What is wrong may be right the next time.
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

    /// <summary>The time of a verification.</summary>
    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
