namespace CallbackGen.Inbox;

/// <summary>Maps the state of a stored callback to the outcome of a later callback or commit of the same event.</summary>
internal static class CallbackStates
{
    /// <summary>Returns the outcome of a callback that agrees with a stored one.</summary>
    public static CallbackAcceptance AcceptAgain(CallbackState stored) =>
        stored is CallbackState.Quarantined or CallbackState.Discarded ? CallbackAcceptance.SetAside : CallbackAcceptance.Duplicate;

    /// <summary>Whether a callback was stored before and agrees with the stored one.</summary>
    public static bool CameBefore(CallbackAcceptance? outcome) => outcome is CallbackAcceptance.Duplicate or CallbackAcceptance.SetAside;

    /// <summary>
    /// Returns the outcome of an event that was confirmed without a callback, if the stored callback has ended; null when it has not.
    /// </summary>
    public static CallbackCommit? CommitAgain(CallbackState stored) =>
        stored switch
        {
            CallbackState.Done => CallbackCommit.Duplicate,
            CallbackState.Discarded => CallbackCommit.Discarded,
            _ => null,
        };
}
