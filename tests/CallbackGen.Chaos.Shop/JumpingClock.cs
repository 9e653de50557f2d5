namespace CallbackGen.Chaos.Shop;

/// <summary>The machine's clock plus an offset that a command sets. It runs, as do its timers, unlike those of a fake clock.</summary>
public sealed class JumpingClock : TimeProvider
{
    private long _offset;

    /// <summary>Changes the offset.</summary>
    /// <param name="by">The change, forwards or back.</param>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
}
