namespace CallbackGen.Benchmarks.Measure;

/// <summary>What work costs that takes milliseconds or more, and of which some is done beside the rest.</summary>
internal static class Processor
{
    /// <summary>
    /// The processors' time in nanoseconds. Neither what other programs do counts, nor the garbage that other work has
    /// left.
    /// </summary>
    public static double TimeOf(Action work)
    {
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
    }
}
