namespace CallbackGen;

/// <summary>A callback that the provider's own API confirmed when it was asked.</summary>
/// <typeparam name="T">The payload.</typeparam>
public sealed class Confirmed<T> : CallbackMessage, ITrusted<T>
    where T : class, IConfirmablePayload<T>
{
    internal Confirmed(T payload, CallbackReceipt receipt) : base(receipt) => Payload = payload;

    /// <summary>The payload as the provider's API stated it.</summary>
    public T Payload { get; }

    /// <inheritdoc />
    public override string? GetRole(CallbackRole role) => T.GetRole(Payload, role);

    internal override string? JoinIdempotencyKey() => FeedVerification.KeyOf(Payload);

    internal override byte[] ToJson() => FeedVerification.JsonOf(Payload);

    /// <inheritdoc />
    public override string ToString() => $"Confirmed {Receipt}";
}

internal static class Confirmation
{
    public static async Task<CallbackResult<Confirmed<T>>> AskAsync<T>(
        T payload, CallbackReceipt receipt, Func<T, CancellationToken, Task<T?>> askProvider, CancellationToken cancellationToken)
        where T : class, IConfirmablePayload<T>
    {
        ArgumentNullException.ThrowIfNull(askProvider);
        var answer = await askProvider(payload, cancellationToken).ConfigureAwait(false);
        if (answer is null)
            return new CallbackRejection(CallbackRejectionReason.NotConfirmed, "", "the provider does not know this callback");
        if (!T.SameSignedMembers(payload, answer))
            return new CallbackRejection(CallbackRejectionReason.NotConfirmed, "", "the provider's answer differs from the callback in a signed member");

        // The key of the provider's answer: that of an unsigned callback would be its sender's choice.
        return new Confirmed<T>(answer, receipt.Copy());
    }
}
