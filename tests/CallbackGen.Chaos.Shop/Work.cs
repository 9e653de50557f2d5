using System.Collections.Concurrent;

namespace CallbackGen.Chaos.Shop;

/// <summary>The running handlers of this program.</summary>
public sealed class Work
{
    private readonly ConcurrentDictionary<string, bool> _hanging = [];
    private int _running;
    private int _refused;

    /// <summary>The number of running handlers.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>The number of commits that were refused as too late.</summary>
    public int RefusedCommits => Volatile.Read(ref _refused);

    /// <summary>Registers a handler until the result is disposed.</summary>
    public IDisposable Begin()
    {
        Interlocked.Increment(ref _running);
        return new Ending(this);
    }

    /// <summary>Counts a commit that was refused as too late.</summary>
    public void Refused() => Interlocked.Increment(ref _refused);

    /// <summary>Hangs as a worker on a paused machine does: its lease is not renewed meanwhile.</summary>
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

/// <summary>The program's own report.</summary>
/// <param name="Open">The number of stored callbacks that are unfinished.</param>
/// <param name="Done">The number of handled callbacks.</param>
/// <param name="Other">The number of callbacks in any other state.</param>
/// <param name="Running">The number of running handlers in this program.</param>
/// <param name="RefusedCommits">The number of this program's commits that were refused as too late since its start.</param>
public sealed record ShopState(long Open, long Done, long Other, int Running, int RefusedCommits);
