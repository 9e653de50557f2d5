using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>
/// The parts of CBG1013's message about a message or handler type: the type that fits the trust level that the feed's signature reaches,
/// and the reason in words. Trust levels are given by their names.
/// </summary>
internal static class FittingLevel
{
    private const int MostMembers = 3;

    private const string HandlerSuffix = "CallbackHandler";

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Verified",
        "Authenticated",
        "Received",
        "ICallbackHandler",
        "IAuthenticatedCallbackHandler",
        "IReceivedCallbackHandler",
    };

    /// <summary>
    /// Whether a type of this name fits feeds of one trust level only. An answer of the provider's API is always confirmed, regardless of
    /// the level that a callback reaches.
    /// </summary>
    public static bool IsOfOneLevel(string name) => Names.Contains(name);

    /// <summary>Returns the name of the type that fits; null where the written type fits.</summary>
    public static string? Instead(string written, string reached)
    {
        var fitting =
            !written.EndsWith(HandlerSuffix, StringComparison.Ordinal) ? reached
            : reached == nameof(TrustLevel.Verified) ? "I" + HandlerSuffix
            : "I" + reached + HandlerSuffix;
        return fitting == written ? null : fitting;
    }

    /// <summary>Returns the reason why the signature reaches this trust level and no other.</summary>
    /// <param name="payload">The payload's type.</param>
    /// <param name="reached">The trust level.</param>
    /// <param name="unsigned">The members that the signature does not cover.</param>
    public static string Why(string payload, string reached, IReadOnlyList<string> unsigned)
    {
        if (reached == nameof(TrustLevel.Verified))
            return $"The signature covers all of {payload}, so there is nothing to confirm";
        if (reached == nameof(TrustLevel.Received))
            return $"{payload} is not signed: anyone can send one, until ConfirmAsync queries the provider";
        var members =
            string.Join(", ", unsigned.Take(MostMembers))
            + (unsigned.Count > MostMembers ? $" and {unsigned.Count - MostMembers} more" : "");
        return $"The signature of {payload} does not cover {members}, until ConfirmAsync queries the provider";
    }
}
