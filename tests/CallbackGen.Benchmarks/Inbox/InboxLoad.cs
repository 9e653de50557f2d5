using System.Collections.Concurrent;
using System.Diagnostics;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>External load, and its throughput and latencies.</summary>
internal static class InboxLoad
{
    /// <summary>Callers that each send again as soon as they are answered.</summary>
    /// <returns>The number of answers per second.</returns>
    public static double Saturate(Func<Task> work, int callers, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        var answered = Task.WhenAll(
                Enumerable
                    .Range(0, callers)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            var count = 0;
                            for (; Stopwatch.GetElapsedTime(start) < time; count++)
                                await work();
                            return count;
                        })
                    )
            )
            .GetAwaiter()
            .GetResult()
            .Sum();
        return answered / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// Callers that arrive at random times (a Poisson process), regardless of earlier answers: a pause of the store then delays all callers
    /// that arrive during it.
    /// </summary>
    /// <returns>The sorted waiting times in milliseconds.</returns>
    public static double[] Arrive(Func<Task> work, double perSecond, TimeSpan time)
    {
        var waits = new ConcurrentBag<double>();
        var open = new List<Task>();
        var random = new Random(1);
        var start = Stopwatch.GetTimestamp();
        for (var due = 0.0; due < time.TotalSeconds; due += -Math.Log(1 - random.NextDouble()) / perSecond)
        {
            // Sleeping takes at least a millisecond; callers that are due meanwhile arrive together.
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < due)
                Thread.Sleep(1);
            open.Add(
                Task.Run(async () =>
                {
                    var came = Stopwatch.GetTimestamp();
                    await work();
                    waits.Add(Stopwatch.GetElapsedTime(came).TotalMilliseconds);
                })
            );
        }

        Task.WhenAll(open).GetAwaiter().GetResult();
        return [.. waits.Order()];
    }

    /// <summary>A percentile of sorted values.</summary>
    public static double Percentile(double[] sorted, double percent) =>
        sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    /// <summary>The median of values.</summary>
    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 50);
}
