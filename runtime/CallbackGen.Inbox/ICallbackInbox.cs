namespace CallbackGen.Inbox;

/// <summary>
/// The door for events whose callback is not in hand: what the application's own reconciliation finds at the provider. It is the door
/// of the handlers too, so that an event has one effect, whichever came first.
/// </summary>
public interface ICallbackInbox
{
    /// <summary>
    /// Has the effect of an event that the provider's API confirmed, unless it has had it. A callback of the event that comes later is a
    /// duplicate; one that waits, of a feed whose signature proves the event, is handled by this.
    /// </summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="confirmed">
    /// The event, of <see cref="CallbackFeed{T}.ReconcileAsync(Func{CancellationToken, Task{T}}, string, string, TimeProvider, CancellationToken)"/>.
    /// Its key set is that of the endpoint that stores the feed's callbacks.
    /// </param>
    /// <param name="effect">Writes what has to be written, as in <see cref="ICallbackDelivery.CommitAsync(CallbackEffect, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends the waiting; then it is not known whether it was written, and the same call finds out.</param>
    /// <returns>
    /// <see cref="CallbackCommit.Committed"/>; <see cref="CallbackCommit.Duplicate"/>, where the event has had its effect;
    /// <see cref="CallbackCommit.Conflict"/>, where it has had it with another reference, amount, currency or status; or
    /// <see cref="CallbackCommit.Discarded"/>, where a person has given its callback up before. On all but the first the effect did not run;
    /// of the last two a person has to look at it, which the log says as an error.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The event has no key: the feed's schema names none (<c>idempotencyKey</c> where every member is signed, otherwise
    /// <c>confirmedKey</c>), or the members that it names are absent or empty. Or a feed that this program stores tells of the same
    /// <c>event</c>, of which one is signed as a whole and the other is not, so that nothing would keep both from having the effect.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync<T>(Confirmed<T> confirmed, CallbackEffect effect, CancellationToken cancellationToken = default)
        where T : class, ICallbackPayload<T>;

    /// <summary>
    /// Sets aside what a key has verified and what was not handled yet, as when the key has leaked: nobody knows then which of it is genuine.
    /// What comes under the same key afterwards is stored and set aside too, whatever other keys it is used with, until another one is
    /// configured in its place. The log says so (<c>CallbackKeyRevoked</c>).
    /// </summary>
    /// <param name="fingerprint">
    /// The key's fingerprint: the <see cref="CallbackRow.KeyFingerprint"/> of a callback that it verified, which names all keys that did, or one of several in it.
    /// </param>
    /// <param name="by">Who wants it, as the record says.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many callbacks were set aside at once. Those that wait for others of their order follow when it is their turn.</returns>
    /// <exception cref="ArgumentException"><paramref name="fingerprint"/> or <paramref name="by"/> is null or white space, or the first is no fingerprint.</exception>
    Task<long> RevokeKeyAsync(string fingerprint, string by, CancellationToken cancellationToken = default);
}
