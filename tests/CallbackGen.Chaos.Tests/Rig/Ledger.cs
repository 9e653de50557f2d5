using System.Collections.Concurrent;
using System.Diagnostics;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>The sent and the acknowledged events, recorded in the test's own process, which is not killed.</summary>
internal sealed class Ledger
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, int> _acknowledged = [];
    private int _refused;
    private int _broken;

    /// <summary>The number of acknowledgements of each acknowledged event.</summary>
    public IReadOnlyDictionary<string, int> Acknowledged => _acknowledged;

    /// <summary>The number of requests that were answered 503.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The number of requests without an answer.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public void Acknowledge(string id) => _acknowledged.AddOrUpdate(id, 1, (_, count) => count + 1);

    public void Refuse() => Interlocked.Increment(ref _refused);

    public void Break() => Interlocked.Increment(ref _broken);

    /// <summary>Waits until the given number of further events were acknowledged.</summary>
    public Task WaitForAsync(int more, CancellationToken cancellationToken) =>
        WaitAsync(() => _acknowledged.Count, more, "events were acknowledged", cancellationToken);

    /// <summary>Waits until the given number of further requests were answered 503.</summary>
    public Task WaitForRefusalsAsync(int more, CancellationToken cancellationToken) =>
        WaitAsync(() => Refused, more, "requests were answered 503", cancellationToken);

    private static async Task WaitAsync(Func<int> count, int more, string what, CancellationToken cancellationToken)
    {
        var goal = count() + more;
        var began = Stopwatch.GetTimestamp();
        while (count() < goal)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{goal - count()} of {more} {what} too few.");
            await Task.Delay(5, cancellationToken);
        }
    }
}
