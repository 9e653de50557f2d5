namespace CallbackGen.Inbox;

/// <summary>
/// Commits events without a callback, such as those that the application's own reconciliation finds at the provider. Handlers use
/// the same record of events, so that an event has one effect, whichever is first.
/// </summary>
public interface ICallbackInbox
{
    /// <summary>
    /// Writes the effect of an event that the provider's API confirmed, unless it has already had its effect. A later callback of
    /// the event is a duplicate. A waiting callback of a feed whose signature proves the event counts as handled.
    /// </summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="confirmed">
    /// The event, from
    /// <see cref="CallbackFeed{T}.ReconcileAsync(Func{CancellationToken, Task{T}}, string, string, TimeProvider, CancellationToken)"/>.
    /// Its key set is that of the endpoint that stores the feed's callbacks.
    /// </param>
    /// <param name="effect">
    /// Writes the effect, as in <see cref="ICallbackDelivery.CommitAsync(CallbackEffect, CancellationToken)"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait; the outcome is then unknown, and the same call determines it.</param>
    /// <returns>
    /// <see cref="CallbackCommit.Committed"/>; <see cref="CallbackCommit.Duplicate"/>, if the event has already had its effect;
    /// <see cref="CallbackCommit.Conflict"/>, if it had it with another reference, amount, currency or status; or
    /// <see cref="CallbackCommit.Discarded"/>, if an operator has discarded its callback. The effect ran only for the first. The
    /// last two need an operator, and are logged as errors.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The event has no key: the feed's schema names none (<c>idempotencyKey</c> if every member is signed, otherwise
    /// <c>confirmedKey</c>), or the members that it names are absent or empty. Or another feed that this program stores reports the
    /// same <c>event</c> and only one of the two is signed as a whole, so that both could have the effect.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync<T>(Confirmed<T> confirmed, CallbackEffect effect, CancellationToken cancellationToken = default)
        where T : class, ICallbackPayload<T>;

    /// <summary>
    /// Sets aside the unhandled callbacks that a key has verified, for example because the key has leaked and their authenticity is
    /// unknown.
    /// </summary>
    /// <remarks>
    /// Later callbacks that the key verifies are stored and set aside too, whatever other keys verify them, until another key is
    /// configured in its place. The log event is <c>CallbackKeyRevoked</c>.
    /// </remarks>
    /// <param name="fingerprint">
    /// The key's fingerprint: the <see cref="CallbackRow.KeyFingerprint"/> of a callback that it verified, which names all keys
    /// that did, or one of several in it.
    /// </param>
    /// <param name="by">Who requests it, for the record.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// The number of callbacks that were set aside at once. Those that wait for earlier ones of their order follow when it is their turn.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="fingerprint"/> or <paramref name="by"/> is null or white space, or the former is not a fingerprint.
    /// </exception>
    Task<long> RevokeKeyAsync(string fingerprint, string by, CancellationToken cancellationToken = default);
}
