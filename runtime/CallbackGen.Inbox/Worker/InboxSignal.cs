namespace CallbackGen.Inbox;

/// <summary>Wakes the worker when this program has stored a callback.</summary>
internal sealed class InboxSignal : IDisposable
{
    private readonly SemaphoreSlim _stored = new(0, 1);

    /// <summary>Signals that a callback was stored.</summary>
    public void Set()
    {
        try
        {
            if (_stored.CurrentCount == 0)
                _stored.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread has signalled at the same time.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _stored.Dispose();

    /// <summary>Waits until a callback is stored, or for a time.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _stored.WaitAsync(time, cancellationToken);
}
