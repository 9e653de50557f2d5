using System.Collections.Concurrent;

namespace CallbackGen.Chaos.Shop;

/// <summary>What the handlers of this program are at.</summary>
public sealed class Work
{
    private readonly ConcurrentDictionary<string, bool> _hanging = [];
    private int _running;
    private int _refused;

    /// <summary>How many handlers run.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>How many commits came too late.</summary>
    public int RefusedCommits => Volatile.Read(ref _refused);

    /// <summary>A handler begins; disposed, it has ended.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _running);
        return new Ending(this);
    }

    /// <summary>A commit came too late.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>Stands still, as a worker does whose machine does: nothing renews its lease meanwhile.</summary>
    public async Task HangAsync(string id, TimeSpan time)
    {
        _hanging[id] = true;
        await Task.Delay(time, CancellationToken.None);
        _hanging.TryRemove(id, out _);
    }

    public bool IsHanging(string id) => _hanging.ContainsKey(id);

    private sealed class Ending(Work work) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref work._running);
    }
}

/// <summary>What the program says about itself.</summary>
/// <param name="Open">How many stored callbacks are to be handled or being handled.</param>
/// <param name="Done">How many were handled.</param>
/// <param name="Other">How many are in any other state.</param>
/// <param name="Running">How many handlers run in this program.</param>
/// <param name="RefusedCommits">How many commits of this program came too late since it was started.</param>
public sealed record ShopState(long Open, long Done, long Other, int Running, int RefusedCommits);
