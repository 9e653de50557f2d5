using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>A feed as its schema file defines it: the requests that it accepts, their proof and their acknowledgement.</summary>
public abstract class CallbackFeed
{
    private protected CallbackFeed(CallbackFeedDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
    }

    /// <summary>The feed's definition, from its schema file.</summary>
    public CallbackFeedDefinition Definition { get; }

    /// <summary>The feed's name, lower case, for example <c>acme.invoice</c>.</summary>
    public string Name => Definition.Name;

    /// <summary>The provider as the schema spells it; also the section of the configuration that contains its keys.</summary>
    public string Provider => Definition.Provider;

    /// <summary>The trust level that a callback of this feed reaches.</summary>
    public abstract CallbackTrust Trust { get; }

    /// <summary>The payload type.</summary>
    public abstract Type PayloadType { get; }

    /// <summary>The message type that verification returns, for example <c>Verified&lt;AcmeInvoice&gt;</c>.</summary>
    public abstract Type MessageType { get; }

    /// <summary>The service type of this feed's handlers, for example <c>ICallbackHandler&lt;AcmeInvoice&gt;</c>.</summary>
    public abstract Type HandlerType { get; }

    /// <summary>
    /// Converts a feed to its definition, so that methods which need only the definition, such as those that generate keys, accept a feed.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
#pragma warning disable CA2225 // The named alternate is the property Definition.
    public static implicit operator CallbackFeedDefinition(CallbackFeed feed)
#pragma warning restore CA2225
    {
        ArgumentNullException.ThrowIfNull(feed);
        return feed.Definition;
    }

    /// <summary>Verifies a request that is one callback of this feed and reads its payload.</summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// The callback, or the reason why it was rejected. A request with several callbacks is rejected. Hostile input never throws.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<CallbackMessage> VerifyMessage(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null);

    /// <summary>
    /// Verifies every callback of a request: the items that the schema's payload pointer names or, in a feed without items, the request
    /// itself. When one callback is rejected, all are.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>The callbacks in the order received, or the reason why the first was rejected. Hostile input never throws.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<IReadOnlyList<CallbackMessage>> VerifyMessages(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    );

    /// <summary>
    /// Answers the provider's handshake, such as a challenge to echo when the address is registered. A handshake is no callback: no handler
    /// sees it, and it proves nothing about a payment.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// The answer, or the reason why the handshake was rejected; <see langword="null"/> when the request is no handshake.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="keys"/> is null.</exception>
    public abstract CallbackResult<CallbackAcknowledgement>? AnswerChallenge(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    );

    /// <summary>Passes a callback to the handler that is registered in a service container.</summary>
    /// <param name="message">A message that this feed's verification returned.</param>
    /// <param name="services">The container.</param>
    /// <param name="cancellationToken">Cancels the handler.</param>
    /// <returns>A task that completes when the handler has completed.</returns>
    /// <exception cref="InvalidOperationException">No handler is registered.</exception>
    /// <exception cref="InvalidCastException"><paramref name="message"/> belongs to another feed.</exception>
    public abstract Task HandleAsync(CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken);

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>
    /// Whether each item of a request carries its own proof, so that the rejection of one item concerns no other. Otherwise one proof
    /// covers the whole request, or the feed has no items or no proof.
    /// </summary>
    internal bool ItemsAreProvenSingly => Definition.ItemsAreProvenSingly;

    /// <summary>
    /// Verifies every callback of a request, like <see cref="VerifyMessages"/>, but returns a result for each: a rejected item does not
    /// reject the others.
    /// </summary>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The configured keys.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>
    /// Each item's callback or rejection, in the order received. One rejection for the whole request when it cannot be parsed, when it is
    /// late, or when a proof that covers all items fails. A request that is a single callback is rejected as a whole.
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
        // Not in a finally block: after an exception another owner may still use the object, so it must not be reused.
        verification.KeepForNext();
        return each;
    }

    /// <summary>Returns whether the feed's selection conditions accept a request that arrives at an address of several feeds.</summary>
    internal abstract bool Selects(CallbackVerification verification);

    /// <summary>
    /// Does the same as <see cref="VerifyMessage"/> for a verification that is already open, so that the request is parsed once.
    /// </summary>
    internal abstract CallbackResult<CallbackMessage> VerifyOpen(CallbackVerification verification, CallbackKeys keys);

    /// <summary>Does the same as <see cref="VerifyMessages"/> for a verification that is already open.</summary>
    internal abstract CallbackResult<IReadOnlyList<CallbackMessage>> VerifyAllOpen(CallbackVerification verification, CallbackKeys keys);

    /// <summary>Does the same as <see cref="VerifyEach"/> for a verification that is already open.</summary>
    internal abstract CallbackResult<IReadOnlyList<CallbackResult<CallbackMessage>>> VerifyEachOpen(
        CallbackVerification verification,
        CallbackKeys keys
    );

    /// <summary>Does the same as <see cref="AnswerChallenge"/> for a verification that is already open.</summary>
    internal abstract CallbackResult<CallbackAcknowledgement>? AnswerOpen(CallbackVerification verification, CallbackKeys keys);
}

/// <summary>A feed with payloads of one type.</summary>
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
    /// Queries the provider's API about a callback that never arrived, for the application's own reconciliation. The answer becomes the
    /// confirmed callback that would have arrived, with the same key.
    /// </summary>
    /// <param name="askProvider">
    /// A query of the provider's own API. It returns the payload as the provider states it, including each member that the schema's keys
    /// name, or <see langword="null"/> when the provider does not know the event.
    /// </param>
    /// <param name="keySet">
    /// The key set of the queried account, case-insensitive: the key set that the feed's endpoint reads. When null, it is the provider's
    /// name.
    /// </param>
    /// <param name="lookedUpBy">
    /// The text by which that account's key is looked up: the value that a callback has at the source that the schema's <c>lookup</c>
    /// names. It is part of the idempotency key. Null when the keys are configured.
    /// </param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback; or a rejection when the provider does not know the event, or when the feed's schema file has errors.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="keySet"/> is empty or white space, or <paramref name="lookedUpBy"/> is not null and the feed has no key that is
    /// looked up.
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
    /// Queries the provider's API about a callback that never arrived, and stores the API's answer with the confirmed callback: for answers
    /// that the payload has no members for.
    /// </summary>
    /// <typeparam name="TAnswer">The type of the API's answer.</typeparam>
    /// <param name="askProvider">
    /// A query of the provider's own API. It returns the API's answer, or <see langword="null"/> when the provider does not know the event.
    /// </param>
    /// <param name="state">
    /// Returns the payload with the values of the answer, including each member that the schema's keys name; null when the answer reports
    /// no event.
    /// </param>
    /// <param name="keySet">
    /// The key set of the queried account, case-insensitive: the key set that the feed's endpoint reads. When null, it is the provider's
    /// name.
    /// </param>
    /// <param name="lookedUpBy">
    /// The text by which that account's key is looked up: the value that a callback has at the source that the schema's <c>lookup</c>
    /// names. It is part of the idempotency key. Null when the keys are configured.
    /// </param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback; or a rejection when the provider does not know the event, or when the feed's schema file has errors.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> or <paramref name="state"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="keySet"/> is empty or white space, or <paramref name="lookedUpBy"/> is not null and the feed has no key that is
    /// looked up.
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

    /// <summary>Wraps a payload in the message type of the feed's trust level.</summary>
    internal abstract CallbackMessage Wrap(T payload, CallbackReceipt receipt);

    private protected static THandler Handler<THandler>(IServiceProvider services)
        where THandler : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.GetService(typeof(THandler)) as THandler
            ?? throw new InvalidOperationException(
                $"No {typeof(THandler).Name} for {typeof(T).Name} is registered: "
                    + "add one to the services, or map the callback with a delegate."
            );
    }
}
