namespace CallbackGen.Inbox;

/// <summary>The delivery of a handler's scope.</summary>
internal sealed class DeliveryHolder
{
    private Delivery? _delivery;

    /// <summary>The delivery.</summary>
    /// <exception cref="InvalidOperationException">The scope is none in which a stored callback is handled.</exception>
    public Delivery Delivery =>
        _delivery
        ?? throw new InvalidOperationException(
            "No stored callback is handled here: a delivery belongs to the handlers of endpoints that were mapped with StoreFirst."
        );

    public void Set(Delivery delivery) => _delivery = delivery;
}

/// <summary>An attempt to handle a stored callback.</summary>
/// <param name="store">The store.</param>
/// <param name="callback">The callback.</param>
/// <param name="request">The request that it came in.</param>
/// <param name="feed">Its feed.</param>
/// <param name="message">What it says.</param>
/// <param name="sealer">Hides the facts of what is confirmed, where they have to be.</param>
/// <param name="reporter">Tells operators of conflicts.</param>
internal sealed class Delivery(
    ICallbackStore store,
    ClaimedCallback callback,
    ArrivedRequest request,
    CallbackFeed feed,
    CallbackMessage message,
    InboxSealer sealer,
    InboxReporter reporter
) : ICallbackDelivery
{
    private int _isCommitting;
    private volatile Task? _committing;

    /// <inheritdoc />
    public string Id => callback.Claim.Id;

    /// <inheritdoc />
    public int Attempt => callback.Attempt;

    /// <inheritdoc />
    public DateTimeOffset ReceivedAt => request.ReceivedAt;

    /// <summary>The request that the callback came in.</summary>
    public ArrivedRequest Request => request;

    /// <summary>What the handler has made of the callback by itself; null when it has not.</summary>
    public CallbackCommit? Ended { get; private set; }

    /// <summary>Waits for the commit that the handler has begun last, which it may not have awaited; fails as that does.</summary>
    public Task UntilCommittedAsync() => _committing ?? Task.CompletedTask;

    /// <inheritdoc />
    public async Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(effect);
        if (feed.Definition.HasConfirmedKey)
        {
            throw Advice.Of(
                $"{feed.Name}: an effect takes what the provider has confirmed, as anybody may have written what is not signed of this callback. Ask by ConfirmAsync, and call CommitAsync(confirmed, effect)."
            );
        }

        reporter.NamelessEffects(feed);
        await EndAsync(async () =>
            await store.CommitAsync(callback.Claim, effect, cancellationToken) ? CallbackCommit.Committed : CallbackCommit.LeaseLost
        );
    }

    /// <inheritdoc />
    public async Task<CallbackCommit> CommitAsync<T>(
        Confirmed<T> confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken = default
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        ArgumentNullException.ThrowIfNull(effect);
        Check(confirmed);
        var told = ConfirmedEvents.Of(confirmed);
        var commit = await EndAsync(async () =>
            await store.CommitAsync(callback.Claim, await sealer.SealAsync(feed, told, cancellationToken), effect, cancellationToken)
        );
        if (commit == CallbackCommit.Conflict)
            reporter.Conflict(feed.Name, Id, told.Id);
        return commit;
    }

    /// <summary>A confirmed message is of this callback, or it is none of this handler's business.</summary>
    private void Check<T>(Confirmed<T> confirmed)
        where T : class, ICallbackPayload<T>
    {
        if (feed.Trust == CallbackTrust.Verified)
            throw Advice.Of(
                $"{feed.Name}: its signature covers every member, so that its callbacks need no confirmation. Call CommitAsync(effect)."
            );
        var what =
            T.Feed.Name != feed.Name ? $"of {T.Feed.Name}"
            : CallbackIdentity.AccountOf(feed, confirmed.Receipt) != CallbackIdentity.AccountOf(feed, message.Receipt)
                ? "of another key set"
            : !message.AgreesWith(confirmed.Payload) ? "of another callback: it differs in a signed member"
            // Where nothing is signed, nothing differs.
            : CallbackIdentity.ProvesNothing(feed) && confirmed.Receipt.CopyOf != message.Receipt ? "of another callback, or of none"
            : null;
        if (what is not null)
            throw Advice.Of($"{feed.Name}: what was confirmed is {what}. Confirm the message that the handler was given.");
    }

    private Task<CallbackCommit> EndAsync(Func<Task<CallbackCommit>> commit)
    {
        if (Ended is not null)
            throw Advice.Of("This callback has ended already: write all that belongs to it in one effect.");
        if (Interlocked.Exchange(ref _isCommitting, 1) == 1)
            throw Advice.Of("This callback is being committed: write all that belongs to it in one effect.");
        var ending = RunAsync(commit);
        _committing = ending;
        return ending;
    }

    private async Task<CallbackCommit> RunAsync(Func<Task<CallbackCommit>> commit)
    {
        try
        {
            var became = await commit();
            if (became == CallbackCommit.LeaseLost)
                throw new CallbackLeaseLostException();
            Ended = became;
            return became;
        }
        finally
        {
            Volatile.Write(ref _isCommitting, 0);
        }
    }
}
