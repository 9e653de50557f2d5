namespace CallbackGen.Inbox;

/// <summary>
/// A stored callback while its handler runs: a service of the handler's scope. What a handler writes through
/// <see cref="CommitAsync"/> happens once; all else that it does happens at least once.
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
    /// when it is done the callback is not handled again, whatever the handler does afterwards.
    /// </summary>
    /// <param name="effect">
    /// Writes, by ADO.NET or by a context of Entity Framework Core that was given the transaction (<c>UseTransaction</c>). It is short
    /// and waits for the database alone: on SQLite nothing else is written meanwhile.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; then it is not known whether it was written, and a later attempt finds out.</param>
    /// <returns>A task that ends when all is on disk.</returns>
    /// <exception cref="CallbackLeaseLostException">The handler took longer than its lease; nothing was written, and another attempt is under way.</exception>
    /// <exception cref="InvalidOperationException">The callback was committed before.</exception>
    /// <exception cref="TimeoutException">The effect took too long; nothing was written.</exception>
    Task CommitAsync(CallbackEffect effect, CancellationToken cancellationToken = default);
}

/// <summary>A handler has lost its right to a callback, because its lease ran out; another attempt has it.</summary>
public sealed class CallbackLeaseLostException : Exception
{
    /// <summary>With a text that says so.</summary>
    public CallbackLeaseLostException() : base("The lease of this callback has run out: another attempt has it, and nothing was written.")
    {
    }
}
