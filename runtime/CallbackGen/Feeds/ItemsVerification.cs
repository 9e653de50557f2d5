using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Verifies the items of a request each for itself, so that one which is refused refuses no other.</summary>
internal static class ItemsVerification
{
    /// <inheritdoc cref="CallbackFeed.VerifyEach"/>
    public static CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> RunEach<T>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        CallbackKeys keys
    )
        where T : class, ICallbackPayload<T>
    {
        verification.TurnTo(feed.Definition, keys);
        if (AttemptEach(feed, verification, keys) is { } each)
            return new(each);
        return LateCallback.Judge(
            feed.Definition,
            verification,
            keys,
            FeedVerification.RejectionOf(verification),
            () => AttemptEach(feed, verification, keys) is not null
        );
    }

    /// <returns>What came of each item; null where the request is refused as a whole.</returns>
    private static CallbackResult<CallbackMessage>[]? AttemptEach<T>(
        CallbackFeed<T> feed,
        CallbackVerification verification,
        CallbackKeys keys
    )
        where T : class, ICallbackPayload<T>
    {
        if (!VerificationAttempt.TryCount<T>(verification, out var count))
            return null;
        if (count == 0)
            return VerificationAttempt.Empty(feed, verification) ? [] : null;
        var each = new CallbackResult<CallbackMessage>[count];
        for (var index = 0; index < count; index++)
        {
            if (VerificationAttempt.Item(feed, verification, index, out var receipt) is { } payload)
                each[index] = feed.Wrap(payload, receipt!);
            else if (IsOfWhole(feed, verification))
                return null;
            else
                each[index] = Refuse(feed, verification, keys, index);
        }

        return each;
    }

    /// <summary>Whether a refusal is that of the request: it is one callback, or one proof is that of all items and does not hold.</summary>
    private static bool IsOfWhole(CallbackFeed feed, CallbackVerification verification) =>
        !feed.Definition.HasItems || (feed.Definition.Proofs.Count > 0 && !feed.ItemsAreProvenSingly && !verification.HoldsProof);

    /// <summary>Says why an item is refused, and leaves the request as it was before it.</summary>
    private static CallbackRejection Refuse<T>(CallbackFeed<T> feed, CallbackVerification verification, CallbackKeys keys, int index)
        where T : class, ICallbackPayload<T>
    {
        var refused = FeedVerification.RejectionOf(verification);
        if (verification.Late is null)
        {
            verification.LeaveRefused();
            return refused;
        }

        var judged = LateCallback.Judge(
            feed.Definition,
            verification,
            keys,
            refused,
            () => VerificationAttempt.Item(feed, verification, index, out _) is not null
        );
        verification.TurnTo(feed.Definition, keys);
        return judged;
    }
}
