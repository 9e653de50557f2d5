namespace CallbackGen.Generator.Tests.Harness;

/// <summary>A clock that always returns the same time.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static FixedClock AtNoon { get; } = new(Noon);

    public override DateTimeOffset GetUtcNow() => now;
}
