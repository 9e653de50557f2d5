using System.Collections.Concurrent;
using System.Diagnostics;

namespace CallbackGen.Benchmarks.Inbox;

/// <summary>Work that comes from outside, and how it fares.</summary>
internal static class InboxLoad
{
    /// <summary>Callers that each come again as soon as they are answered.</summary>
    /// <returns>How many were answered in a second.</returns>
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
    /// Callers that come when they come (a Poisson process), whether those before them were answered or not: so a store that stands still
    /// for a moment is seen by all who come meanwhile.
    /// </summary>
    /// <returns>How long each waited, in milliseconds, sorted.</returns>
    public static double[] Arrive(Func<Task> work, double perSecond, TimeSpan time)
    {
        var waits = new ConcurrentBag<double>();
        var open = new List<Task>();
        var random = new Random(1);
        var start = Stopwatch.GetTimestamp();
        for (var due = 0.0; due < time.TotalSeconds; due += -Math.Log(1 - random.NextDouble()) / perSecond)
        {
            // It sleeps for a millisecond at least; those who were due meanwhile come together.
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
