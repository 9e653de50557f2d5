namespace CallbackGen.Inbox;

/// <summary>What the state of a stored callback means for whoever comes with its event again.</summary>
internal static class CallbackStates
{
    /// <summary>What becomes of a callback that agrees with a stored one.</summary>
    public static CallbackAcceptance AcceptAgain(CallbackState stored) =>
        stored is CallbackState.Quarantined or CallbackState.Discarded ? CallbackAcceptance.SetAside : CallbackAcceptance.Duplicate;

    /// <summary>Whether a callback was stored before and agrees with what is stored.</summary>
    public static bool CameBefore(CallbackAcceptance? outcome) => outcome is CallbackAcceptance.Duplicate or CallbackAcceptance.SetAside;

    /// <summary>What becomes of an event that was confirmed without a callback, when the stored one has ended; null when it has not.</summary>
    public static CallbackCommit? CommitAgain(CallbackState stored) =>
        stored switch
        {
            CallbackState.Done => CallbackCommit.Duplicate,
            CallbackState.Discarded => CallbackCommit.Discarded,
            _ => null,
        };
}
