using System.Diagnostics;
using System.Globalization;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Inbox;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>
/// The inbox's stores: their cost compared with the minimal code that commits the same bytes, and the waiting times that they cause. A
/// separate mode, because it needs minutes and a disk.
/// </summary>
internal static class InboxLines
{
    private const int Callers = 64;
    private const int AcceptPairs = 9;
    private const int ClaimPairs = 201;
    private const int HandlerPairs = 3;

    /// <summary>The number of callbacks per second of a busy shop: 86 million a day.</summary>
    private const double Load = 1_000;

    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(20);

    /// <param name="store">Only the lines of one store: sqlite or postgresql.</param>
    public static int Run(string store = "")
    {
        (string Name, Func<InboxSubject?> Open)[] subjects = [("sqlite", () => new SqliteSubject()), ("postgresql", OpenPostgreSql)];
        var wanted = subjects.Where(candidate => store.Length == 0 || candidate.Name == store).ToList();
        if (wanted.Count == 0)
        {
            Console.Error.WriteLine(
                $"There is no store \"{store}\". The stores are {string.Join(", ", subjects.Select(candidate => candidate.Name))}."
            );
            return 2;
        }

        var start = Stopwatch.GetTimestamp();
        var isShort = false;
        foreach (var line in wanted.Select(candidate => candidate.Open()).OfType<InboxSubject>().SelectMany(Lines))
        {
            Console.WriteLine(line);
            isShort |= !line.Holds;
        }

        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, runtime {Environment.Version}");
        return isShort ? 1 : 0;
    }

    private static PostgreSqlSubject? OpenPostgreSql()
    {
        if (PostgreSqlServer.WhyNot is not { } reason)
            return new();
        Console.WriteLine($"PostgreSQL: left out. {reason}");
        return null;
    }

    private static IEnumerable<Line> Lines(InboxSubject subject)
    {
        try
        {
            // The line that saturates the store is last: the server writes its data to disk for a minute afterwards.
            var store = subject.OpenStoreAsync().GetAwaiter().GetResult();
            yield return Waiting(subject, store);
            yield return WithHandlers(subject, store);
            yield return Accepting(subject, store);
            yield return Sealing(subject, store);
            yield return Claiming(subject);
        }
        finally
        {
            subject.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Line Accepting(InboxSubject subject, ICallbackStore store)
    {
        var bare = subject.OpenBareAsync().GetAwaiter().GetResult();
        var keyed = subject.OpenKeyedAsync().GetAwaiter().GetResult();
        var runs = RunInTurns(
            () => InboxCallbacks.AcceptAsync(store),
            () => keyed(InboxCallbacks.Bytes()),
            () => bare(InboxCallbacks.Bytes())
        );
        var (ours, keyeds, loops) = (runs[0], runs[1], runs[2]);
        var half = InboxLoad.Median(ours.Select(run => run.PerSecond)) / 2;
        return new(
            $"{subject.Name}, callbacks accepted per second : a loop that commits the same bytes, keyed by their ids",
            RatioOf(ours, keyeds),
            0.7,
            AtLeast: true,
            Note: string.Create(
                CultureInfo.InvariantCulture,
                $"{string.Join(" : ", runs.Select(Accepted.Describe))}, the last a loop that only appends "
                    + $"({RatioOf(ours, loops):0.00} of it); {Callers} callers; at half of that: {Describe(WaitsOf(store, half))}"
            )
        );
    }

    private static Line Sealing(InboxSubject subject, ICallbackStore store)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var sealer = new InboxSealer(new(store, InboxRing.OfProgram, services), new(TimeProvider.System));
        var runs = RunInTurns(() => InboxCallbacks.AcceptBareAsync(store), () => InboxCallbacks.AcceptSealedAsync(store, sealer));
        return new(
            $"{subject.Name}, what accepting costs with seals : without",
            RatioOf(runs[0], runs[1]),
            1.15,
            Note: Text($"callbacks per second without {Accepted.Describe(runs[0])}, with {Accepted.Describe(runs[1])}")
        );
    }

    /// <summary>Runs each for a second in turns.</summary>
    /// <returns>The accepted callbacks, turn by turn.</returns>
    private static List<Accepted>[] RunInTurns(params Func<Task>[] works)
    {
        var runs = works.Select(_ => new List<Accepted>()).ToArray();
        // The first turn is for the JIT.
        for (var turn = -1; turn < AcceptPairs; turn++)
        {
            var seen = works.Select(work => Accepted.Of(work, Callers, TimeSpan.FromSeconds(1))).ToArray();
            for (var index = 0; index < seen.Length && turn >= 0; index++)
                runs[index].Add(seen[index]);
        }

        return runs;
    }

    private static double RatioOf(List<Accepted> ours, List<Accepted> others) =>
        InboxLoad.Median(ours.Zip(others, (our, other) => our.PerSecond / other.PerSecond));

    private static Line Waiting(InboxSubject subject, ICallbackStore store)
    {
        // The first ones include JIT time.
        WaitsOf(store, Load);
        var waits = WaitsOf(store, Load);
        var (median, slow) = (InboxLoad.Percentile(waits, 50), InboxLoad.Percentile(waits, 99));
        return new($"{subject.Name}, p99 of accepting, {Load:0} callbacks a second : its median", slow / median, 5, Note: Describe(waits));
    }

    private static string Describe(double[] waits) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{InboxLoad.Percentile(waits, 99):0.00} ms : {InboxLoad.Percentile(waits, 50):0.00} ms, p99.9 "
                + $"{InboxLoad.Percentile(waits, 99.9):0.00} ms, longest {waits[^1]:0.0} ms"
        );

    private static Line WithHandlers(InboxSubject subject, ICallbackStore store)
    {
        InboxCallbacks.OpenShopAsync(store).GetAwaiter().GetResult();
        var (withs, withouts, effects) = (new List<double>(), new List<double>(), 0);
        for (var pair = 0; pair < HandlerPairs; pair++)
        {
            withouts.Add(InboxLoad.Percentile(WaitsOf(store, Load), 99));
            var handlers = new InboxHandlers(store);
            withs.Add(InboxLoad.Percentile(WaitsOf(store, Load), 99));
            handlers.DisposeAsync().AsTask().GetAwaiter().GetResult();
            effects += handlers.Effects;
        }

        return new(
            $"{subject.Name}, p99 of accepting with 16 handlers of 20 s at work : without",
            InboxLoad.Median(withs.Zip(withouts, (with, without) => with / without)),
            1.1,
            Note: Text($"{InboxLoad.Median(withs):0.00} ms : {InboxLoad.Median(withouts):0.00} ms, {effects} effects")
        );
    }

    private static double[] WaitsOf(ICallbackStore store, double perSecond) =>
        InboxLoad.Arrive(() => InboxCallbacks.AcceptAsync(store), perSecond, LoadTime);

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

        return new(
            $"{subject.Name}, claiming 16 of 100,000 that wait : 16 of 1,000",
            InboxLoad.Median(manies.Zip(fews, (of, against) => of / against)),
            1.2,
            Note: Text($"{InboxLoad.Median(manies):0.00} ms : {InboxLoad.Median(fews):0.00} ms")
        );
    }

    private static async Task<ICallbackStore> FillAsync(InboxSubject subject, int count)
    {
        var store = await subject.OpenStoreAsync();
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 512 },
            async (_, _) => await InboxCallbacks.AcceptAsync(store)
        );
        return store;
    }

    /// <summary>Claims some callbacks, which are handled and replaced before the next claim.</summary>
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

    /// <summary>The accepted callbacks of a period.</summary>
    /// <param name="PerSecond">The number per second.</param>
    /// <param name="Microseconds">The processor time of each in this process, in microseconds.</param>
    private sealed record Accepted(double PerSecond, double Microseconds)
    {
        public static Accepted Of(Func<Task> work, int callers, TimeSpan time)
        {
            var perSecond = 0.0;
            var start = Stopwatch.GetTimestamp();
            var taken = Processor.TimeOf(() => perSecond = InboxLoad.Saturate(work, callers, time)) / 1_000;
            return new(perSecond, taken / (perSecond * Stopwatch.GetElapsedTime(start).TotalSeconds));
        }

        public static string Describe(List<Accepted> runs) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{InboxLoad.Median(runs.Select(run => run.PerSecond)):0} "
                    + $"({InboxLoad.Median(runs.Select(run => run.Microseconds)):0.0} µs)"
            );
    }
}
