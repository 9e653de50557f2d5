using CallbackGen.Benchmarks.Generators;
using CallbackGen.Benchmarks.Measure;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>What our analyzers add to a build, beside the compiler with the analyzers that every project has.</summary>
internal static class AnalyzerLines
{
    private const int Files = 1_000;

    public static IEnumerable<Line> All()
    {
        WarmUp();
        yield return Of($"analyzers, {Files:N0} C# files, no callbacks : the SDK's alone", feeds: 0, goal: 1.03);
        yield return Of($"analyzers, {Files:N0} C# files, 20 feeds : the SDK's alone", feeds: 20, goal: 1.10);
    }

    private static Line Of(string name, int feeds, double goal)
    {
        var project = new HandlerProject(Files, feeds);
        var result = Interleaved.OfWarm(3, () => Time(project.AnalyzeWithOurs), () => Time(project.Analyze));
        return new(name, result.Ratio, goal, Note: result.Note);
    }

    /// <summary>The processors' time: analyzers run side by side, and wait for the compiler.</summary>
    private static double Time(Func<int> analyze)
    {
        var start = Environment.CpuUsage.TotalTime;
        analyze();
        return (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
    }

    /// <summary>Runs every path often in a project so small that it takes a moment.</summary>
    private static void WarmUp()
    {
        var small = new HandlerProject(40, feeds: 2);
        for (var i = 0; i < 5; i++)
        {
            small.Analyze();
            small.AnalyzeWithOurs();
        }
    }
}
