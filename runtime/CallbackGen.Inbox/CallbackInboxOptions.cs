namespace CallbackGen.Inbox;

/// <summary>How stored callbacks are handled.</summary>
public sealed class CallbackInboxOptions
{
    /// <summary>How many callbacks are handled at the same time by one program. 16.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>How long a callback is lent to a handler; a handler that runs longer renews it. One minute.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a callback is tried before it waits for a person. 16, which takes about a day.</summary>
    public int Attempts { get; set; } = 16;

    /// <summary>How long the second attempt waits for; each later one waits twice as long as the one before it. 5 seconds.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an attempt waits at the most. 6 hours.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How often the store is asked for callbacks that nobody has announced: those that are due again, and those of other programs. One second.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an effect may take before it is undone. 5 seconds.</summary>
    public TimeSpan EffectLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long storing may take before the provider is asked to come again. 10 seconds.</summary>
    public TimeSpan AcceptLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a handler may run before the log has a warning of it, as it keeps one of the places of <see cref="Concurrency"/>; there is another
    /// each time that it has run for twice as long. It is not ended: what it waits for needs a time limit of its own. 5 minutes.
    /// </summary>
    public TimeSpan SlowHandler { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long handlers may go on when the program stops, before the token that they are given is cancelled. No other one is begun meanwhile. The
    /// host waits for no longer than its <c>HostOptions.ShutdownTimeout</c>, 30 seconds unless it says otherwise, so that this is to be shorter. None.
    /// </summary>
    public TimeSpan StopAfter { get; set; }

    /// <summary>
    /// How long requests are kept after all of their callbacks were handled or given up, to be looked at and replayed. Ids are kept
    /// for ever, so that a late repetition is still known, unless <see cref="KeepIds"/> says otherwise. 30 days.
    /// </summary>
    public TimeSpan KeepRequests { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// For how long the oldest callback that is due may have been waiting for a worker before new ones are answered 503, so that the provider
    /// keeps them; null for any time. What is tried again later, waits for another callback or for a person, or is parked, does not count.
    /// Null, as the inbox keeps callbacks for longer than most providers repeat them.
    /// </summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>
    /// How many callbacks that have not ended the store may hold before new ones are answered 503; null for any number. All count that are
    /// not handled or given up. Null, for the same reason: say what the disk holds.
    /// </summary>
    public long? MaxRows { get; set; }

    /// <summary>
    /// How many of the requests that were refused last are kept for people to look at (<see cref="ICallbackStore.ListRefusedAsync"/>): why,
    /// where and when, and nothing that was sent but method and path. Those of a flood are dropped. 0, so that strangers write nothing.
    /// </summary>
    public int KeepRefused { get; set; }

    /// <summary>
    /// Whether the first 64 KiB of the body are kept with each of them. It may hold anything, personal data included; of a feed that has
    /// sensitive members, or whose proof is a token, none is kept. <see langword="false"/>.
    /// </summary>
    public bool KeepRefusedBodies { get; set; }

    /// <summary>What timers take, with some room.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(31);

    /// <summary>How long ids are kept; null for ever.</summary>
    internal TimeSpan? IdLimit { get; private set; }

    /// <summary>
    /// Has the ids of callbacks and of confirmed events forgotten some time after they have ended, with all else that is known of them. What
    /// is repeated after that has its effect again, so that no feed is stored whose provider may repeat for longer: its schema's
    /// <c>retry</c> has to say a <c>total</c>.
    /// </summary>
    /// <param name="limit">How long they are kept.</param>
    /// <param name="reason">Why they may not be kept for ever, such as the rule of a data protection officer: for whoever reads the program.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive.</exception>
    public void KeepIds(TimeSpan limit, string reason)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        IdLimit = limit;
    }

    /// <summary>What is wrong with the settings, each by its name; empty when nothing is.</summary>
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
                $"{nameof(MaxAge)} is no longer than {nameof(PollInterval)}, which what other programs store waits for anyway: make it longer",
                MaxAge <= PollInterval
            ),
            (
                $"{nameof(StopAfter)} is less than nothing, or a month: say how long handlers may go on when the program stops, or leave it",
                StopAfter < TimeSpan.Zero || StopAfter >= LongestTime
            ),
            ($"{nameof(KeepRefused)} is less than 0: say how many refused requests are kept, or 0", KeepRefused < 0),
            (
                $"{nameof(KeepRefusedBodies)} keeps nothing while {nameof(KeepRefused)} is 0: say how many refused requests are kept",
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

    /// <summary>How long the next attempt waits.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    /// <returns>The time; null when there is no other attempt.</returns>
    internal TimeSpan? WaitAfter(int attempt) => attempt >= Attempts ? null : BackoffAfter(attempt);

    /// <summary>How long an attempt waits for the one before it, whether there is one more or not.</summary>
    /// <param name="attempt">The attempt that failed, counted from 1.</param>
    internal TimeSpan BackoffAfter(int attempt)
    {
        var wait = Math.Min(FirstRetry.TotalSeconds * Math.Pow(2, attempt - 1), LongestRetry.TotalSeconds);
        // A tenth more or less, so that what failed together does not come back together.
        return TimeSpan.FromSeconds(wait * (0.9 + 0.2 * Random.Shared.NextDouble()));
    }
}
