using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace CallbackGen.Benchmarks.Measure;

/// <summary>
/// Compares two operations such that a busy or throttled machine affects both alike: they take turns in short batches, each pair of
/// neighbouring batches gives one ratio, and the result is the median of the ratios.
/// </summary>
internal static class Interleaved
{
    private const int Pairs = 201;
    private const int RunsBetweenRests = 3;
    private const int QuietRests = 3;
    private static readonly TimeSpan Batch = TimeSpan.FromMicroseconds(150);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestBusy = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    /// <summary>Compares operations that take microseconds.</summary>
    public static Comparison Of(Action ours, Action peer)
    {
        Settle(ours, peer);
        var (ourCount, peerCount) = (CountFor(ours), CountFor(peer));
        return Compare(Pairs, () => Time(ours, ourCount), () => Time(peer, peerCount));
    }

    /// <summary>
    /// Compares operations that use all processors with a peer. Every round runs each once, in a rotating order; there are fewer rounds if
    /// other programs use the processors.
    /// </summary>
    /// <returns>One comparison for each of our operations.</returns>
    public static Comparison[] OfBusy(int rounds, Func<double> peer, params Func<double>[] ours)
    {
        Func<double>[] works = [peer, .. ours];
        SettleBusy(works);
        var times = Array.ConvertAll(works, _ => new List<double>(rounds));
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds && Stopwatch.GetElapsedTime(start) < LongestBusy; round++)
        {
            for (var turn = 0; turn < works.Length; turn++)
            {
                var next = (round + turn) % works.Length;
                times[next].Add(works[next]());
            }
        }

        return
        [
            .. times[1..]
                .Select(own => new Comparison(
                    Median([.. own.Zip(times[0], (our, peers) => our / peers)]),
                    Median([.. own]),
                    Median([.. times[0]])
                )),
        ];
    }

    /// <summary>
    /// Compares operations that take milliseconds or seconds, with one run each, after a warm-up with smaller ones. The first pairs are not
    /// counted.
    /// </summary>
    public static Comparison OfWarm(int pairs, Func<double> ours, Func<double> peer, int uncounted = 1)
    {
        for (var pair = 0; pair < uncounted; pair++)
        {
            ours();
            peer();
        }

        return Compare(pairs, ours, peer);
    }

    /// <summary>The time of one call, in nanoseconds: the median of batches.</summary>
    public static double TimeOf(Action work)
    {
        Settle(work, work);
        var count = CountFor(work);
        return Median([.. Enumerable.Range(0, 101).Select(_ => Time(work, count))]);
    }

    public static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    private static Comparison Compare(int pairs, Func<double> ours, Func<double> peer)
    {
        var (ratios, ourTimes, peerTimes) = (new double[pairs], new double[pairs], new double[pairs]);
        for (var pair = 0; pair < pairs; pair++)
        {
            // The order alternates, so that neither always uses the other's caches.
            if (pair % 2 == 0)
                (ourTimes[pair], peerTimes[pair]) = (ours(), peer());
            else
                (peerTimes[pair], ourTimes[pair]) = (peer(), ours());
            ratios[pair] = ourTimes[pair] / peerTimes[pair];
        }

        return new(Median(ratios), Median(ourTimes), Median(peerTimes));
    }

    /// <summary>Runs an operation until tiered compilation has finished.</summary>
    public static void Settle(Action work) => Settle(work, work);

    /// <summary>Runs both until tiered compilation has finished: the JIT has compiled no method for a while.</summary>
    private static void Settle(Action ours, Action peer)
    {
        var start = Stopwatch.GetTimestamp();
        var quiet = start;
        var compiled = JitInfo.GetCompiledMethodCount();
        while (Stopwatch.GetElapsedTime(quiet) < Quiet && Stopwatch.GetElapsedTime(start) < LongestWarmUp)
        {
            Time(ours, 50);
            Time(peer, 50);
            var now = JitInfo.GetCompiledMethodCount();
            if (now == compiled)
                continue;
            compiled = now;
            quiet = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>
    /// The same for operations that use all processors, with pauses: tiered compilation starts when no new method was called for 100 ms and
    /// a processor is free.
    /// </summary>
    public static void SettleBusy(params Func<double>[] works)
    {
        var start = Stopwatch.GetTimestamp();
        var quiet = 0;
        while (quiet < QuietRests && Stopwatch.GetElapsedTime(start) < LongestWarmUp)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            for (var run = 0; run < RunsBetweenRests; run++)
            {
                foreach (var work in works)
                    work();
            }

            Thread.Sleep(Rest);
            quiet = JitInfo.GetCompiledMethodCount() == compiled ? quiet + 1 : 0;
        }
    }

    private static int CountFor(Action work)
    {
        var one = Enumerable.Range(0, 21).Min(_ => Time(work, 10));
        return Math.Max(1, (int)(Batch.TotalNanoseconds / one));
    }

    private static double Time(Action work, int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            work();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }
}

/// <summary>The result: the median ratio, and both median times in nanoseconds.</summary>
internal readonly record struct Comparison(double Ratio, double Ours, double Peer)
{
    public string Note => string.Create(CultureInfo.InvariantCulture, $"{Text(Ours)} : {Text(Peer)}");

    public static string Text(double nanoseconds) =>
        nanoseconds switch
        {
            >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000_000:0.00} ms"),
            >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1_000:0.0} µs"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0} ns"),
        };
}
