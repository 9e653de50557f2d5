namespace CallbackGen.Inbox;

/// <summary>
/// A stored callback while its handler runs, as a service of the handler's scope. A write through <c>CommitAsync</c> happens once;
/// the handler's other actions happen at least once. A handler that returns without it ends its callback without an effect.
/// </summary>
public interface ICallbackDelivery
{
    /// <summary>
    /// The id of the callback, equal for all attempts: an effect outside of the database, such as a call of another service, can
    /// use it as its idempotency key. 64 lower-case hexadecimal digits.
    /// </summary>
    string Id { get; }

    /// <summary>The number of this attempt, counted from 1; it restarts at 1 when an operator has replayed the callback.</summary>
    int Attempt { get; }

    /// <summary>When the callback arrived.</summary>
    DateTimeOffset ReceivedAt { get; }

    /// <summary>
    /// Ends the callback and writes the effect in one transaction of the store's database. This can succeed once; then the callback
    /// is not handled again, whatever the handler does afterwards. If it fails, the attempt fails too, even if the handler catches
    /// the exception or does not await the task, unless a later commit succeeds.
    /// </summary>
    /// <param name="effect">
    /// Writes, by ADO.NET or by an Entity Framework Core context that uses the transaction (<c>UseTransaction</c>). It must be
    /// short and wait only for the database: on SQLite it blocks all other writes.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait; the outcome is then unknown, and a later attempt determines it.</param>
    /// <returns>A task that completes when the transaction is on disk.</returns>
    /// <exception cref="CallbackLeaseLostException">
    /// The handler took longer than its lease; nothing was written, and another attempt is running.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The callback has already ended; or its schema has a <c>confirmedKey</c>, so that the confirmation names the event; or the
    /// effect has ended the transaction, or caught an error after which PostgreSQL rolls it back. Nothing was written.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the callback and writes the effect of the confirmed event in one transaction of the store's database. For feeds whose
    /// signature does not cover all members and whose schema has a <c>confirmedKey</c>.
    /// </summary>
    /// <remarks>
    /// The confirmation by the provider's API names the event. The event has its effect once, however many callbacks report it,
    /// forged or genuine.
    /// </remarks>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="confirmed">The result of the callback's <c>ConfirmAsync</c>.</param>
    /// <param name="effect">Writes the effect, by the confirmed payload.</param>
    /// <param name="cancellationToken">Cancels the wait; the outcome is then unknown, and a later attempt determines it.</param>
    /// <returns>
    /// <see cref="CallbackCommit.Committed"/>; <see cref="CallbackCommit.Duplicate"/>, if the event has already had its effect; or
    /// <see cref="CallbackCommit.Conflict"/>, if it had it with another reference, amount, currency or status: then the callback is
    /// set aside until an operator releases it. For the last two, the effect did not run. In all three cases the callback has ended
    /// for this handler.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackLeaseLostException">
    /// The handler took longer than its lease; nothing was written, and another attempt is running.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The callback has already ended; the feed's schema has no <c>confirmedKey</c>; its members are absent or empty in the
    /// confirmation; the confirmed message is of another feed or key set, or differs from this callback in a signed member; or the
    /// feed's signature covers every member, so that its callbacks need no confirmation.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync<T>(Confirmed<T> confirmed, CallbackEffect effect, CancellationToken cancellationToken = default)
        where T : class, ICallbackPayload<T>;
}

/// <summary>
/// Thrown when a handler has lost its claim to a callback, because its lease expired; another attempt has the claim.
/// </summary>
public sealed class CallbackLeaseLostException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public CallbackLeaseLostException()
        : base("The lease of this callback has run out: another attempt has it, and nothing was written.") { }
}
