namespace CallbackGen;

/// <summary>
/// A callback on some rung of the trust ladder: <see cref="Received{T}"/>, <see cref="Authenticated{T}"/>,
/// <see cref="Confirmed{T}"/> or <see cref="Verified{T}"/>. Code that serves every feed, such as logging or
/// de-duplication, takes this; handlers take the rung they need.
/// </summary>
public abstract class CallbackMessage
{
    private protected CallbackMessage(CallbackReceipt receipt, TrustToken token)
    {
        _ = token;
        Receipt = receipt;
        receipt.BelongTo(this);
    }

    /// <summary>What is known about how the callback arrived.</summary>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
    public CallbackReceipt Receipt
    {
        get => field ?? throw Unproven();
    }

    /// <summary>The text of the payload member that plays a role in the schema.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The text, or <see langword="null"/> when no member plays it or the member is absent.</returns>
    public abstract string? GetRole(CallbackRole role);

    /// <summary>The payload's idempotency key, feed and account before it; null when there is none.</summary>
    internal abstract string? JoinIdempotencyKey();

    /// <summary>The payload's idempotency key as it was before; null when its schema declares none.</summary>
    internal abstract string? JoinLegacyIdempotencyKey();

    /// <summary>The rung and the receipt. The payload is left out: a framework may log what it passes to a handler.</summary>
    /// <returns>A text for people.</returns>
    public abstract override string ToString();

    /// <summary>The payload, for code that serves payloads of whatever type.</summary>
    internal abstract object Content { get; }

    /// <summary>Whether a confirmed payload agrees with this one in every member that the signature covers.</summary>
    /// <param name="payload">A payload of the same feed.</param>
    internal virtual bool AgreesWith(object payload) => false;

    /// <summary>
    /// The payload as JSON (RFC 8259) by the schema's member names, as its generated context writes it: for code that passes payloads of any feed
    /// on. It holds all members, what is <c>sensitive</c> and what the schema does not declare included, and is not what arrived, byte for byte.
    /// </summary>
    /// <returns>The JSON text, in UTF-8 without a byte order mark.</returns>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
    /// <exception cref="NotSupportedException">The payload was not generated.</exception>
    public abstract byte[] ToJson();

    /// <summary>What every member throws of a message that no constructor made, such as one that a serializer left empty.</summary>
    private protected InvalidOperationException Unproven() =>
        new(
            $"No verification made this {GetType().Name.Split('`')[0]}: it proves nothing and holds nothing. Take the message from the handler's "
                + "parameter, or from the feed's Verify; store the payload or the request instead of the message, and in tests use CallbackGen.Testing."
        );
}

/// <summary>
/// What <see cref="Verified{T}"/> and <see cref="Confirmed{T}"/> share: a payload that may be acted upon. No type of another assembly
/// can implement it.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public interface ITrusted<out T>
{
    /// <summary>The payload.</summary>
    T Payload { get; }

    /// <summary>What is known about how the callback arrived.</summary>
    CallbackReceipt Receipt { get; }

    /// <summary>The message itself. A member that is internal keeps the interface to this assembly.</summary>
    internal CallbackMessage Message { get; }
}
