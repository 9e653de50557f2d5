using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Verifies each item of a request independently, so that a rejected item does not reject the others.</summary>
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

    /// <returns>The result of each item; null when the request is rejected as a whole.</returns>
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

    /// <summary>
    /// Returns whether a rejection concerns the whole request: the request is a single callback, or a proof that covers all items failed.
    /// </summary>
    private static bool IsOfWhole(CallbackFeed feed, CallbackVerification verification) =>
        !feed.Definition.HasItems || (feed.Definition.Proofs.Count > 0 && !feed.ItemsAreProvenSingly && !verification.HoldsProof);

    /// <summary>Returns the reason why an item is rejected, and restores the state that the verification had before the item.</summary>
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
