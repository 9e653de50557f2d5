using System.Collections.Concurrent;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>What was sent and what was acknowledged, kept where nothing is killed.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, int> _acknowledged = [];
    private int _refused;
    private int _broken;

    /// <summary>How often each acknowledged event was acknowledged.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => _acknowledged;

    /// <summary>How many requests were answered 503.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>How many requests had no answer.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public void Acknowledge(string id) => _acknowledged.AddOrUpdate(id, 1, (_, count) => count + 1);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Break() => Interlocked.Increment(ref _broken);
}
