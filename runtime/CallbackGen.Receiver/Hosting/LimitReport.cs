namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Says in the log that requests are refused because of a limit: one line a minute for each source, and of many sources no
/// more than <see cref="MostSources"/> lines a minute. Nothing that the sender wrote is in it.
/// </summary>
internal sealed partial class LimitReport(ILogger<LimitReport> logger, TimeProvider clock)
{
    /// <summary>Of how many sources a minute holds a line.</summary>
    public const int MostSources = 64;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);

    /// <summary>Notes a refusal, and logs it unless the minute has a line of that source.</summary>
    /// <param name="source">Whom it is counted for.</param>
    /// <param name="status">What was answered.</param>
    /// <param name="limit">The setting, and its value.</param>
    /// <param name="advice">What to do.</param>
    public void Add(string source, int status, string limit, string advice)
    {
        lock (_gate)
        {
            foreach (var (old, at) in _told)
            {
                if (clock.GetElapsedTime(at) >= Every)
                    _told.Remove(old);
            }

            if (_told.Count >= MostSources || !_told.TryAdd(source, clock.GetTimestamp()))
                return;
        }

        Refused(source, status, limit, advice);
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Requests of {Source} are answered {Status} because of {Limit}; a provider may send them again. {Advice} The next "
            + "line about this address comes in a minute at the earliest.",
        EventName = "RequestsLimited"
    )]
    private partial void Refused(string source, int status, string limit, string advice);
}
