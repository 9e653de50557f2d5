using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// The load of the inbox: the last measurement, and the changes by this program since then. Reading it does not query the store, so
/// that accepting a callback needs no additional query.
/// </summary>
internal sealed class InboxLoad(IOptions<CallbackInboxOptions> options)
{
    private readonly CallbackInboxOptions _options = options.Value;
    private volatile CallbackBacklog? _last;
    private long _since;

    /// <summary>The last measurement; null before the first, and while the store cannot be measured.</summary>
    public CallbackBacklog? Last => _last;

    /// <summary>The limit that new callbacks would exceed, one of <see cref="InboxLimits"/>; null when they are accepted.</summary>
    public string? Exceeded =>
        _last is not { } backlog ? null
        : _options.MaxRows is { } rows && backlog.Rows + Volatile.Read(ref _since) >= rows ? InboxLimits.Rows
        : _options.MaxAge is { } age && backlog.OldestDue > age ? InboxLimits.Age
        : null;

    /// <summary>Measures the store. A callback that is stored meanwhile may be counted twice until the next measurement.</summary>
    /// <exception cref="Exception">The store's exception; the load is then unknown.</exception>
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

    /// <summary>Records that a callback was stored.</summary>
    public void Stored() => Interlocked.Increment(ref _since);

    /// <summary>Records that a callback has ended.</summary>
    public void Ended() => Interlocked.Decrement(ref _since);
}
