using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// Decides whether a late callback, which is rejected although a key proved its sender, is genuine and wrong in nothing else. It verifies
/// the callback again, by the same steps, as of the callback's own time. A forged callback is never verified a second time.
/// </summary>
internal static class LateCallback
{
    /// <summary>
    /// The number of checks that can find a callback late: a token's expiry, a token's age, and the request's own signed time.
    /// </summary>
    private const int MostTimes = 3;

    /// <summary>Returns the rejection of a callback, amended when lateness is its only problem.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="verification">The rejected request.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="refused">The reason of the first rejection.</param>
    /// <param name="verifies">Repeats the verification; returns false when it rejects the callback.</param>
    /// <returns>
    /// The first rejection, unchanged; the first rejection with <see cref="CallbackRejection.VerifiesAt"/>, when lateness is the only
    /// problem; or the rejection for the other problem of a genuine callback.
    /// </returns>
    public static CallbackRejection Judge(
        CallbackFeedDefinition feed,
        CallbackVerification verification,
        CallbackKeys keys,
        CallbackRejection refused,
        Func<bool> verifies
    )
    {
        if (refused.IsProven || verification.Late is not { } late)
            return refused;
        for (var times = 0; times < MostTimes && verification.Late is { VerifiesAt: { } asOf }; times++)
        {
            verification.TurnTo(feed, keys, asOf: asOf);
            if (verifies())
                return verification.IsProven
                    ? (refused.Reason == late.Reason ? refused : late) with
                    {
                        IsProven = true,
                        VerifiesAt = asOf,
                    }
                    : refused;
        }

        return verification.Late is null && verification.ItemRejection is { IsProven: true } other ? other : refused;
    }
}
