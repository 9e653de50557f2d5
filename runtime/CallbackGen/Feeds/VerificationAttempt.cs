using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// Runs the steps from an open request to payloads once, as of the time that the verification was set to. The verification stores the
/// rejection.
/// </summary>
/// <remarks>
/// When a problem is found before the proof was checked, the proof is checked all the same, so that the rejection states whether the sender
/// is genuine.
/// </remarks>
internal static class VerificationAttempt
{
    /// <summary>Verifies a request that is a single callback.</summary>
    public static T? One<T>(CallbackFeed<T> feed, CallbackVerification verification, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        verification.Accept() && SelectOnly(verification)
            ? Current<T>(verification, IsChosen(feed, verification), out receipt)
            : Refused<T>(verification, out receipt);

    /// <summary>Counts the callbacks of a request.</summary>
    /// <param name="verification">The request.</param>
    /// <param name="count">The number of callbacks; 1 in a feed without items.</param>
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

    /// <summary>Verifies one of the callbacks of a request, or the request itself when it is a single callback.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="verification">The request, after <see cref="TryCount"/>.</param>
    /// <param name="index">The zero-based index of the callback.</param>
    /// <param name="receipt">The receipt of the callback.</param>
    public static T? Item<T>(CallbackFeed<T> feed, CallbackVerification verification, int index, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T> =>
        !verification.HasItems || verification.SelectItem(index)
            ? Current<T>(verification, index == 0 && IsChosen(feed, verification), out receipt)
            : Refused<T>(verification, out receipt);

    /// <summary>
    /// Verifies a request with zero items, such as a provider's test of the address, when all of the content is signed. It runs the same
    /// steps as for items, except the payload at the end.
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

    /// <summary>
    /// Returns whether the feed was already selected for this request by its own conditions. In a feed of items, those were tested on the
    /// first item.
    /// </summary>
    private static bool IsChosen(CallbackFeed feed, CallbackVerification verification) =>
        ReferenceEquals(verification.Chosen, feed.Definition);

    private static T? Current<T>(CallbackVerification verification, bool isChosen, out CallbackReceipt? receipt)
        where T : class, ICallbackPayload<T>
    {
        // The selection comes first, because it tells an operator more about a stray record than a signature that does not match.
        if (!isChosen && !T.Selects(verification))
        {
            RejectStray(verification);
            return Refused<T>(verification, out receipt);
        }

        receipt = null;
        if (Prove<T>(verification) is not { } payload)
            return null;
        // The acknowledgement is created before any handler acts, so that a callback that cannot be acknowledged is rejected in time.
        var acknowledgement = T.Acknowledge(verification);
        // Checked even when a payload was returned: a verifier that continues after a rejected step must not accept the callback.
        if (verification.Rejection is not null)
            return null;
        receipt = verification.CreateReceipt(acknowledgement);
        return payload;
    }

    /// <summary>
    /// Runs the steps of the proof and reads the payload; for an item whose proof is the request's, only reads the payload.
    /// </summary>
    private static T? Prove<T>(CallbackVerification verification)
        where T : class, ICallbackPayload<T>
    {
        if (verification.SharesProof)
            return verification.ReadShared<T>();
        verification.BeginProof();
        return T.Verify(verification);
    }

    /// <summary>
    /// Checks the proof of a callback that is rejected in any case, so that the rejection states whether the sender is genuine.
    /// </summary>
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
        verification.Reject(CallbackRejectionReason.NotSelected, "", "does not satisfy the feed's \"select\"");

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
