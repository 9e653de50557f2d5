namespace CallbackGen.Inbox;

/// <summary>The delivery of a handler's scope.</summary>
internal sealed class DeliveryHolder
{
    private Delivery? _delivery;

    /// <summary>The delivery.</summary>
    /// <exception cref="InvalidOperationException">The scope is none in which a stored callback is handled.</exception>
    public ICallbackDelivery Delivery => _delivery ?? throw new InvalidOperationException(
        "No stored callback is handled here: a delivery belongs to the handlers of endpoints that were mapped with StoreFirst.");

    public void Set(Delivery delivery) => _delivery = delivery;
}

/// <summary>An attempt to handle a stored callback.</summary>
internal sealed class Delivery(ICallbackStore store, ClaimedCallback callback) : ICallbackDelivery
{
    private int _commits;

    /// <inheritdoc />
    public string Id => callback.Claim.Id;

    /// <inheritdoc />
    public int Attempt => callback.Attempt;

    /// <inheritdoc />
    public DateTimeOffset ReceivedAt => callback.Request.ReceivedAt;

    /// <summary>Whether the handler has ended the callback by itself.</summary>
    public bool IsCommitted { get; private set; }

    /// <inheritdoc />
    public async Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(effect);
        if (Interlocked.Increment(ref _commits) > 1 && IsCommitted)
            throw new InvalidOperationException("This callback was committed already: write all that belongs to it in one effect.");
        if (!await store.CommitAsync(callback.Claim, effect, cancellationToken))
            throw new CallbackLeaseLostException();
        IsCommitted = true;
    }
}
