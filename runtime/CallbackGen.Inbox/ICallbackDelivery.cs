namespace CallbackGen.Inbox;

/// <summary>
/// A stored callback while its handler runs: a service of the handler's scope. What a handler writes through
/// <c>CommitAsync</c> happens once; all else that it does happens at least once. One that returns without it has its callback
/// ended, without an effect.
/// </summary>
public interface ICallbackDelivery
{
    /// <summary>
    /// Names the callback, whichever attempt this is: what has its effect elsewhere, such as a call of another service, removes
    /// duplicates by it. 64 lower-case hexadecimal digits.
    /// </summary>
    string Id { get; }

    /// <summary>Which attempt this is, counted from 1; from 1 again when a person has replayed the callback.</summary>
    int Attempt { get; }

    /// <summary>When the callback arrived.</summary>
    DateTimeOffset ReceivedAt { get; }

    /// <summary>
    /// Ends the callback, together with what is written, in one transaction of the store's database. It can be done once, and
    /// when it is done the callback is not handled again, whatever the handler does afterwards. When it fails, so does the attempt, also
    /// where the handler catches that or does not await it, unless a later one succeeds.
    /// </summary>
    /// <param name="effect">
    /// Writes, by ADO.NET or by a context of Entity Framework Core that was given the transaction (<c>UseTransaction</c>). It is short
    /// and waits for the database alone: on SQLite nothing else is written meanwhile.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; then it is not known whether it was written, and a later attempt finds out.</param>
    /// <returns>A task that ends when all is on disk.</returns>
    /// <exception cref="CallbackLeaseLostException">The handler took longer than its lease; nothing was written, and another attempt is under way.</exception>
    /// <exception cref="InvalidOperationException">
    /// The callback has ended before; its schema has a <c>confirmedKey</c>, so that the event is named by what the provider confirms; or the
    /// effect has ended the transaction, or caught an error by which PostgreSQL undoes it: then nothing was written.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the callback, together with what is written, in one transaction of the store's database, of a feed whose signature leaves
    /// members out and whose schema has a <c>confirmedKey</c>: the event is named by what the provider's API has confirmed, and has its effect once, however many callbacks tell of it, forged or
    /// genuine.
    /// </summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="confirmed">What the callback's <c>ConfirmAsync</c> has given.</param>
    /// <param name="effect">Writes what has to be written, by the confirmed payload.</param>
    /// <param name="cancellationToken">Ends the waiting; then it is not known whether it was written, and a later attempt finds out.</param>
    /// <returns>
    /// <see cref="CallbackCommit.Committed"/>; <see cref="CallbackCommit.Duplicate"/>, where the event has had its effect before; or
    /// <see cref="CallbackCommit.Conflict"/>, where it has had it with another reference, amount, currency or status: then the callback is set
    /// aside until a person releases it. On the last two the effect did not run. In all three the callback has ended for this handler.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackLeaseLostException">The handler took longer than its lease; nothing was written, and another attempt is under way.</exception>
    /// <exception cref="InvalidOperationException">
    /// The callback has ended before; the feed's schema has no <c>confirmedKey</c>; its members are absent or empty in what was confirmed;
    /// the confirmed message is of another feed or key set, or differs from this callback in a signed member; or the feed's signature covers
    /// every member, so that its callbacks need no confirmation.
    /// </exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync<T>(Confirmed<T> confirmed, CallbackEffect effect, CancellationToken cancellationToken = default)
        where T : class, ICallbackPayload<T>;
}

/// <summary>A handler has lost its right to a callback, because its lease ran out; another attempt has it.</summary>
public sealed class CallbackLeaseLostException : Exception
{
    /// <summary>With a text that says so.</summary>
    public CallbackLeaseLostException()
        : base("The lease of this callback has run out: another attempt has it, and nothing was written.") { }
}
