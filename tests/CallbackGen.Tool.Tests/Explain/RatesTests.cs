using System.Diagnostics;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// How often explain names what was broken, over the published requests of the catalogue: samples with a fixed seed, and all of them where
/// CALLBACKGEN_DEEP is 1.
/// </summary>
public sealed class RatesTests(ITestOutputHelper output)
{
    /// <summary>Longer than the tool's own, because other tests run meanwhile.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static bool IsDeep => Environment.GetEnvironmentVariable("CALLBACKGEN_DEEP") == "1";

    [Fact]
    public void One_thing_broken_is_named()
    {
        var rows = Genuine.Catalog.All.SelectMany(subject => Breakage.All.Select(breakage => (subject, (Breakage[])[breakage])));

        Assert.True(Rate("single", rows, IsDeep ? int.MaxValue : 30) >= 0.95);
    }

    [Fact]
    public void Two_things_broken_are_named()
    {
        var rows = Genuine.Catalog.All.SelectMany(subject => Breakage.All.SelectMany((first, index) => Breakage.All.Skip(index + 1)
            .Where(second => (first.Kind, first.Part) != (second.Kind, second.Part) && first.Kind != ChangeKind.Schema).Select(second => (subject, (Breakage[])[first, second]))));

        Assert.True(Rate("double", rows, IsDeep ? 600 : 10) >= 0.8);
    }

    [Fact]
    public void A_wrong_key_or_other_content_is_explained_by_nothing()
    {
        var random = new Random(5);
        var subjects = Genuine.Catalog.All.Where(subject => subject.Values is [{ Text.Length: < 200 }]).OrderBy(_ => random.Next()).Take(IsDeep ? 200 : 3);

        foreach (var subject in subjects)
        {
            var wrong = subject with { Values = [subject.Values[0] with { Text = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([(byte)random.Next(256)])) }], Others = [] };
            using var search = new Search(wrong, Shared.Compiler, TimeSpan.FromSeconds(IsDeep ? 30 : 3), default);

            Assert.Empty(search.Run()!.Answers);
        }
    }

    private double Rate(string name, IEnumerable<(Subject Subject, Breakage[] Breakages)> rows, int count)
    {
        var random = new Random(11);
        var (named, exact, all) = (0, 0, 0);
        var slowest = TimeSpan.Zero;
        foreach (var (subject, breakages) in rows.OrderBy(_ => random.Next()))
        {
            if (all == count)
                break;
            using var broken = Broken.Of(subject, breakages);
            if (broken is null)
                continue;
            var watch = Stopwatch.StartNew();
            using var search = new Search(broken.Subject, Shared.Compiler, Limit, default);
            if (search.Run() is not { } result)
                continue;
            all++;
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            // Changes that make the same message are one answer: each was confirmed to verify.
            var isNamed = result.Answers.Any(answer => Names(answer, breakages));
            var isExact = result.Answers.Count > 0 && Names(result.Answers[0], breakages);
            named += isNamed ? 1 : 0;
            exact += isExact ? 1 : 0;
            if (!isExact)
                output.WriteLine($"{(isNamed ? "second" : "missed")}: {subject.Feed.Name}: {string.Join(" + ", breakages.Select(one => one.Name))} -> {(result.Answers.Count == 0 ? Answers.Nothing(result) : Answers.Sentence(result.Answers[0]))} ({watch.Elapsed.TotalSeconds:F1} s)");
        }

        output.WriteLine($"{name}: {exact} of {all} named first, {named} named; the slowest took {slowest.TotalSeconds:F1} s");
        return (double)named / Math.Max(all, 1);
    }

    private static bool Names(Candidate answer, Breakage[] breakages) => breakages.All(breakage => answer.Changes.Any(change => Is(change, breakage))) && answer.Changes.Count() <= breakages.Length;

    private static bool Is(Change change, Breakage breakage) => breakage.Kind == change.Kind && (breakage.Part.Length == 0 || change.Axis.Contains(breakage.Part, StringComparison.Ordinal));
}
