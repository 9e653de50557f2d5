namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// The system's clock, and some time later. It runs on, as do its timers, which a <see cref="FakeTimeProvider"/> does only when
/// advanced.
/// </summary>
/// <param name="by">How much.</param>
internal sealed class Later(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
