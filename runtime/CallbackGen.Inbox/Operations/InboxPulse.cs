namespace CallbackGen.Inbox;

/// <summary>When the worker has asked the store for callbacks, which it does as long as it is well.</summary>
internal sealed class InboxPulse(TimeProvider clock)
{
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _asked = clock.GetTimestamp();
    private volatile bool _isFull;

    /// <summary>For how long the worker has not asked, though it had room; zero while all places of its handlers are taken.</summary>
    public TimeSpan Silence => _isFull ? TimeSpan.Zero : clock.GetElapsedTime(Volatile.Read(ref _asked));

    /// <summary>The store has its tables.</summary>
    public void Prepared() => _prepared.TrySetResult();

    /// <summary>Waits until it has.</summary>
    public Task UntilPreparedAsync(CancellationToken cancellationToken) => _prepared.Task.WaitAsync(cancellationToken);

    /// <summary>The worker has asked the store, and the store has answered.</summary>
    public void Asked()
    {
        Volatile.Write(ref _asked, clock.GetTimestamp());
        _isFull = false;
    }

    /// <summary>The worker waits for a handler to end, as no other one may run.</summary>
    public void Filled() => _isFull = true;

    /// <summary>A place is free again.</summary>
    public void Freed()
    {
        if (_isFull)
            Asked();
    }
}
