using System.Diagnostics;
using System.Reflection;
using CallbackGen.Benchmarks.Measure;

namespace CallbackGen.Benchmarks;

/// <summary>
/// <c>callbackgen check</c> over the whole catalogue, in a separate process: the compiler is loaded, every schema is compiled, and every
/// test and tampered copy is run. A user waits for it, so it is measured in seconds of wall time, not as a ratio.
/// </summary>
internal static class ToolTime
{
    private const double MostSeconds = 10;
    private const int Runs = 3;

    public static int Run()
    {
        var tool = typeof(ToolTime)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "Tool")
            .Value!;
        var catalogue = Path.Combine(Path.GetDirectoryName(tool)!, "schemas");
        var seconds = Enumerable.Range(0, Runs).Select(_ => Check(tool, catalogue)).Order().ToArray();
        var feeds = Directory.GetFiles(catalogue, "*.callback.json").Length;
        var line = new Line(
            $"callbackgen check, {feeds} feeds of the catalogue : a second",
            seconds[Runs / 2],
            MostSeconds,
            Note: $"{seconds[0]:0.0} to {seconds[^1]:0.0} s"
        );
        Console.WriteLine(line);
        return line.Holds ? 0 : 1;
    }

    private static double Check(string tool, string catalogue)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])[tool, "check", catalogue])
            start.ArgumentList.Add(argument);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"callbackgen check failed:\n{output}");
    }
}
