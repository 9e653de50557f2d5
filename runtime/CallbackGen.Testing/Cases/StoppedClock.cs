namespace CallbackGen.Testing.Cases;

/// <summary>A clock that always returns the same time.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
