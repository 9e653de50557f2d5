namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// A clock that only a test advances, for a host whose workers poll: unlike the timers of its base, its timers are the system's.
/// </summary>
/// <param name="now">The initial time.</param>
internal sealed class StandingClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);
}
