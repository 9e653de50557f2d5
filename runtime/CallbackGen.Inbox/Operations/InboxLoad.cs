using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// How much the inbox has to do: what was measured last, and what has come and gone in this program since. Asking costs nothing, so that
/// accepting does not pay for it.
/// </summary>
internal sealed class InboxLoad(IOptions<CallbackInboxOptions> options)
{
    private readonly CallbackInboxOptions _options = options.Value;
    private volatile CallbackBacklog? _last;
    private long _since;

    /// <summary>What was measured last; null before that, and while the store cannot be measured.</summary>
    public CallbackBacklog? Last => _last;

    /// <summary>Which limit new callbacks would exceed, one of <see cref="InboxLimits"/>; null when they may come.</summary>
    public string? Exceeded =>
        _last is not { } backlog ? null
        : _options.MaxRows is { } rows && backlog.Rows + Volatile.Read(ref _since) >= rows ? InboxLimits.Rows
        : _options.MaxAge is { } age && backlog.OldestDue > age ? InboxLimits.Age
        : null;

    /// <summary>Measures. What comes meanwhile may be counted twice until the next time.</summary>
    /// <exception cref="Exception">Whatever the store throws; then nothing is known.</exception>
    public async Task<CallbackBacklog> MeasureAsync(ICallbackStore store, CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.Exchange(ref _since, 0);
            var backlog = await store.MeasureAsync(cancellationToken);
            _last = backlog;
            return backlog;
        }
        catch
        {
            _last = null;
            throw;
        }
    }

    /// <summary>A callback was stored.</summary>
    public void Stored() => Interlocked.Increment(ref _since);

    /// <summary>A callback has ended.</summary>
    public void Ended() => Interlocked.Decrement(ref _since);
}
