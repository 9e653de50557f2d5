namespace CallbackGen.Inbox;

/// <summary>When the health check of the inbox says that it is not well.</summary>
public sealed class CallbackInboxHealthOptions
{
    /// <summary>For how long the oldest callback that is due may have been waiting for a worker before the inbox is degraded. 5 minutes.</summary>
    public TimeSpan OldestDue { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many times <see cref="CallbackInboxOptions.PollInterval"/>, or seconds where that is shorter, may pass before the inbox is unhealthy
    /// because its worker has not asked the store. 30.
    /// </summary>
    public int MissedPolls { get; set; } = 30;

    /// <summary>How many callbacks may wait for a person (dead, in conflict, in quarantine) before the inbox is degraded. 0.</summary>
    public long WaitingForPerson { get; set; }

    /// <summary>Whether each setting can be.</summary>
    /// <exception cref="ArgumentException">One cannot.</exception>
    internal void Check()
    {
        if (OldestDue <= TimeSpan.Zero || MissedPolls <= 0 || WaitingForPerson < 0)
            throw new ArgumentException(
                $"{nameof(CallbackInboxHealthOptions)}: {nameof(OldestDue)} and {nameof(MissedPolls)} have to be more than nothing, and {nameof(WaitingForPerson)} no less."
            );
    }
}
