namespace CallbackGen;

/// <summary>
/// A callback whose sender holds the key, some members of which lie outside the signature. Those members carry
/// <see cref="UnsignedAttribute"/>; before acting on them, ask the provider through
/// <see cref="ConfirmAsync(Func{T, CancellationToken, Task{T}}, CancellationToken)"/>.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class Authenticated<T> : CallbackMessage
    where T : class, IAuthenticatedPayload<T>
{
    internal Authenticated(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload. Members marked <see cref="UnsignedAttribute"/> are only claims of whoever sent them.</summary>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <summary>Asks the provider whether the callback is true.</summary>
    /// <param name="askProvider">
    /// A query of the provider's own API about the callback in hand. It returns the payload as the provider states it
    /// (usually <c>payload with { … }</c>), or <see langword="null"/> when the provider does not know of it.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback with the provider's values; or a rejection when the provider does not know it, or when
    /// its answer differs from the callback in a member that the signature covers.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="askProvider"/> is null.</exception>
    public Task<CallbackResult<Confirmed<T>>> ConfirmAsync(
        Func<T, CancellationToken, Task<T?>> askProvider,
        CancellationToken cancellationToken = default
    ) => Confirmation.AskAsync(Payload, Receipt, askProvider, cancellationToken);

    /// <summary>Asks the provider whether the callback is true, and keeps what it says, for which the payload need not have a place.</summary>
    /// <typeparam name="TAnswer">What the provider's API answers with.</typeparam>
    /// <param name="askProvider">
    /// A query of the provider's own API about the callback in hand. It returns what the API says, or <see langword="null"/>
    /// when the provider does not know of it.
    /// </param>
    /// <param name="restate">
    /// The payload as that answer states it: <c>(claimed, invoice) =&gt; claimed with { Id = invoice.Id }</c>. Take from the
    /// answer whatever it has, the id above all: this is what is held against the signed members of the callback.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <returns>
    /// The confirmed callback with the provider's values and its answer; or a rejection when the provider does not know it, or
    /// when its answer differs from the callback in a member that the signature covers.
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
