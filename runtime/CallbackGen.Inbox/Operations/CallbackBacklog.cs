namespace CallbackGen.Inbox;

/// <summary>What of a store has not ended.</summary>
/// <param name="States">How many callbacks there are of each state but <see cref="CallbackState.Done"/> and <see cref="CallbackState.Discarded"/>; a state of which there is none may be missing.</param>
/// <param name="OldestDue">
/// For how long the oldest callback that is due has been waiting for a worker, by the store's clock; null when none is. Due is what a worker
/// could claim now: not what is tried again later, what waits for another callback or for a person, and what is <see cref="CallbackState.Parked"/>.
/// </param>
public sealed record CallbackBacklog(IReadOnlyDictionary<CallbackState, long> States, TimeSpan? OldestDue)
{
    /// <summary>How many callbacks have not ended.</summary>
    public long Rows => States.Values.Sum();
}
