namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The time at which tests verify, unless they choose another.</summary>
internal static class FixedClock
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static TimeProvider AtNoon => new FakeTimeProvider(Noon);
}
