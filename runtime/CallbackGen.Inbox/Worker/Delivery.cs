namespace CallbackGen.Inbox;

/// <summary>Holds the delivery of a handler's scope.</summary>
internal sealed class DeliveryHolder
{
    private Delivery? _delivery;

    /// <summary>The delivery.</summary>
    /// <exception cref="InvalidOperationException">No stored callback is handled in this scope.</exception>
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
/// <param name="request">Its request.</param>
/// <param name="feed">Its feed.</param>
/// <param name="message">The verified message.</param>
/// <param name="sealer">Hides the facts of confirmed events, for feeds that require it.</param>
/// <param name="reporter">Reports conflicts to operators.</param>
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

    /// <summary>The request of the callback.</summary>
    public ArrivedRequest Request => request;

    /// <summary>The outcome of the handler's own commit; null when there is none.</summary>
    public CallbackCommit? Ended { get; private set; }

    /// <summary>Waits for the handler's last commit, which the handler may not have awaited, and throws its exception.</summary>
    public Task UntilCommittedAsync() => _committing ?? Task.CompletedTask;

    /// <inheritdoc />
    public async Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(effect);
        if (feed.Definition.HasConfirmedKey)
        {
            throw Advice.Of(
                $"{feed.Name}: an effect requires a confirmed message, because anyone may have written the unsigned members of this "
                    + "callback. Ask by ConfirmAsync, and call CommitAsync(confirmed, effect)."
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

    /// <summary>Throws unless a confirmed message belongs to this callback.</summary>
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
            // Without signed members, the comparison above always succeeds.
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
