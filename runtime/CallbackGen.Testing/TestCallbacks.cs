namespace CallbackGen.Testing;

/// <summary>
/// Creates callbacks of each trust level, to call a handler in a unit test. They are not verified; therefore this class is in a
/// package that only tests reference.
/// </summary>
public static class TestCallbacks
{
    /// <summary>Returns a payload as if its signature had been verified.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="receipt">Its receipt; when null, one with the current time and the idempotency key of the payload.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> is null.</exception>
    public static Verified<T> Verified<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IVerifiedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>Returns a payload as if its sender had been authenticated.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Authenticated<T> Authenticated<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IAuthenticatedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>Returns a payload that arrived unsigned.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Received<T> Received<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, IReceivedPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>Returns a payload as if the provider's API had confirmed it.</summary>
    /// <inheritdoc cref="Verified"/>
    public static Confirmed<T> Confirmed<T>(T payload, CallbackReceipt? receipt = null)
        where T : class, ICallbackPayload<T> => new(payload, receipt ?? ReceiptOf(payload), default);

    /// <summary>Returns a payload as if the provider's API had confirmed it, with the API's response.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="TAnswer">The type of the response.</typeparam>
    /// <param name="payload">The payload.</param>
    /// <param name="answer">The response.</param>
    /// <param name="receipt">Its receipt; when null, one with the current time and the idempotency key of the payload.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> or <paramref name="answer"/> is null.</exception>
    public static Confirmed<T, TAnswer> Confirmed<T, TAnswer>(T payload, TAnswer answer, CallbackReceipt? receipt = null)
        where T : class, ICallbackPayload<T>
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new(payload, answer, receipt ?? ReceiptOf(payload), default);
    }

    /// <summary>Returns the receipt of a payload that arrives now.</summary>
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
