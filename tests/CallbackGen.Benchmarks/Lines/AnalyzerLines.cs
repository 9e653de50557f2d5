using System.Diagnostics;
using System.Text.Json;
using CallbackGen.Benchmarks.Generators;
using CallbackGen.Benchmarks.Measure;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>
/// The build time that our analyzers add to a compilation with the analyzers of every project. They are measured in a separate process
/// whose JIT compiles everything once with full optimization: the compiler is so large that otherwise most of the time would be unoptimized
/// code and its optimization, for minutes.
/// </summary>
internal static class AnalyzerLines
{
    /// <summary>Few, to allow many pairs: the cost is proportional to the files with and without our analyzers.</summary>
    private const int Files = 100;

    private const int Feeds = 2;

    public static IEnumerable<Line> All()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AnalyzerLines).Assembly.Location, "analyzers"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
            yield return JsonSerializer.Deserialize<Line>(line)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The analyzers were not measured: {process.ExitCode}.");
    }

    /// <summary>Measures in this process, and prints each line as JSON.</summary>
    public static int Run()
    {
        foreach (
            var line in (Line[])
                [
                    Of($"analyzers, {Files:N0} C# files, no callbacks : the SDK's alone", feeds: 0, goal: 1.03),
                    Of($"analyzers, {Files:N0} C# files, {Feeds} feeds : the SDK's alone", Feeds, goal: 1.15),
                ]
        )
            Console.WriteLine(JsonSerializer.Serialize(line));
        return 0;
    }

    private static Line Of(string name, int feeds, double goal)
    {
        var project = new HandlerProject(Files, feeds);
        // Processor time, because analyzers run in parallel and wait for the compiler.
        var result = Interleaved.OfWarm(
            21,
            () => Processor.TimeOf(() => project.AnalyzeWithOurs()),
            () => Processor.TimeOf(() => project.Analyze()),
            uncounted: 3
        );
        return new(name, result.Ratio, goal, Note: result.Note);
    }
}
