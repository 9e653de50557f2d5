using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The steps from an open request to payloads, taken once, as of the time that the verification was turned to its feed with. What is
/// wrong stays in the verification. Where it is found before the proof was looked at, the proof is looked at all the same, so that the
/// rejection says whether the sender is genuine.
/// </summary>
internal static class VerificationAttempt
{
    /// <summary>Verifies a request that is one callback.</summary>
    public static T? One<T>(CallbackFeed<T> feed, CallbackVerification verification, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        verification.Accept() && SelectOnly(verification)
            ? Current<T>(verification, IsChosen(feed, verification), out receipt)
            : Refused<T>(verification, out receipt);

    /// <summary>Counts the callbacks of a request.</summary>
    /// <param name="verification">The request.</param>
    /// <param name="count">How many there are; 1 in a feed without items.</param>
    /// <returns><see langword="false"/> when the request is rejected.</returns>
    public static bool TryCount<T>(CallbackVerification verification, out int count)
        where T : class, ICallbackPayload<T>
    {
        count = 1;
        if (verification.Accept() && (!verification.HasItems || verification.ReadItems(out count)))
            return true;
        Refused<T>(verification, out _);
        return false;
    }

    /// <summary>Verifies one of the callbacks of a request, or the request where it is one.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="verification">The request, counted.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="receipt">What is known of it besides its payload.</param>
    public static T? Item<T>(CallbackFeed<T> feed, CallbackVerification verification, int index, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        !verification.HasItems || verification.SelectItem(index)
            ? Current<T>(verification, index == 0 && IsChosen(feed, verification), out receipt)
            : Refused<T>(verification, out receipt);

    /// <summary>
    /// Verifies a request without items, such as a provider's test of the address, where all of the content is signed. The same
    /// steps are taken as for one with items; only the payload at their end is missing.
    /// </summary>
    public static bool Empty<T>(CallbackFeed<T> feed, CallbackVerification verification)
        where T : class, ICallbackPayload<T>
    {
        verification.ExpectNothing();
        if (!IsChosen(feed, verification) && !T.Selects(verification))
        {
            RejectStray(verification);
            Refused<T>(verification, out _);
            return false;
        }

        if (T.Verify(verification) is not null || !verification.HasFoundNothing)
            return false;
        return verification.Acknowledge(T.Acknowledge(verification));
    }

    /// <summary>Whether the feed was chosen by what its schema selects on, of the first item where there are several: then it has been asked.</summary>
    private static bool IsChosen(CallbackFeed feed, CallbackVerification verification) =>
        ReferenceEquals(verification.Chosen, feed.Definition);

    private static T? Current<T>(CallbackVerification verification, bool isChosen, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T>
    {
        // First, as it tells an operator more about a stray record than that its signature is none of this feed's.
        if (!isChosen && !T.Selects(verification))
        {
            RejectStray(verification);
            return Refused<T>(verification, out receipt);
        }

        receipt = null;
        if (Prove<T>(verification) is not { } payload)
            return null;
        // Before any handler acts: what cannot be acknowledged as the provider wants it is refused in time.
        var acknowledgement = T.Acknowledge(verification);
        // Also where a payload came back, so that a verifier which goes on after a rejected step still cannot let the callback pass.
        if (verification.Rejection is not null)
            return null;
        receipt = verification.CreateReceipt(acknowledgement);
        return payload;
    }

    /// <summary>Takes the steps of the proof and reads the payload; of an item whose proof is that of the request, only the latter.</summary>
    private static T? Prove<T>(CallbackVerification verification)
        where T : class, ICallbackPayload<T>
    {
        if (verification.SharesProof)
            return verification.ReadShared<T>();
        verification.BeginProof();
        return T.Verify(verification);
    }

    /// <summary>Looks at the proof of what is refused whatever the proof says.</summary>
    private static T? Refused<T>(CallbackVerification verification, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T>
    {
        receipt = null;
        if (!verification.Defer())
            return null;
        Prove<T>(verification);
        verification.EndDeferred();
        return null;
    }

    private static void RejectStray(CallbackVerification verification) =>
        verification.Reject(CallbackRejectionReason.NotSelected, "", "is not a record of this feed, by what the schema selects on");

    private static bool SelectOnly(CallbackVerification verification)
    {
        if (!verification.HasItems)
            return true;
        if (!verification.ReadItems(out var count))
            return false;
        return count == 0 ? verification.RejectEmpty()
            : count == 1 ? verification.SelectItem(0)
            : verification.Reject(CallbackRejectionReason.Malformed, "body", "holds several callbacks: verify them with VerifyAll");
    }
}
