namespace CallbackGen;

/// <summary>
/// A callback every member of whose payload is covered by a signature that was checked. It can only come out of
/// verification.
/// </summary>
/// <typeparam name="T">The payload; only feeds whose signature covers everything qualify.</typeparam>
public sealed class Verified<T> : CallbackMessage, ITrusted<T>
    where T : class, IVerifiedPayload<T>
{
    internal Verified(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload, all of it signed.</summary>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <inheritdoc />
    public override string? GetRole(CallbackRole role) => T.GetRole(Payload, role);

    internal override string? JoinIdempotencyKey() => FeedVerification.KeyOf(Payload, Receipt);

    internal override string? JoinLegacyIdempotencyKey() => FeedVerification.LegacyKeyOf(Payload);

    internal override object Content => Payload;

    CallbackMessage ITrusted<T>.Message => this;

    /// <inheritdoc />
    public override byte[] ToJson() => FeedVerification.JsonOf(Payload);

    /// <inheritdoc />
    public override string ToString() => $"Verified {Receipt}";
}
