using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>What CBG1013 says of a message or handler: the type that fits what the feed's signature reaches, and why, in words. Rungs go by their names.</summary>
internal static class FittingRung
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

    /// <summary>Whether a type of this name fits feeds of one rung only. What the provider's API states is confirmed, whatever a callback would have proven.</summary>
    public static bool IsOfOneRung(string name) => Names.Contains(name);

    /// <summary>The name of the type that fits; null where the one that is written does.</summary>
    public static string? Instead(string written, string reached)
    {
        var fitting =
            !written.EndsWith(HandlerSuffix, StringComparison.Ordinal) ? reached
            : reached == nameof(TrustRung.Verified) ? "I" + HandlerSuffix
            : "I" + reached + HandlerSuffix;
        return fitting == written ? null : fitting;
    }

    /// <summary>Why the signature reaches this rung and no other.</summary>
    /// <param name="payload">The payload's type.</param>
    /// <param name="reached">The rung.</param>
    /// <param name="unsigned">The members outside of the signature.</param>
    public static string Why(string payload, string reached, IReadOnlyList<string> unsigned)
    {
        if (reached == nameof(TrustRung.Verified))
            return $"The signature covers all of {payload}, so that there is nothing to confirm";
        if (reached == nameof(TrustRung.Received))
            return $"Nothing signs {payload}: it is what anybody may send, until ConfirmAsync asks the provider";
        var members =
            string.Join(", ", unsigned.Take(MostMembers))
            + (unsigned.Count > MostMembers ? $" and {unsigned.Count - MostMembers} more" : "");
        return $"The signature of {payload} does not cover {members}, until ConfirmAsync asks the provider";
    }
}
