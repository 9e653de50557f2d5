namespace CallbackGen.Inbox;

/// <summary>
/// A handler throws it to say why it has not handled its callback, for operators, and when another attempt is worth making. What any other
/// exception says is told to nobody, as it may hold a member of the payload.
/// </summary>
public sealed class CallbackNotHandledException : Exception
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    private readonly string _reason;

    /// <param name="reason">
    /// Why, for operators: it is in the log and in the store (<see cref="CallbackRow.LastFailure"/>), so that nothing of the payload may be in
    /// it. Its first 500 characters are kept, with what is not printable escaped.
    /// </param>
    /// <param name="innerException">What the handler has caught, or null. Only the log line <c>StoredCallbackException</c> has its text, at the level Debug.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    public CallbackNotHandledException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _reason = reason;
    }

    /// <summary>
    /// How long the next attempt waits at the least, as an answer's <c>Retry-After</c> says (RFC 9110, section 10.2.3); null where only the
    /// inbox decides. The inbox waits for this or for its own time, whichever is longer. A longer time than 7 days is 7 days.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The attempt behind which there is no other, counted from 1: a callback that fails at it, or at a later one, is dead, and a person
    /// replays or discards it. 1 is at once; null where only <see cref="CallbackInboxOptions.Attempts"/> decides, which does in any case.
    /// </summary>
    public int? LastAttempt { get; init; }

    /// <summary>
    /// Whether the attempt counts. <see langword="false"/> where the work was not tried, such as while the server that it needs is known to be
    /// down: the callback is given back and comes again under the same number, and is never dead by it. <see langword="true"/>.
    /// </summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>What operators are told: the reason, as one line of printable characters.</summary>
    internal string ToldReason => OperatorText.Of(_reason) is { Length: > 0 } told ? told : typeof(CallbackNotHandledException).FullName!;

    /// <summary>How long the callback waits for its next attempt.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    /// <param name="options">The inbox's own times.</param>
    /// <returns>The time; null when there is no other attempt.</returns>
    internal TimeSpan? WaitAfter(int attempt, CallbackInboxOptions options)
    {
        if (IsCounted && (attempt >= options.Attempts || attempt >= LastAttempt))
            return null;
        var asked =
            RetryAfter < LongestWait ? RetryAfter.Value
            : RetryAfter is null ? TimeSpan.Zero
            : LongestWait;
        // What was not tried has nothing to do with how often it was tried before.
        var own = IsCounted ? options.BackoffAfter(attempt) : options.FirstRetry;
        return own > asked ? own : asked;
    }
}
