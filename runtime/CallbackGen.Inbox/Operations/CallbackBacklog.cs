namespace CallbackGen.Inbox;

/// <summary>The callbacks of a store that have not ended.</summary>
/// <param name="States">
/// The number of callbacks in each state except <see cref="CallbackState.Done"/> and <see cref="CallbackState.Discarded"/>; a state
/// without callbacks may be missing.
/// </param>
/// <param name="OldestDue">
/// How long the oldest due callback has been waiting for a worker, by the store's clock; null when none is due. A due callback is
/// one that a worker could claim now: not one that is retried later, waits for another callback or for an operator, or is
/// <see cref="CallbackState.Parked"/>.
/// </param>
public sealed record CallbackBacklog(IReadOnlyDictionary<CallbackState, long> States, TimeSpan? OldestDue)
{
    /// <summary>The number of callbacks that have not ended.</summary>
    public long Rows => States.Values.Sum();
}
