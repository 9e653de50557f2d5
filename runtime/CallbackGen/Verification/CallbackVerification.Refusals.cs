namespace CallbackGen.Verification;

/// <content>The state of a rejected request: whether it is genuine all the same.</content>
public sealed partial class CallbackVerification
{
    /// <summary>Whether every step of the proof succeeded, whatever the proof covers.</summary>
    internal bool HoldsProof => _turn.HoldsProof || IsProven;

    /// <summary>Whether a proof succeeded that covers a part of the payload.</summary>
    internal bool IsProven => _turn.IsProven;

    /// <summary>
    /// The rejection of a proven sender as too late, with the time as of which the request is not late; null when no check found it late.
    /// </summary>
    internal CallbackRejection? Late => _turn.Late;

    /// <summary>Continues a rejected request as far as its proof; <see cref="EndDeferred"/> ends this.</summary>
    /// <returns><see langword="false"/> when the proof is not to be checked.</returns>
    internal bool Defer() => _turn.Defer();

    /// <summary>Ends the state that <see cref="Defer"/> began and restores the rejection.</summary>
    internal void EndDeferred() => _turn.EndDeferred();

    /// <summary>Discards the rejection of one item, before another is verified.</summary>
    internal void LeaveRefused() => _turn.Withdraw();
}
