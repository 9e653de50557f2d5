namespace CallbackGen.Definitions;

/// <summary>How often, or how long, a provider redelivers an unacknowledged callback.</summary>
/// <param name="Attempts">The largest number of attempts; null when the schema states <see cref="Total"/> instead.</param>
/// <param name="Every">The time between attempts; null when <paramref name="Attempts"/> is null.</param>
public sealed record CallbackRetry(int? Attempts, TimeSpan? Every)
{
    /// <summary>
    /// The longest time after the first attempt at which the provider redelivers; null when the schema does not state it.
    /// </summary>
    public TimeSpan? Total { get; init; }
}
