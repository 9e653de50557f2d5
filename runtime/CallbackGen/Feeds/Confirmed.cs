namespace CallbackGen;

/// <summary>
/// A callback that the provider's own API confirmed, or an event that the API reported in place of a callback that never arrived
/// (<see cref="CallbackFeed{T}.ReconcileAsync(Func{CancellationToken, Task{T}}, string, string, TimeProvider, CancellationToken)"/>).
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public class Confirmed<T> : CallbackMessage, ITrusted<T>
    where T : class, ICallbackPayload<T>
{
    internal Confirmed(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload as the provider's API stated it.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <summary>
    /// A text that identifies the business event as the provider's API stated it. Store it under a unique constraint, together with the
    /// effect.
    /// </summary>
    /// <remarks>
    /// The key is the same for every callback that the API confirms with the same values, regardless of the values that each callback
    /// claimed. It has the form of the idempotency key, <c>acme.notice:acme:INV-1/paid</c>, and is built from the members of
    /// <see cref="Payload"/> that the schema lists as <c>confirmedKey</c>. When the feed's signature covers every member, it is the
    /// <see cref="CallbackReceipt.IdempotencyKey"/>. It is <see langword="null"/> when the schema lists no such members, and when all of
    /// them are absent or empty.
    /// </remarks>
    public string? Key => field ??= FeedVerification.ConfirmedKeyOf(Payload, Receipt);

    /// <inheritdoc />
    public override string? GetRole(CallbackRole role) => T.GetRole(Payload, role);

    internal override string? JoinIdempotencyKey() => FeedVerification.KeyOf(Payload, Receipt);

    internal override string? JoinLegacyIdempotencyKey() => FeedVerification.LegacyKeyOf(Payload);

    internal override object Content => Payload;

    CallbackMessage ITrusted<T>.Message => this;

    /// <inheritdoc />
    public override byte[] ToJson() => FeedVerification.JsonOf(Payload);

    /// <inheritdoc />
    public override string ToString() => $"Confirmed {Receipt}";
}

/// <summary>
/// A callback that the provider's own API confirmed, with the API's answer: for payloads that have no members for the answer, such as a
/// payload that is only an id.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
/// <typeparam name="TAnswer">The type of the API's answer.</typeparam>
public sealed class Confirmed<T, TAnswer> : Confirmed<T>
    where T : class, ICallbackPayload<T>
    where TAnswer : class
{
    internal Confirmed(T payload, TAnswer answer, CallbackReceipt receipt, TrustToken token)
        : base(payload, receipt, token) => Answer = answer;

    /// <summary>The answer of the provider's API.</summary>
    /// <exception cref="InvalidOperationException">The message was not created by a verification.</exception>
    public TAnswer Answer
    {
        get => field ?? throw Unproven();
    }
}

internal static class Confirmation
{
    private static CallbackRejection Unknown => new(CallbackRejectionReason.NotConfirmed, "", "the provider does not know this callback");

    private static CallbackRejection Different =>
        new(CallbackRejectionReason.NotConfirmed, "", "the provider's answer differs from the callback in a signed member");

    public static async Task<CallbackResult<Confirmed<T>>> AskAsync<T>(
        T payload,
        CallbackReceipt receipt,
        Func<T, CancellationToken, Task<T?>> askProvider,
        CancellationToken cancellationToken
    )
        where T : class, IConfirmablePayload<T>
    {
        ArgumentNullException.ThrowIfNull(askProvider);
        var answer = await askProvider(payload, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return Unknown;
        if (!T.SameSignedMembers(payload, answer))
            return Different;

        // The copied receipt takes its key from the provider's answer: the key of an unsigned callback would be chosen by its sender.
        return new Confirmed<T>(answer, receipt.Copy(), default);
    }

    public static async Task<CallbackResult<Confirmed<T, TAnswer>>> AskAsync<T, TAnswer>(
        T payload,
        CallbackReceipt receipt,
        Func<T, CancellationToken, Task<TAnswer?>> askProvider,
        Func<T, TAnswer, T> restate,
        CancellationToken cancellationToken
    )
        where T : class, IConfirmablePayload<T>
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(askProvider);
        ArgumentNullException.ThrowIfNull(restate);
        var answer = await askProvider(payload, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return Unknown;
        var stated = restate(payload, answer);
        return stated is not null && T.SameSignedMembers(payload, stated)
            ? new Confirmed<T, TAnswer>(stated, answer, receipt.Copy(), default)
            : Different;
    }
}
