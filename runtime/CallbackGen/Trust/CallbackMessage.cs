namespace CallbackGen;

/// <summary>
/// A callback on some rung of the trust ladder: <see cref="Received{T}"/>, <see cref="Authenticated{T}"/>,
/// <see cref="Confirmed{T}"/> or <see cref="Verified{T}"/>. Code that serves every feed, such as logging or
/// de-duplication, takes this; handlers take the rung they need.
/// </summary>
public abstract class CallbackMessage
{
    private protected CallbackMessage(CallbackReceipt receipt)
    {
        Receipt = receipt;
        receipt.BelongTo(this);
    }

    /// <summary>What is known about how the callback arrived.</summary>
    public CallbackReceipt Receipt { get; }

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

    /// <summary>The payload as JSON, for tests that compare payloads of whatever type.</summary>
    internal abstract byte[] ToJson();
}

/// <summary>What <see cref="Verified{T}"/> and <see cref="Confirmed{T}"/> share: a payload that may be acted upon.</summary>
/// <typeparam name="T">The payload.</typeparam>
public interface ITrusted<out T>
{
    /// <summary>The payload.</summary>
    T Payload { get; }

    /// <summary>What is known about how the callback arrived.</summary>
    CallbackReceipt Receipt { get; }
}
