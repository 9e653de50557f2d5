namespace CallbackGen.Chaos.Shop;

/// <summary>The machine's clock, set by a command. It runs on, as do its timers, which those of a fake clock would not.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long _offset;

    /// <summary>Sets the clock.</summary>
    /// <param name="by">By how much, forwards or back.</param>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
