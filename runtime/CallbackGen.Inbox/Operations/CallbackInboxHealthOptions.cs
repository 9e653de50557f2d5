namespace CallbackGen.Inbox;

/// <summary>The limits of the inbox's health check.</summary>
public sealed class CallbackInboxHealthOptions
{
    /// <summary>
    /// How long the oldest due callback may wait for a worker before the inbox is degraded. 5 minutes by default.
    /// </summary>
    public TimeSpan OldestDue { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many polling intervals, each <see cref="CallbackInboxOptions.PollInterval"/> but at least one second, may pass without a
    /// poll by the worker before the inbox is unhealthy. 30 by default.
    /// </summary>
    public int MissedPolls { get; set; } = 30;

    /// <summary>
    /// The number of callbacks that may wait for an operator (dead, in conflict, in quarantine) before the inbox is degraded. 0 by default.
    /// </summary>
    public long WaitingForPerson { get; set; }

    /// <summary>Throws when a setting is invalid.</summary>
    /// <exception cref="ArgumentException">A setting is invalid.</exception>
    internal void Check()
    {
        if (OldestDue <= TimeSpan.Zero || MissedPolls <= 0 || WaitingForPerson < 0)
            throw new ArgumentException(
                $"{nameof(CallbackInboxHealthOptions)}: {nameof(OldestDue)} and {nameof(MissedPolls)} have to be more than "
                    + $"nothing, and {nameof(WaitingForPerson)} no less."
            );
    }
}
