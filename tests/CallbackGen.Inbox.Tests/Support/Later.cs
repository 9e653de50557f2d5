namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// The system's clock plus an offset. It runs, as do its timers; a <see cref="FakeTimeProvider"/> runs only when advanced.
/// </summary>
/// <param name="by">The offset.</param>
internal sealed class Later(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
