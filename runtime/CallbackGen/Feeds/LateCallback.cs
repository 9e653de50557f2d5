using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// A callback that is refused because it is late, although a key proved its sender. It is verified again as of its own time, by the
/// same steps, so that the rejection says whether it is genuine and late and nothing else. What is forged is never verified twice.
/// </summary>
internal static class LateCallback
{
    /// <summary>A token may be late by its expiry and by its age, and a request by a time of its own.</summary>
    private const int MostTimes = 3;

    /// <summary>Finds out whether lateness is all that is wrong.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="verification">The request, refused.</param>
    /// <param name="keys">The feed's keys.</param>
    /// <param name="refused">Why it was refused.</param>
    /// <param name="verifies">Takes the steps again; false when something is wrong.</param>
    /// <returns>
    /// The rejection that stands: the same; the same with <see cref="CallbackRejection.VerifiesAt"/>; or that of a genuine callback in
    /// which something else is wrong too.
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
