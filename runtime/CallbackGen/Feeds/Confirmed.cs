namespace CallbackGen;

/// <summary>
/// A callback that the provider's own API confirmed when it was asked, or one that never came and that the API told of in its place
/// (<see cref="CallbackFeed{T}.ReconcileAsync(Func{CancellationToken, Task{T}}, string, string, TimeProvider, CancellationToken)"/>).
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
public class Confirmed<T> : CallbackMessage, ITrusted<T>
    where T : class, ICallbackPayload<T>
{
    internal Confirmed(T payload, CallbackReceipt receipt, TrustToken token)
        : base(receipt, token) => Payload = payload;

    /// <summary>The payload as the provider's API stated it.</summary>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
    public T Payload
    {
        get => field ?? throw Unproven();
    }

    /// <summary>
    /// A text that names the business event as the provider's API stated it: store it under a unique constraint, together with the
    /// effect. It is the same for every callback that the API confirms so, whatever each of them claimed. It has the form of the
    /// idempotency key, <c>acme.notice:acme:INV-1/paid</c>, and is made of the members of <see cref="Payload"/> that the schema lists
    /// as <c>confirmedKey</c>; where the feed's signature covers every member it is the
    /// <see cref="CallbackReceipt.IdempotencyKey"/>. <see langword="null"/> when the schema names no such members, and when all of
    /// them are absent or empty.
    /// </summary>
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
/// A callback that the provider's own API confirmed, with what the API said: its payload need not have a place for that, as
/// where it is an id and nothing else.
/// </summary>
/// <typeparam name="T">The payload.</typeparam>
/// <typeparam name="TAnswer">What the API answers with.</typeparam>
public sealed class Confirmed<T, TAnswer> : Confirmed<T>
    where T : class, ICallbackPayload<T>
    where TAnswer : class
{
    internal Confirmed(T payload, TAnswer answer, CallbackReceipt receipt, TrustToken token)
        : base(payload, receipt, token) => Answer = answer;

    /// <summary>What the provider's API said.</summary>
    /// <exception cref="InvalidOperationException">No verification made the message.</exception>
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

        // The key of the provider's answer: that of an unsigned callback would be its sender's choice.
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
