using CallbackGen.Benchmarks.Generators;
using CallbackGen.Benchmarks.Measure;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>What our analyzers add to a build, beside the compiler with the analyzers that every project has.</summary>
internal static class AnalyzerLines
{
    /// <summary>So few that there is time for many pairs: the cost grows with the files, beside as without our analyzers.</summary>
    private const int Files = 100;

    private const int Feeds = 2;

    public static IEnumerable<Line> All()
    {
        WarmUp();
        yield return Of($"analyzers, {Files:N0} C# files, no callbacks : the SDK's alone", feeds: 0, goal: 1.03);
        yield return Of($"analyzers, {Files:N0} C# files, {Feeds} feeds : the SDK's alone", Feeds, goal: 1.10);
    }

    private static Line Of(string name, int feeds, double goal)
    {
        var project = new HandlerProject(Files, feeds);
        // The processors' time: analyzers run side by side, and wait for the compiler.
        var result = Interleaved.OfWarm(
            15, () => Processor.TimeOf(() => project.AnalyzeWithOurs()), () => Processor.TimeOf(() => project.Analyze()), uncounted: 4);
        return new(name, result.Ratio, goal, Note: result.Note);
    }

    /// <summary>Runs every path often in a project so small that it takes moments, until the JIT has seen enough of it.</summary>
    private static void WarmUp()
    {
        var small = new HandlerProject(10, feeds: 1);
        Interleaved.SettleBusy(() => small.AnalyzeWithOurs(), () => small.Analyze());
    }
}
