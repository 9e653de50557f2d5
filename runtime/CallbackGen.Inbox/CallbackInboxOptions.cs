using System.Security.Cryptography;

namespace CallbackGen.Inbox;

/// <summary>Sets how stored callbacks are handled.</summary>
public sealed class CallbackInboxOptions
{
    /// <summary>The number of callbacks that one program handles at the same time. 16 by default.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>
    /// The duration of a handler's lease on a callback; the lease of a handler that runs longer is renewed. One minute by default.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The number of attempts before a callback is dead and waits for an operator. 16 by default, which takes about a day.
    /// </summary>
    public int Attempts { get; set; } = 16;

    /// <summary>The delay before the second attempt; each later delay is twice the previous one. 5 seconds by default.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay between two attempts. 6 hours by default.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>
    /// The interval of polling the store for callbacks that are due again and for those that other programs stored. One second by default.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time limit of an effect, after which it is rolled back. 5 seconds by default.</summary>
    public TimeSpan EffectLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The time limit of storing a callback, after which the provider is asked to redeliver it. 10 seconds by default.
    /// </summary>
    public TimeSpan AcceptLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a handler may run before a warning is logged, because it occupies one of the <see cref="Concurrency"/> slots; the
    /// warning repeats each time the duration doubles. The handler is not cancelled: its own calls need time limits. 5 minutes by default.
    /// </summary>
    public TimeSpan SlowHandler { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long handlers may continue while the program stops, before their token is cancelled. No new handler starts meanwhile.
    /// The host waits at most <c>HostOptions.ShutdownTimeout</c>, 30 seconds by default, so this must be shorter. Zero by default.
    /// </summary>
    public TimeSpan StopAfter { get; set; }

    /// <summary>
    /// How long requests are stored after all of their callbacks were handled or discarded, so that they can be inspected and
    /// replayed. Ids are stored for ever to recognize late redeliveries, unless <see cref="KeepIds"/> limits that. 30 days by default.
    /// </summary>
    public TimeSpan KeepRequests { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long the oldest due callback may wait for a worker before new callbacks are answered with 503, so that the provider
    /// keeps them; null for no limit. Callbacks that are retried later, wait for another callback or for an operator, or are parked
    /// do not count. Null by default, because the inbox stores callbacks for longer than most providers redeliver them.
    /// </summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>
    /// The number of callbacks that are neither handled nor discarded at which new callbacks are answered with 503; null for no
    /// limit. Null by default, for the same reason; set it to what the disk can hold.
    /// </summary>
    public long? MaxRows { get; set; }

    /// <summary>
    /// The number of the last refused requests that are stored for operators (<see cref="ICallbackStore.ListRefusedAsync"/>), with
    /// reason, position, time, method and path, and no other content. Requests of a flood are dropped. 0 by default, so that
    /// unauthenticated senders cannot write to the store.
    /// </summary>
    public int KeepRefused { get; set; }

    /// <summary>
    /// Whether the first 64 KiB of the body are stored with each refused request. The body may contain any content, personal data
    /// included; no body is stored for a feed that has sensitive members, or whose proof is a token. <see langword="false"/> by default.
    /// </summary>
    public bool KeepRefusedBodies { get; set; }

    /// <summary>The upper bound of time settings, well below the limit of timers.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(31);

    /// <summary>How long ids are stored; null for ever.</summary>
    internal TimeSpan? IdLimit { get; private set; }

    /// <summary>
    /// Deletes the ids of callbacks and of confirmed events, with all their other data, some time after they have ended. A later
    /// redelivery has its effect again. A feed is therefore rejected if its provider may redeliver for longer: its schema's
    /// <c>retry</c> must declare a <c>total</c>.
    /// </summary>
    /// <param name="limit">How long they are stored.</param>
    /// <param name="reason">
    /// Why they may not be stored for ever, such as a rule of the data protection officer; for readers of the program.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive.</exception>
    public void KeepIds(TimeSpan limit, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        IdLimit = limit;
    }

    /// <summary>Returns the faults of the settings, each with the setting's name; empty when there are none.</summary>
    internal IReadOnlyList<string> Check()
    {
        (string Name, bool IsPositive)[] settings =
        [
            (nameof(Concurrency), Concurrency > 0),
            (nameof(Attempts), Attempts > 0),
            (nameof(Lease), IsTime(Lease)),
            (nameof(FirstRetry), IsTime(FirstRetry)),
            (nameof(LongestRetry), IsTime(LongestRetry)),
            (nameof(PollInterval), IsTime(PollInterval)),
            (nameof(EffectLimit), IsTime(EffectLimit)),
            (nameof(AcceptLimit), IsTime(AcceptLimit)),
            (nameof(SlowHandler), IsTime(SlowHandler)),
            (nameof(KeepRequests), KeepRequests > TimeSpan.Zero),
            (nameof(MaxAge), MaxAge is null || IsTime(MaxAge.Value)),
            (nameof(MaxRows), MaxRows is null or > 0),
        ];
        (string Problem, bool Is)[] contradictions =
        [
            ($"{nameof(FirstRetry)} is longer than {nameof(LongestRetry)}: make it as long at the most", FirstRetry > LongestRetry),
            (
                $"{nameof(MaxAge)} is no longer than {nameof(PollInterval)}, which the callbacks of other programs have to wait for "
                    + "anyway: make it longer",
                MaxAge <= PollInterval
            ),
            (
                $"{nameof(StopAfter)} is negative, or more than a month: set how long handlers may continue when the program stops, "
                    + "or leave it",
                StopAfter < TimeSpan.Zero || StopAfter >= LongestTime
            ),
            ($"{nameof(KeepRefused)} is less than 0: set how many refused requests are kept, or 0", KeepRefused < 0),
            (
                $"{nameof(KeepRefusedBodies)} has no effect while {nameof(KeepRefused)} is 0: set how many refused requests are kept",
                KeepRefusedBodies && KeepRefused == 0
            ),
        ];
        return
        [
            .. settings
                .Where(setting => !setting.IsPositive)
                .Select(setting =>
                    $"{nameof(CallbackInboxOptions)}.{setting.Name} has to be more than nothing, and less than a month where it is a time."
                ),
            .. contradictions
                .Where(contradiction => contradiction.Is)
                .Select(contradiction => $"{nameof(CallbackInboxOptions)}.{contradiction.Problem}."),
        ];

        static bool IsTime(TimeSpan time) => time > TimeSpan.Zero && time < LongestTime;
    }

    /// <summary>Returns the delay before the next attempt.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    /// <returns>The delay; null when there is no further attempt.</returns>
    internal TimeSpan? WaitAfter(int attempt) => attempt >= Attempts ? null : BackoffAfter(attempt);

    /// <summary>Returns the backoff after an attempt, whether or not there is a further attempt.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    internal TimeSpan BackoffAfter(int attempt)
    {
        var wait = Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetry.TotalSeconds);
        // Jitter of 10 %, so that callbacks that failed together are not retried together.
        return TimeSpan.FromSeconds(wait * RandomNumberGenerator.GetInt32(900, 1101) / 1000);
    }
}
