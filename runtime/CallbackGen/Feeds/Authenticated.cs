namespace CallbackGen;

/// <summary>
/// A callback whose sender is proven to have the key, but whose signature does not cover every member. The uncovered members are marked
/// <see cref="UnsignedAttribute"/>; before acting on them, ask the provider through
/// <see cref="ConfirmAsync(Func{T, CancellationToken, Task{T}}, CancellationToken)"/>.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class Authenticated<T> : CallbackMessage
    where T : class, IAuthenticatedPayload<T>
{
    internal Authenticated(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload. Members marked <see cref="UnsignedAttribute"/> are unproven: an attacker may have changed them.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <summary>Queries the provider's own API to confirm the callback.</summary>
    /// <param name="askProvider">
    /// A query of the provider's own API about the given payload. It returns the payload as the provider states it (usually <c>payload with
    /// { … }</c>), or <see langword="null"/> when the provider does not know the callback.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback with the provider's values. A rejection when the provider does not know the callback, or when its answer
    /// differs from the callback in a member that the signature covers.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> is null.</exception>
    public Task<CallbackResult<Confirmed<T>>> ConfirmAsync(
        Func<T, CancellationToken, Task<T?>> askProvider,
        CancellationToken cancellationToken = default
    ) => Confirmation.AskAsync(Payload, Receipt, askProvider, cancellationToken);

    /// <summary>
    /// Queries the provider's own API to confirm the callback, and stores the API's answer with it: for answers that the payload has no
    /// members for.
    /// </summary>
    /// <typeparam name="TAnswer">The type of the API's answer.</typeparam>
    /// <param name="askProvider">
    /// A query of the provider's own API about the given payload. It returns the API's answer, or <see langword="null"/> when the provider
    /// does not know the callback.
    /// </param>
    /// <param name="restate">
    /// Returns the payload with the values of the answer: <c>(claimed, invoice) =&gt; claimed with { Id = invoice.Id }</c>. Copy every
    /// value that the answer has, above all the id, because the result is compared with the signed members of the callback.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback with the provider's values and its answer. A rejection when the provider does not know the callback, or when
    /// its answer differs from the callback in a member that the signature covers.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> or <paramref name="restate"/> is null.</exception>
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
    public override string ToString() => $"Authenticated {Receipt}";
}
