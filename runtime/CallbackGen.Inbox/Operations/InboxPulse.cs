namespace CallbackGen.Inbox;

/// <summary>Records when the worker last polled the store, for the health check.</summary>
internal sealed class InboxPulse(TimeProvider clock)
{
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _asked = clock.GetTimestamp();
    private volatile bool _isFull;

    /// <summary>How long the worker has not polled although it had a free slot; zero while all handler slots are in use.</summary>
    public TimeSpan Silence => _isFull ? TimeSpan.Zero : clock.GetElapsedTime(Volatile.Read(ref _asked));

    /// <summary>Records that the store has its tables.</summary>
    public void Prepared() => _prepared.TrySetResult();

    /// <summary>Waits until the store has its tables.</summary>
    public Task UntilPreparedAsync(CancellationToken cancellationToken) => _prepared.Task.WaitAsync(cancellationToken);

    /// <summary>Records that the worker has polled the store successfully.</summary>
    public void Asked()
    {
        Volatile.Write(ref _asked, clock.GetTimestamp());
        _isFull = false;
    }

    /// <summary>Records that all handler slots are in use, and the worker waits for a handler to end.</summary>
    public void Filled() => _isFull = true;

    /// <summary>Records that a slot is free again.</summary>
    public void Freed()
    {
        if (_isFull)
            Asked();
    }
}
