namespace CallbackGen.Benchmarks.Measure;

/// <summary>The processor time of operations that take milliseconds or more and run partly in parallel.</summary>
internal static class Processor
{
    /// <summary>The processor time in nanoseconds. It includes neither other programs nor the collection of earlier garbage.</summary>
    public static double TimeOf(Action work)
    {
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
    }
}
