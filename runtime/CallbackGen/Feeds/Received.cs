namespace CallbackGen;

/// <summary>
/// A callback that proves nothing, because its provider does not sign it. Before acting on it, ask the provider through
/// <see cref="ConfirmAsync(Func{T, CancellationToken, Task{T}}, CancellationToken)"/>.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class Received<T> : CallbackMessage
    where T : class, IReceivedPayload<T>
{
    internal Received(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload. All of it is unproven: any sender can have written it.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <inheritdoc cref="Authenticated{T}.ConfirmAsync(Func{T, CancellationToken, Task{T}}, CancellationToken)"/>
    public Task<CallbackResult<Confirmed<T>>> ConfirmAsync(
        Func<T, CancellationToken, Task<T?>> askProvider,
        CancellationToken cancellationToken = default
    ) => Confirmation.AskAsync(Payload, Receipt, askProvider, cancellationToken);

    /// <inheritdoc
    /// cref="Authenticated{T}.ConfirmAsync{TAnswer}(Func{T, CancellationToken, Task{TAnswer}}, Func{T, TAnswer, T}, CancellationToken)"/>
    public Task<CallbackResult<Confirmed<T, TAnswer>>> ConfirmAsync<TAnswer>(
        Func<T, CancellationToken, Task<TAnswer?>> askProvider,
        Func<T, TAnswer, T> restate,
        CancellationToken cancellationToken = default
    )
        where TAnswer : class => Confirmation.AskAsync(Payload, Receipt, askProvider, restate, cancellationToken);

    /// <inheritdoc />
    public override string? GetRole(CallbackRole role) => T.GetRole(Payload, role);

    internal override string? JoinIdempotencyKey() => FeedVerification.KeyOf(Payload, Receipt);

    internal override string? JoinLegacyIdempotencyKey() => FeedVerification.LegacyKeyOf(Payload);

    internal override object Content => Payload;

    internal override bool AgreesWith(object payload) => payload is T other && T.SameSignedMembers(Payload, other);

    /// <inheritdoc />
    public override byte[] ToJson() => FeedVerification.JsonOf(Payload);

    /// <inheritdoc />
    public override string ToString() => $"Received {Receipt}";
}
