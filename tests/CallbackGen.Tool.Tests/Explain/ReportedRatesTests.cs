using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>
/// The rate at which explain names reported faults, over published requests and those of reports: samples with a fixed seed, of
/// CALLBACKGEN_ROWS rows if it is set, and all of them if CALLBACKGEN_DEEP is 1.
/// </summary>
public sealed class ReportedRatesTests(ITestOutputHelper output)
{
    /// <summary>Shorter than the tool's own limit, because a search without a result takes all of it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(Rates.IsDeep ? 10 : 3);

    private readonly Rates _rates = new(output);

    private static IReadOnlyList<Subject> Subjects { get; } = [.. Genuine.Catalog.All, .. ReportedRequests.All];

    [Fact]
    public void Requests_of_reports_verify() =>
        Assert.All(ReportedRequests.All, subject => Assert.True(subject.Observe().IsAccepted, subject.Feed.Name));

    [Fact]
    public void Each_report_applies_to_a_request() =>
        Assert.All(
            ReportedBreakages.All,
            breakage => Assert.True(Subjects.Any(subject => breakage.Apply(subject) is not null), breakage.Name)
        );

    [Fact]
    public void What_is_reported_is_named() =>
        Assert.True(_rates.Of("reported", Rates.InTurns(Subjects, ReportedBreakages.All, 7), Rates.Rows(30)) >= 0.95);

    [Fact]
    public void Two_things_that_are_reported_are_named() =>
        Assert.True(_rates.Of("reported, double", Pairs(13), Rates.Rows(10, deep: 600)) >= 0.8);

    [Fact]
    public void What_is_gone_is_explained_by_nothing()
    {
        var (tried, explained) = (0, new List<string>());
        foreach (var (subject, breakages) in Rates.InTurns(Subjects, Unexplainable.All, 17))
        {
            using var broken = Broken.Of(subject, breakages);
            if (broken is null)
                continue;
            using var search = new Search(broken.Subject, Shared.Compiler, Limit, default);
            if (search.Run() is not { } result)
                continue;
            if (result.Answers.Count > 0)
                explained.Add($"{subject.Feed.Name}: {breakages[0].Name} -> {Answers.Sentence(result.Answers[0])}");
            if (++tried == Rates.Rows(6, deep: 400))
                break;
        }

        output.WriteLine($"unexplainable: {tried - explained.Count} of {tried} explained by nothing");
        Assert.Empty(explained);
    }

    /// <summary>Pairs of reported faults, and of a reported fault and another one; a fault of the schema is the last.</summary>
    private static IEnumerable<(Subject Subject, Breakage[] Breakages)> Pairs(int seed)
    {
        const int Tries = 200_000;
        var random = new Random(seed);
        for (var index = 0; index < Tries; index++)
        {
            var one = Pick(ReportedBreakages.All);
            var other = Pick(index % 2 == 0 ? ReportedBreakages.All : Breakage.All);
            Breakage[] pair = one.Kind == ChangeKind.Schema ? [other, one] : [one, other];
            var subject = Pick(Subjects);
            if (
                (one.Kind, one.Part) != (other.Kind, other.Part)
                && pair[0].Kind != ChangeKind.Schema
                && pair[0].Apply(subject) is { } broken
                && pair[1].Apply(broken) is not null
            )
                yield return (subject, pair);
        }

        T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
    }
}
