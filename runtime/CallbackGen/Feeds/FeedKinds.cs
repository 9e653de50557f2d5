namespace CallbackGen;

/// <summary>A feed whose signature covers every member of its payload.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="definition">The feed's definition, from its schema file.</param>
public sealed class VerifiedFeed<T>(CallbackFeedDefinition definition) : CallbackFeed<T>(definition)
    where T : class, IVerifiedPayload<T>
{
    /// <inheritdoc />
    public override CallbackTrust Trust => CallbackTrust.Verified;

    /// <inheritdoc />
    public override Type MessageType => typeof(Verified<T>);

    /// <inheritdoc />
    public override Type HandlerType => typeof(ICallbackHandler<T>);

    /// <summary>Verifies a callback and reads its payload.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessage"/>
    public CallbackResult<Verified<T>> Verify(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null)
    {
        var payload = FeedVerification.Run<T>(this, request, keys, clock, out var receipt, out var rejection);
        return payload is null ? rejection! : new Verified<T>(payload, receipt!, default);
    }

    /// <summary>Verifies every callback of a request and reads their payloads.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessages"/>
    public CallbackResult<IReadOnlyList<Verified<T>>> VerifyAll(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null) =>
        FeedVerification.RunAll<T, Verified<T>>(
            this,
            request,
            keys,
            clock,
            static (payload, receipt) => new Verified<T>(payload, receipt, default)
        );

    /// <inheritdoc />
    public override CallbackResult<CallbackMessage> VerifyMessage(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null) =>
        Verify(request, keys, clock).TryGetValue(out var message, out var rejection) ? message : rejection;

    /// <inheritdoc />
    public override CallbackResult<IReadOnlyList<CallbackMessage>> VerifyMessages(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    ) =>
        VerifyAll(request, keys, clock).TryGetValue(out var messages, out var rejection)
            ? new CallbackResult<IReadOnlyList<CallbackMessage>>(messages)
            : rejection;

    internal override CallbackMessage Wrap(T payload, CallbackReceipt receipt) => new Verified<T>(payload, receipt, default);

    /// <inheritdoc />
    public override Task HandleAsync(CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken) =>
        Handler<ICallbackHandler<T>>(services).HandleAsync((Verified<T>)message, cancellationToken);
}

/// <summary>A feed whose signature proves the sender but does not cover every member of the payload.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="definition">The feed's definition, from its schema file.</param>
public sealed class AuthenticatedFeed<T>(CallbackFeedDefinition definition) : CallbackFeed<T>(definition)
    where T : class, IAuthenticatedPayload<T>
{
    /// <inheritdoc />
    public override CallbackTrust Trust => CallbackTrust.Authenticated;

    /// <inheritdoc />
    public override Type MessageType => typeof(Authenticated<T>);

    /// <inheritdoc />
    public override Type HandlerType => typeof(IAuthenticatedCallbackHandler<T>);

    /// <summary>Verifies a callback and reads its payload.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessage"/>
    public CallbackResult<Authenticated<T>> Verify(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null)
    {
        var payload = FeedVerification.Run<T>(this, request, keys, clock, out var receipt, out var rejection);
        return payload is null ? rejection! : new Authenticated<T>(payload, receipt!, default);
    }

    /// <summary>Verifies every callback of a request and reads their payloads.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessages"/>
    public CallbackResult<IReadOnlyList<Authenticated<T>>> VerifyAll(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    ) =>
        FeedVerification.RunAll<T, Authenticated<T>>(
            this,
            request,
            keys,
            clock,
            static (payload, receipt) => new Authenticated<T>(payload, receipt, default)
        );

    /// <inheritdoc />
    public override CallbackResult<CallbackMessage> VerifyMessage(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null) =>
        Verify(request, keys, clock).TryGetValue(out var message, out var rejection) ? message : rejection;

    /// <inheritdoc />
    public override CallbackResult<IReadOnlyList<CallbackMessage>> VerifyMessages(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    ) =>
        VerifyAll(request, keys, clock).TryGetValue(out var messages, out var rejection)
            ? new CallbackResult<IReadOnlyList<CallbackMessage>>(messages)
            : rejection;

    internal override CallbackMessage Wrap(T payload, CallbackReceipt receipt) => new Authenticated<T>(payload, receipt, default);

    /// <inheritdoc />
    public override Task HandleAsync(CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken) =>
        Handler<IAuthenticatedCallbackHandler<T>>(services).HandleAsync((Authenticated<T>)message, cancellationToken);
}

/// <summary>A feed whose callbacks the provider does not sign.</summary>
/// <typeparam name="T">The payload.</typeparam>
/// <param name="definition">The feed's definition, from its schema file.</param>
public sealed class ReceivedFeed<T>(CallbackFeedDefinition definition) : CallbackFeed<T>(definition)
    where T : class, IReceivedPayload<T>
{
    /// <inheritdoc />
    public override CallbackTrust Trust => CallbackTrust.Received;

    /// <inheritdoc />
    public override Type MessageType => typeof(Received<T>);

    /// <inheritdoc />
    public override Type HandlerType => typeof(IReceivedCallbackHandler<T>);

    /// <summary>Reads a callback's payload.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessage"/>
    public CallbackResult<Received<T>> Receive(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null)
    {
        var payload = FeedVerification.Run<T>(this, request, keys, clock, out var receipt, out var rejection);
        return payload is null ? rejection! : new Received<T>(payload, receipt!, default);
    }

    /// <summary>Reads the payloads of every callback of a request.</summary>
    /// <inheritdoc cref="CallbackFeed.VerifyMessages"/>
    public CallbackResult<IReadOnlyList<Received<T>>> ReceiveAll(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null) =>
        FeedVerification.RunAll<T, Received<T>>(
            this,
            request,
            keys,
            clock,
            static (payload, receipt) => new Received<T>(payload, receipt, default)
        );

    /// <inheritdoc />
    public override CallbackResult<CallbackMessage> VerifyMessage(CallbackRequest request, CallbackKeys keys, TimeProvider? clock = null) =>
        Receive(request, keys, clock).TryGetValue(out var message, out var rejection) ? message : rejection;

    /// <inheritdoc />
    public override CallbackResult<IReadOnlyList<CallbackMessage>> VerifyMessages(
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider? clock = null
    ) =>
        ReceiveAll(request, keys, clock).TryGetValue(out var messages, out var rejection)
            ? new CallbackResult<IReadOnlyList<CallbackMessage>>(messages)
            : rejection;

    internal override CallbackMessage Wrap(T payload, CallbackReceipt receipt) => new Received<T>(payload, receipt, default);

    /// <inheritdoc />
    public override Task HandleAsync(CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken) =>
        Handler<IReceivedCallbackHandler<T>>(services).HandleAsync((Received<T>)message, cancellationToken);
}
