using System.Diagnostics;
using System.Globalization;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Inbox;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>
/// The inbox's stores: what they cost beside the least that commits the same bytes, and what keeps whom waiting. A mode of its own,
/// because it needs minutes and a disk.
/// </summary>
internal static class InboxLines
{
    private const int Callers = 64;
    private const int AcceptPairs = 9;
    private const int ClaimPairs = 201;
    private const int HandlerPairs = 3;
    private const double Load = 0.5;

    public static int Run()
    {
        var start = Stopwatch.GetTimestamp();
        var isShort = false;
        foreach (var line in Subjects().SelectMany(Lines))
        {
            Console.WriteLine(line);
            isShort |= !line.Holds;
        }

        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, runtime {Environment.Version}");
        return isShort ? 1 : 0;
    }

    private static IEnumerable<InboxSubject> Subjects()
    {
        yield return new SqliteSubject();
    }

    private static IEnumerable<Line> Lines(InboxSubject subject)
    {
        try
        {
            var store = subject.OpenStoreAsync().GetAwaiter().GetResult();
            var accepting = Accepting(subject, store, out var perSecond);
            yield return accepting;
            yield return Waiting(subject, store, perSecond * Load);
            yield return WithHandlers(subject, store, perSecond * Load);
            yield return Claiming(subject);
        }
        finally
        {
            subject.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Line Accepting(InboxSubject subject, ICallbackStore store, out double perSecond)
    {
        var bare = subject.OpenBareAsync().GetAwaiter().GetResult();
        var window = TimeSpan.FromSeconds(1);
        var (ours, peers) = (new List<double>(), new List<double>());
        // The first pair is what the JIT takes.
        for (var pair = -1; pair < AcceptPairs; pair++)
        {
            var our = InboxLoad.Saturate(() => InboxCallbacks.AcceptAsync(store), Callers, window);
            var peer = InboxLoad.Saturate(() => bare(InboxCallbacks.Bytes()), Callers, window);
            if (pair < 0)
                continue;
            ours.Add(our);
            peers.Add(peer);
        }

        perSecond = InboxLoad.Median(ours);
        return new($"{subject.Name}, callbacks accepted per second : a loop that commits the same bytes", InboxLoad.Median(ours.Zip(peers, (our, peer) => our / peer)), 0.7,
            AtLeast: true, Note: Text($"{perSecond:0} : {InboxLoad.Median(peers):0}, {Callers} callers"));
    }

    private static Line Waiting(InboxSubject subject, ICallbackStore store, double perSecond)
    {
        var waits = InboxLoad.Arrive(() => InboxCallbacks.AcceptAsync(store), perSecond, TimeSpan.FromSeconds(20));
        var (median, slow) = (InboxLoad.Percentile(waits, 50), InboxLoad.Percentile(waits, 99));
        return new($"{subject.Name}, p99 of accepting at half of that : its median", slow / median, 5,
            Note: Text($"{slow:0.00} ms : {median:0.00} ms, {perSecond:0} in a second; p99.9 {InboxLoad.Percentile(waits, 99.9):0.00} ms, longest {waits[^1]:0.0} ms"));
    }

    private static Line WithHandlers(InboxSubject subject, ICallbackStore store, double perSecond)
    {
        InboxCallbacks.OpenShopAsync(store).GetAwaiter().GetResult();
        var (withs, withouts, effects) = (new List<double>(), new List<double>(), 0);
        for (var pair = 0; pair < HandlerPairs; pair++)
        {
            withouts.Add(SlowOf(store, perSecond));
            var handlers = new InboxHandlers(store);
            withs.Add(SlowOf(store, perSecond));
            handlers.DisposeAsync().AsTask().GetAwaiter().GetResult();
            effects += handlers.Effects;
        }

        return new($"{subject.Name}, p99 of accepting with 16 handlers of 20 s at work : without", InboxLoad.Median(withs.Zip(withouts, (with, without) => with / without)), 1.1,
            Note: Text($"{InboxLoad.Median(withs):0.00} ms : {InboxLoad.Median(withouts):0.00} ms, {effects} effects"));
    }

    private static double SlowOf(ICallbackStore store, double perSecond) =>
        InboxLoad.Percentile(InboxLoad.Arrive(() => InboxCallbacks.AcceptAsync(store), perSecond, TimeSpan.FromSeconds(20)), 99);

    private static Line Claiming(InboxSubject subject)
    {
        var (many, few) = (FillAsync(subject, 100_000).GetAwaiter().GetResult(), FillAsync(subject, 1_000).GetAwaiter().GetResult());
        var (manies, fews) = (new List<double>(), new List<double>());
        for (var pair = -20; pair < ClaimPairs; pair++)
        {
            var (of, against) = (ClaimAsync(many).GetAwaiter().GetResult(), ClaimAsync(few).GetAwaiter().GetResult());
            if (pair < 0)
                continue;
            manies.Add(of);
            fews.Add(against);
        }

        return new($"{subject.Name}, claiming 16 of 100,000 that wait : 16 of 1,000", InboxLoad.Median(manies.Zip(fews, (of, against) => of / against)), 1.2,
            Note: Text($"{InboxLoad.Median(manies):0.00} ms : {InboxLoad.Median(fews):0.00} ms"));
    }

    private static async Task<ICallbackStore> FillAsync(InboxSubject subject, int count)
    {
        var store = await subject.OpenStoreAsync();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 512 }, async (_, _) => await InboxCallbacks.AcceptAsync(store));
        return store;
    }

    /// <summary>Claims some, which are handled and made up for before the next ones.</summary>
    private static async Task<double> ClaimAsync(ICallbackStore store)
    {
        var start = Stopwatch.GetTimestamp();
        var claimed = await store.ClaimAsync(16, TimeSpan.FromMinutes(1), CancellationToken.None);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (claimed.Count != 16)
            throw new InvalidOperationException("There is nothing to claim.");
        await Task.WhenAll(claimed.Select(callback => store.CommitAsync(callback.Claim, null, CancellationToken.None)));
        await Task.WhenAll(claimed.Select(_ => InboxCallbacks.AcceptAsync(store)));
        return time;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
