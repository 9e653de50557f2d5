using System.Diagnostics;
using CallbackGen.Benchmarks.Lines;
using CallbackGen.Benchmarks.Measure;

namespace CallbackGen.Benchmarks;

/// <summary>Every ratio in one run of one process, each on a line of its own.</summary>
internal static class Ratios
{
    /// <param name="part">Only the lines of one part: token, read, form, mac, http, generator or analyzers.</param>
    public static int Run(string part = "")
    {
        var start = Stopwatch.GetTimestamp();
        (string Name, Func<IEnumerable<Line>> Lines, Func<IEnumerable<string>> Scale)[] parts =
        [
            ("token", TokenLines.All, () => []),
            ("read", ReadLines.All, () => []),
            ("form", FormLines.All, () => []),
            ("mac", MacLines.All, MacLines.Scale),
            ("http", HttpLines.All, () => []),
            ("generator", GeneratorLines.All, GeneratorLines.Scale),
            ("analyzers", AnalyzerLines.All, () => []),
        ];
        var wanted = parts.Where(candidate => part.Length == 0 || candidate.Name == part).ToList();
        var isShort = false;
        foreach (var line in wanted.SelectMany(candidate => candidate.Lines()))
        {
            Console.WriteLine(line);
            isShort |= !line.Holds;
        }

        foreach (var text in wanted.SelectMany(candidate => candidate.Scale()))
            Console.WriteLine(text);
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, runtime {Environment.Version}");
        return isShort ? 1 : 0;
    }
}
