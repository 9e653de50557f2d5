namespace CallbackGen.Verification;

/// <content>What is known of a request that is refused: whether it is genuine all the same.</content>
public sealed partial class CallbackVerification
{
    /// <summary>Whether the steps of the proof held, whatever the proof covers.</summary>
    internal bool HoldsProof => _turn.HoldsProof || IsProven;

    /// <summary>Whether a proof held that covers something of the payload.</summary>
    internal bool IsProven => _turn.IsProven;

    /// <summary>Why a sender who had proven himself was too late, with the time as of which he was not; null where nobody was.</summary>
    internal CallbackRejection? Late => _turn.Late;

    /// <summary>Goes on after a refusal, as far as the proof; <see cref="EndDeferred"/> ends that.</summary>
    /// <returns><see langword="false"/> when the proof is not to be looked at.</returns>
    internal bool Defer() => _turn.Defer();

    /// <summary>Ends what <see cref="Defer"/> began: the refusal stands.</summary>
    internal void EndDeferred() => _turn.EndDeferred();

    /// <summary>Leaves what was wrong with one item behind, to go to another.</summary>
    internal void LeaveRefused() => _turn.Withdraw();
}
