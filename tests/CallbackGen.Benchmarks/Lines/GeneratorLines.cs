using System.Diagnostics;
using CallbackGen.Benchmarks.Generators;
using CallbackGen.Benchmarks.Measure;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Benchmarks.Lines;

/// <summary>The generator compared with System.Text.Json's for the same types, run by the compiler's own driver.</summary>
internal static class GeneratorLines
{
    private const int Feeds = 100;

    private const int ManyMembers = 10_000;

    public static IEnumerable<Line> All()
    {
        var ours = new SchemaProject(Feeds);
        var whole = new SchemaProject(Feeds);
        var peer = new JsonProject(Feeds);

        var (ourDriver, peerDriver) = (ours.RunCold(), peer.RunCold());
        WarmUp();
        // With a hundred feeds: the compiler's driver iterates over all of them, which small projects do not show to the JIT.
        for (var edit = 0; edit < 800; edit++)
            ours.TimeSchemaEdit(ref ourDriver);

        var cold = Interleaved.OfWarm(
            15,
            () => Processor.TimeOf(() => whole.RunCold()),
            () => Processor.TimeOf(() => peer.RunCold()),
            uncounted: 5
        );
        yield return new(
            $"generator, {Feeds} feeds of {SchemaProject.Members} members, cold : System.Text.Json's",
            cold.Ratio,
            0.5,
            Note: cold.Note
        );

        var keystroke = Interleaved.OfWarm(21, () => ours.TimeKeystroke(ref ourDriver), () => peer.TimeKeystroke(ref peerDriver));
        yield return new(
            $"generator, a C# keystroke beside {Feeds} feeds : System.Text.Json's",
            keystroke.Ratio,
            0.01,
            Note: $"{keystroke.Note}; {ours.StepsRunAgain()} of our steps run again"
        );

        var edited = Interleaved.OfWarm(41, () => ours.TimeSchemaEdit(ref ourDriver), () => Time(() => whole.RunCold()), uncounted: 5);
        yield return new($"generator, one schema of {Feeds} edited : cold", edited.Ratio, 0.03, Note: edited.Note);

        var (large, small) = (SchemaProject.OfSigned(1, ManyMembers), SchemaProject.OfSigned(10, ManyMembers / 10));
        var members = Interleaved.OfWarm(
            9,
            () => Processor.TimeOf(() => large.RunCold()),
            () => Processor.TimeOf(() => small.RunCold()),
            uncounted: 3
        );
        yield return new(
            $"generator, {ManyMembers} members that are signed, of one schema : of ten",
            members.Ratio,
            1.3,
            Note: members.Note
        );
    }

    /// <summary>
    /// Runs every path often, in small projects, for seconds. The measured work takes turns of a tenth of a second, which are too few for
    /// the JIT to detect hot methods.
    /// </summary>
    private static void WarmUp()
    {
        var (ours, peer) = (new SchemaProject(3), new JsonProject(3));
        var (ourDriver, peerDriver) = (ours.RunCold(), peer.RunCold());
        Interleaved.SettleBusy(
            () =>
            {
                ours.TimeSchemaEdit(ref ourDriver);
                ours.TimeKeystroke(ref ourDriver);
                return Time(() => ourDriver = ours.RunCold());
            },
            () =>
            {
                peer.TimeKeystroke(ref peerDriver);
                return Time(() => peerDriver = peer.RunCold());
            }
        );
    }

    public static IEnumerable<string> Scale()
    {
        foreach (var feeds in (int[])[1, 10, 100, 1000])
        {
            var project = new SchemaProject(feeds);
            project.RunCold();
            var time = Interleaved.Median([.. Enumerable.Range(0, feeds == 1000 ? 3 : 9).Select(_ => Time(() => project.RunCold()))]);
            yield return $"scale: the generator, {feeds,4} schemas, cold: {Comparison.Text(time),10}, "
                + $"{Comparison.Text(time / feeds)} per schema";
        }
    }

    internal static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
