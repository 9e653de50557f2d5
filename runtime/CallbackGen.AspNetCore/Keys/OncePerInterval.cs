namespace CallbackGen.AspNetCore;

/// <summary>Whether something that happens with any request is due to be told: the first time in an interval.</summary>
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
