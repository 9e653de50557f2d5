namespace CallbackGen.Testing;

/// <summary>
/// Callbacks on their rung of the trust ladder, to call a handler with in a unit test. Nothing is verified; therefore they
/// are made here, in a package that only tests refer to.
/// </summary>
public static class TestCallbacks
{
    /// <summary>A payload as if its signature had been checked.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="receipt">How it arrived; when null, now and with the idempotency key of the payload.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public static Verified<T> Verified<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IVerifiedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>A payload as if its sender had been proven.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Authenticated<T> Authenticated<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IAuthenticatedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>A payload that arrived unsigned.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Received<T> Received<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IReceivedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>A payload as if the provider's API had stated it.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Confirmed<T> Confirmed<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, ICallbackPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>A payload as if the provider's API had stated it, with what it answered.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="TAnswer">The answer.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="receipt">How it arrived; when null, now and with the idempotency key of the payload.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> or <paramref name="answer"/> is null.</exception>
    public static Confirmed<T, TAnswer> Confirmed<T, TAnswer>(T payload, TAnswer answer, CallbackReceipt? receipt = null)
        where T : class, ICallbackPayload<T>
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(payload, answer, receipt ?? ReceiptOf(payload), default);
    }

    /// <summary>What a payload's receipt says when it arrives now.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    /// <returns>The receipt.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public static CallbackReceipt ReceiptOf<T>(T payload, TimeProvider? clock = null)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(payload);
        return new()
        {
            Feed = T.Feed.Name,
            VerifiedAt = (clock ?? TimeProvider.System).GetUtcNow(),
            KeySet = T.Feed.Provider,
            IdempotencyKey = FeedVerification.KeyOf(payload, null),
        };
    }
}
