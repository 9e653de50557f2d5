namespace CallbackGen;

/// <summary>
/// A callback whose payload is covered, in every member, by a signature that was checked. Only a verification can create it.
/// </summary>
/// <typeparam name="T">The payload. Only the payloads of feeds whose signature covers every member are allowed.</typeparam>
public sealed class Verified<T> : CallbackMessage, ITrusted<T>
    where T : class, IVerifiedPayload<T>
{
    internal Verified(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload, all of it signed.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
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
