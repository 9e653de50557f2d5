using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>One feed: what arrives, how it proves itself and what is answered, as its schema file says.</summary>
public abstract class CallbackFeed
{
    private protected CallbackFeed(CallbackFeedDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
    }

    /// <summary>What the schema file says.</summary>
    public CallbackFeedDefinition Definition { get; }

    /// <summary>The feed's name, lower case, for example <c>acme.invoice</c>.</summary>
    public string Name => Definition.Name;

    /// <summary>The provider as the schema spells it; configuration keys stand below it.</summary>
    public string Provider => Definition.Provider;

    /// <summary>The rung that a callback of this feed reaches.</summary>
    public abstract CallbackTrust Trust { get; }

    /// <summary>The payload type.</summary>
    public abstract Type PayloadType { get; }

    /// <summary>The type that verification yields, for example <c>Verified&lt;AcmeInvoice&gt;</c>.</summary>
    public abstract Type MessageType { get; }

    /// <summary>The service that handles this feed's callbacks, for example <c>ICallbackHandler&lt;AcmeInvoice&gt;</c>.</summary>
    public abstract Type HandlerType { get; }

    /// <summary>A feed stands for what its schema file says where nothing else of it is asked for, as where keys are made.</summary>
    /// <param name="feed">The feed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
#pragma warning disable CA2225 // The named alternate is the property Definition.
    public static implicit operator CallbackFeedDefinition(CallbackFeed feed)
#pragma warning restore CA2225
    {
        ArgumentNullException.ThrowIfNull(feed);
        return feed.Definition;
    }

    /// <summary>Verifies a callback of this feed and reads its payload.</summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// The callback, or the reason it was refused, also when the request holds several. Hostile input never throws.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<CallbackMessage> VerifyMessage(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null);

    /// <summary>
    /// Verifies every callback of a request: the items that the schema's payload pointer names, or the request itself in a
    /// feed without items. When one is refused, all are.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>The callbacks in their order, or the reason the first was refused. Hostile input never throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<IReadOnlyList<CallbackMessage>> VerifyMessages(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    );

    /// <summary>
    /// Answers the provider's handshake, such as a challenge to echo when the address is registered. It is no callback: no
    /// handler sees it, and it says nothing about a payment.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// The answer, or the reason why the handshake was refused; <see langword="null"/> when the request is no handshake.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<CallbackAcknowledgement>? AnswerChallenge(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    );

    /// <summary>Hands a callback to the handler that a container holds.</summary>
    /// <param name="message">A message that this feed's verification yielded.</param>
    /// <param name="services">The container.</param>
    /// <param name="cancellationToken">Cancels the handler.</param>
    /// <returns>A task that ends when the handler has.</returns>
    /// <exception cref="InvalidOperationException">No handler is registered.</exception>
    /// <exception cref="InvalidCastException"><paramref name="message"/> is of another feed.</exception>
    public abstract Task HandleAsync(CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken);

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>
    /// Whether each item of a request carries its own proof, so that one which is refused says nothing about the others. Otherwise one
    /// proof is that of the whole request, or there are no items, or no proof.
    /// </summary>
    internal bool ItemsAreProvenSingly => Definition.ItemsAreProvenSingly;

    /// <summary>
    /// Verifies every callback of a request, as <see cref="VerifyMessages"/> does, and says of each what came of it: one that is refused
    /// refuses no other.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// Each item's callback or rejection, in their order; or one rejection of the whole request: it cannot be read, it is late, or its
    /// proof, where that is one for all items, does not hold. A request that is one callback is refused as a whole.
    /// </returns>
    internal CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEach(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> each;
        var verification = CallbackVerification.Open(request, clock ?? TimeProvider.System);
        using (verification)
            each = VerifyEachOpen(verification, keys);
        // Not after an exception, of which nobody knows who still holds it.
        verification.KeepForNext();
        return each;
    }

    /// <summary>Whether a request that several feeds share an address for looks like one of this feed.</summary>
    internal abstract bool Selects(CallbackVerification verification);

    /// <summary><see cref="VerifyMessage"/> for a request that is open already, and read once.</summary>
    internal abstract CallbackResult<CallbackMessage> VerifyOpen(CallbackVerification verification, CallbackKeys keys);

    /// <summary><see cref="VerifyMessages"/> for such a request.</summary>
    internal abstract CallbackResult<IReadOnlyList<CallbackMessage>> VerifyAllOpen(CallbackVerification verification, CallbackKeys keys);

    /// <summary><see cref="VerifyEach"/> for such a request.</summary>
    internal abstract CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEachOpen(
        CallbackVerification verification,
        CallbackKeys keys
    );

    /// <summary><see cref="AnswerChallenge"/> for such a request.</summary>
    internal abstract CallbackResult<CallbackAcknowledgement>? AnswerOpen(CallbackVerification verification, CallbackKeys keys);
}

/// <summary>The feed of one payload type.</summary>
/// <typeparam name="T">The payload.</typeparam>
public abstract class CallbackFeed<T> : CallbackFeed
    where T : class, ICallbackPayload<T>
{
    private protected CallbackFeed(CallbackFeedDefinition definition)
        : base(definition) { }

    /// <inheritdoc />
    public override Type PayloadType => typeof(T);

    /// <inheritdoc />
    public override CallbackResult<CallbackAcknowledgement>? AnswerChallenge(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        if (Definition.ReceiveChallenge.Count == 0)
            return null;
        using var verification = CallbackVerification.Open(request, clock ?? TimeProvider.System);
        return AnswerOpen(verification, keys);
    }

    /// <summary>
    /// Asks the provider about a callback that never came, for the application's own reconciliation. What it says becomes the
    /// confirmed callback that would have come, under the same key.
    /// </summary>
    /// <param name="askProvider">
    /// A query of the provider's own API. It returns the payload as the provider states it, each member that the schema's keys name
    /// included, or <see langword="null"/> when the provider does not know of it.
    /// </param>
    /// <param name="keySet">
    /// The key set of the account that was asked about, regardless of case: the one that the feed's endpoint reads. The one named like
    /// the provider when null.
    /// </param>
    /// <param name="lookedUpBy">
    /// The text by which that account's key is looked up, where it is: what a callback has in the place that the schema's <c>lookup</c>
    /// names. It is part of the key. Null where the keys are configured.
    /// </param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback; or a rejection when the provider does not know of it, or when the feed's schema file has errors.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="keySet"/> is empty or white space, or there is a <paramref name="lookedUpBy"/> and no key of the feed is looked up.
    /// </exception>
    public Task<CallbackResult<Confirmed<T>>> ReconcileAsync(
        Func<CancellationToken, Task<T?>> askProvider,
        string? keySet = null,
        string? lookedUpBy = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(askProvider);
        return Reconciliation.AskAsync(Reconciliation.ReceiptOf(this, keySet, lookedUpBy, clock), askProvider, cancellationToken);
    }

    /// <summary>
    /// Asks the provider about a callback that never came, and keeps what it says, for which the payload need not have a place.
    /// </summary>
    /// <typeparam name="TAnswer">What the provider's API answers with.</typeparam>
    /// <param name="askProvider">
    /// A query of the provider's own API. It returns what the API says, or <see langword="null"/> when the provider does not know of it.
    /// </param>
    /// <param name="state">
    /// The payload as that answer states it, each member that the schema's keys name included; null when the answer tells of none.
    /// </param>
    /// <param name="keySet">
    /// The key set of the account that was asked about, regardless of case: the one that the feed's endpoint reads. The one named like
    /// the provider when null.
    /// </param>
    /// <param name="lookedUpBy">
    /// The text by which that account's key is looked up, where it is: what a callback has in the place that the schema's <c>lookup</c>
    /// names. It is part of the key. Null where the keys are configured.
    /// </param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback; or a rejection when the provider does not know of it, or when the feed's schema file has errors.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> or <paramref name="state"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="keySet"/> is empty or white space, or there is a <paramref name="lookedUpBy"/> and no key of the feed is looked up.
    /// </exception>
    public Task<CallbackResult<Confirmed<T, TAnswer>>> ReconcileAsync<TAnswer>(
        Func<CancellationToken, Task<TAnswer?>> askProvider,
        Func<TAnswer, T?> state,
        string? keySet = null,
        string? lookedUpBy = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default
    )
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(askProvider);
        ArgumentNullException.ThrowIfNull(state);
        return Reconciliation.AskAsync(Reconciliation.ReceiptOf(this, keySet, lookedUpBy, clock), askProvider, state, cancellationToken);
    }

    internal override CallbackResult<CallbackAcknowledgement>? AnswerOpen(CallbackVerification verification, CallbackKeys keys)
    {
        verification.TurnTo(Definition, keys, Definition.ReceiveChallenge);
        if (!verification.Accept() || !T.IsChallenge(verification) || verification.Rejection is not null)
            return null;
        return T.Respond(verification) is { } answer && verification.Rejection is null
            ? answer
            : verification.Rejection ?? CallbackRejection.NotVerified;
    }

    internal override bool Selects(CallbackVerification verification) => T.Selects(verification);

    internal override CallbackResult<CallbackMessage> VerifyOpen(CallbackVerification verification, CallbackKeys keys) =>
        FeedVerification.Run(this, verification, keys, out var receipt, out var rejection) is { } payload
            ? Wrap(payload, receipt!)
            : rejection!;

    internal override CallbackResult<IReadOnlyList<CallbackMessage>> VerifyAllOpen(CallbackVerification verification, CallbackKeys keys) =>
        FeedVerification.RunAll(this, verification, keys, Wrap);

    internal override CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEachOpen(
        CallbackVerification verification,
        CallbackKeys keys
    ) => ItemsVerification.RunEach(this, verification, keys);

    /// <summary>A payload on the rung that the feed reaches.</summary>
    internal abstract CallbackMessage Wrap(T payload, CallbackReceipt receipt);

    private protected static THandler Handler<THandler>(IServiceProvider services)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService(typeof(THandler)) as THandler
            ?? throw new InvalidOperationException(
                $"No {typeof(THandler).Name} for {typeof(T).Name} is registered: add one to the services, or map the callback with a delegate."
            );
    }
}
