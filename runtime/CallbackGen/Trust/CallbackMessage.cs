namespace CallbackGen;

/// <summary>
/// A callback at one of the trust levels: <see cref="Received{T}"/>, <see cref="Authenticated{T}"/>, <see cref="Confirmed{T}"/> or
/// <see cref="Verified{T}"/>. Code that serves every feed, such as logging or deduplication, accepts this type; handlers accept the trust
/// level that they need.
/// </summary>
public abstract class CallbackMessage
{
    private protected CallbackMessage(CallbackReceipt receipt, TrustToken token)
    {
        _ = token;
        Receipt = receipt;
        receipt.BelongTo(this);
    }

    /// <summary>The metadata of the callback: feed, time of verification, key id and idempotency key.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    public CallbackReceipt Receipt
    {
        get => field ?? throw Unproven();
    }

    /// <summary>Returns the text of the payload member that has a role in the schema.</summary>
    /// <param name="role">The role.</param>
    /// <returns>The text, or <see langword="null"/> when no member has the role or the member is absent.</returns>
    public abstract string? GetRole(CallbackRole role);

    /// <summary>Returns the payload's idempotency key, prefixed by feed and account; null when it has none.</summary>
    internal abstract string? JoinIdempotencyKey();

    /// <summary>Returns the payload's idempotency key in the form of version 0.1; null when its schema declares none.</summary>
    internal abstract string? JoinLegacyIdempotencyKey();

    /// <summary>
    /// Returns the trust level and the receipt. The payload is left out, because a framework may log the arguments of a handler.
    /// </summary>
    /// <returns>A text for display and logs.</returns>
    public abstract override string ToString();

    /// <summary>The payload, for code that serves payloads of every type.</summary>
    internal abstract object Content { get; }

    /// <summary>Returns whether a confirmed payload has the same value as this payload in every member that the signature covers.</summary>
    /// <param name="payload">A payload of the same feed.</param>
    internal virtual bool AgreesWith(object payload) => false;

    /// <summary>
    /// Serializes the payload to JSON (RFC 8259) with the generated serializer context and the schema's member names, for code that
    /// forwards payloads of any feed. The text contains all members, including <c>sensitive</c> and undeclared ones. Its bytes can differ
    /// from the received bytes.
    /// </summary>
    /// <returns>The JSON text, in UTF-8 without a byte order mark.</returns>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    /// <exception cref="NotSupportedException">The payload type was not generated.</exception>
    public abstract byte[] ToJson();

    /// <summary>
    /// Creates the exception that each member throws when the message did not come from its constructor, for example when a serializer
    /// created it without running one.
    /// </summary>
    private protected InvalidOperationException Unproven() =>
        new(
            $"This {GetType().Name.Split('`')[0]} was not created by a verification: it proves nothing and contains nothing. Take the "
                + "message from the handler's parameter, or from the feed's Verify; store the payload or the request instead of the "
                + "message, and in tests use CallbackGen.Testing."
        );
}

/// <summary>
/// The common interface of <see cref="Verified{T}"/> and <see cref="Confirmed{T}"/>: a message whose payload may be acted upon. Types of
/// other assemblies cannot implement it.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public interface ITrusted<out T>
{
    /// <summary>The payload.</summary>
    T Payload { get; }

    /// <summary>The metadata of the callback: feed, time of verification, key id and idempotency key.</summary>
    CallbackReceipt Receipt { get; }

    /// <summary>The message itself. Because this member is internal, no other assembly can implement the interface.</summary>
    internal CallbackMessage Message { get; }
}
