namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// Logs that requests are refused because of a limit: one line a minute for each source, and no more than <see
/// cref="MostSources"/> lines a minute in total. The lines contain no content of a request.
/// </summary>
internal sealed partial class LimitReport(ILogger<LimitReport> logger, TimeProvider clock)
{
    /// <summary>The largest number of sources that are logged in a minute.</summary>
    public const int MostSources = 64;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _told = new(StringComparer.Ordinal);

    /// <summary>Records a refusal, and logs it unless its source was already logged in this minute.</summary>
    /// <param name="source">The source that the refusal is counted for.</param>
    /// <param name="status">The HTTP status of the response.</param>
    /// <param name="limit">The setting, and its value.</param>
    /// <param name="advice">The advice to the operator.</param>
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
