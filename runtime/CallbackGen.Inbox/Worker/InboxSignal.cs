namespace CallbackGen.Inbox;

/// <summary>Wakes the worker when this program has stored something.</summary>
internal sealed class InboxSignal : IDisposable
{
    private readonly SemaphoreSlim _stored = new(0, 1);

    /// <summary>Says that something was stored.</summary>
    public void Set()
    {
        try
        {
            if (_stored.CurrentCount == 0)
                _stored.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has said so in the same moment.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _stored.Dispose();

    /// <summary>Waits until something is stored, or for a time.</summary>
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _stored.WaitAsync(time, cancellationToken);
}
