using System.Diagnostics;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Benchmarks.Lines;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Receiver;

namespace CallbackGen.Benchmarks;

/// <summary>All ratios in one process, each on a separate line.</summary>
internal static class Ratios
{
    /// <param name="part">Only the lines of one part: token, read, form, mac, shared, http, generator or analyzers.</param>
    public static int Run(string part = "")
    {
        var start = Stopwatch.GetTimestamp();
        (string Name, Func<IEnumerable<Line>> Lines, Func<IEnumerable<string>> Scale)[] parts =
        [
            ("token", TokenLines.All, () => []),
            ("read", ReadLines.All, () => []),
            ("form", FormLines.All, () => []),
            ("mac", MacLines.All, MacLines.Scale),
            ("shared", SharedLines.All, () => []),
            ("http", HttpLines.All, () => []),
            ("generator", GeneratorLines.All, GeneratorLines.Scale),
            ("analyzers", AnalyzerLines.All, () => []),
        ];
        var wanted = parts.Where(candidate => part.Length == 0 || candidate.Name == part).ToList();
        if (wanted.Count == 0)
        {
            Console.Error.WriteLine(
                $"There is no part \"{part}\". The parts are {string.Join(", ", parts.Select(candidate => candidate.Name))}."
            );
            return 2;
        }

        VerifyAllKinds();
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

    /// <summary>
    /// Verifies callbacks of every kind in turns, as a receiver of several feeds does, until the JIT has compiled the hot methods: it
    /// optimizes for the calls that it sees first, which would otherwise be those of the first line.
    /// </summary>
    private static void VerifyAllKinds()
    {
        Sample[] samples = [Sample.Of(LeanXBill.Feed), Sample.Of(BayarcashTransaction.Feed, "urlencoded"), Sample.Of(StripeEvent.Feed)];
        Interleaved.Settle(() =>
        {
            LeanXBill.Feed.Verify(samples[0].Request, samples[0].Keys, samples[0].Clock).GetValueOrThrow();
            BayarcashTransaction.Feed.Verify(samples[1].Request, samples[1].Keys, samples[1].Clock).GetValueOrThrow();
            StripeEvent.Feed.Verify(samples[2].Request, samples[2].Keys, samples[2].Clock).GetValueOrThrow();
        });
    }
}
