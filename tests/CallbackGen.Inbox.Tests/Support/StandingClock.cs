namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A time, and later ones by a step each time that it is asked.</summary>
/// <param name="now">The time.</param>
/// <param name="step">The step; none, so that it stands.</param>
internal sealed class StandingClock(DateTimeOffset now, TimeSpan step = default) : TimeProvider
{
    private DateTimeOffset _next = now;

    public override DateTimeOffset GetUtcNow()
    {
        var now = _next;
        _next += step;
        return now;
    }
}
