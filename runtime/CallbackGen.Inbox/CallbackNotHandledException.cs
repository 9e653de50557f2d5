namespace CallbackGen.Inbox;

/// <summary>
/// Thrown by a handler to tell operators why it has not handled its callback, and when to retry. The text of any other exception is
/// not reported, because it may contain a member of the payload.
/// </summary>
public sealed class CallbackNotHandledException : Exception
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    private readonly string _reason;

    /// <param name="reason">
    /// The reason, for operators: it is logged and stored (<see cref="CallbackRow.LastFailure"/>), so it must not contain any part
    /// of the payload. Its first 500 characters are stored, with unprintable characters escaped.
    /// </param>
    /// <param name="innerException">
    /// The exception that the handler caught, or null. Its text is only in the log event <c>StoredCallbackException</c>, at the
    /// level Debug.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is null.</exception>
    public CallbackNotHandledException(string reason, Exception? innerException = null)
        : base(reason, innerException)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _reason = reason;
    }

    /// <summary>
    /// The minimum delay before the next attempt, as in a <c>Retry-After</c> header (RFC 9110, section 10.2.3); null for the
    /// inbox's own delay. The inbox uses the longer of the two. A value above 7 days means 7 days.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The last attempt, counted from 1: a callback that fails at it or at a later one is dead, and an operator replays or discards
    /// it. 1 means at once. Null means only <see cref="CallbackInboxOptions.Attempts"/>, which applies in any case.
    /// </summary>
    public int? LastAttempt { get; init; }

    /// <summary>
    /// Whether the attempt counts; <see langword="true"/> by default. <see langword="false"/> when the work was not tried, for
    /// example because a server that it needs is known to be down: the callback is retried under the same attempt number, and never
    /// becomes dead by it.
    /// </summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>The reason for operators, as one line of printable characters.</summary>
    internal string ToldReason => OperatorText.Of(_reason) is { Length: > 0 } told ? told : typeof(CallbackNotHandledException).FullName!;

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    /// <param name="options">The inbox's own delays.</param>
    /// <returns>The delay; null when there is no further attempt.</returns>
    internal TimeSpan? WaitAfter(int attempt, CallbackInboxOptions options)
    {
        if (IsCounted && (attempt >= options.Attempts || attempt >= LastAttempt))
            return null;
        var asked =
            RetryAfter < LongestWait ? RetryAfter.Value
            : RetryAfter is null ? TimeSpan.Zero
            : LongestWait;
        // The backoff of earlier attempts does not apply to work that was not tried.
        var own = IsCounted ? options.BackoffAfter(attempt) : options.FirstRetry;
        return own > asked ? own : asked;
    }
}
