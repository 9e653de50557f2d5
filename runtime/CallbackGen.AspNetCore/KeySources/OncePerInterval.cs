namespace CallbackGen.AspNetCore;

/// <summary>Limits a report that any request can cause to one per interval.</summary>
internal sealed class OncePerInterval(TimeProvider clock, TimeSpan interval)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _toldAt;

    public bool IsDue()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_toldAt is { } told && now - told < interval)
                return false;
            _toldAt = now;
            return true;
        }
    }
}
