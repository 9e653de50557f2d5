using System.Diagnostics;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>The rate at which the first answer of explain names the faults.</summary>
internal sealed class Rates(ITestOutputHelper output)
{
    /// <summary>Longer than the tool's own limit, because other tests run at the same time.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether all rows are tried: if CALLBACKGEN_DEEP is 1.</summary>
    public static bool IsDeep => Environment.GetEnvironmentVariable("CALLBACKGEN_DEEP") == "1";

    /// <summary>The number of rows: CALLBACKGEN_ROWS, if it is a number.</summary>
    /// <param name="usual">The default number.</param>
    /// <param name="deep">The default number if all rows are tried.</param>
    public static int Rows(int usual, int deep = int.MaxValue) =>
        IsDeep ? deep
        : int.TryParse(Environment.GetEnvironmentVariable("CALLBACKGEN_ROWS"), out var rows) ? rows
        : usual;

    /// <summary>Shuffles with a fixed seed.</summary>
    public static IReadOnlyList<T> Shuffled<T>(IEnumerable<T> all, int seed)
    {
        var random = new Random(seed);
        return [.. all.OrderBy(_ => random.Next())];
    }

    /// <summary>Every fault with the first request, then every fault with the next, so that few rows cover many faults.</summary>
    public static IEnumerable<(Subject Subject, Breakage[] Breakages)> InTurns(
        IReadOnlyList<Subject> subjects,
        IReadOnlyList<Breakage> breakages,
        int seed
    )
    {
        var turns = Shuffled(breakages, seed)
            .Select(
                (breakage, index) =>
                    Shuffled(subjects, seed + index)
                        .Where(subject => breakage.Apply(subject) is not null)
                        .Select(subject => (subject, (Breakage[])[breakage]))
                        .GetEnumerator()
            )
            .ToList();
        while (turns.Count > 0)
        {
            foreach (var turn in turns.ToList())
            {
                if (turn.MoveNext())
                    yield return turn.Current;
                else
                    turns.Remove(turn);
            }
        }
    }

    /// <summary>Explains rows, and prints those whose first answer does not name the faults.</summary>
    /// <param name="name">The name of the measurement.</param>
    /// <param name="rows">Genuine requests and their faults; a row without an effective fault is skipped.</param>
    /// <param name="count">The largest number of rows.</param>
    /// <returns>The fraction of the rows whose faults were named first.</returns>
    public double Of(string name, IEnumerable<(Subject Subject, Breakage[] Breakages)> rows, int count)
    {
        var (first, named, all, matching) = (0, 0, 0, 0);
        var slowest = (Time: TimeSpan.Zero, Row: "");
        foreach (var (subject, breakages) in rows)
        {
            if (all == count)
                break;
            using var broken = Broken.Of(subject, breakages);
            if (broken is null)
                continue;
            var watch = Stopwatch.StartNew();
            using var search = new Search(broken.Subject, Shared.Compiler, Limit, default);
            if (search.Run() is not { } result)
            {
                // It is refused for a reason other than its signature.
                matching++;
                continue;
            }

            all++;
            var row = $"{subject.Feed.Name}: {string.Join(" + ", breakages.Select(one => one.Name))}";
            slowest = watch.Elapsed > slowest.Time ? (watch.Elapsed, row) : slowest;
            var names = result.Answers.Select(answer => Naming.Names(answer, breakages, subject, broken.Subject)).ToList();
            var (isFirst, isNamed) = (names.FirstOrDefault(), names.Contains(true));
            first += isFirst ? 1 : 0;
            named += isNamed ? 1 : 0;
            if (isFirst)
                continue;
            var changes = result.Answers.Take(1).SelectMany(answer => answer.Changes);
            output.WriteLine(
                $"{(isNamed ? "second" : "missed")}: {row} -> "
                    + $"{(result.Answers.Count == 0 ? Answers.Nothing(result) : Answers.Sentence(result.Answers[0]))} "
                    + $"[{string.Join(", ", changes.Select(change => $"{change.Kind} {change.Axis}"))}] "
                    + $"({watch.Elapsed.TotalSeconds:F1} s)"
            );
        }

        output.WriteLine(
            $"{name}: {first} of {all} named first, {named} named, {matching} refused for another reason; the slowest "
                + $"took {slowest.Time.TotalSeconds:F1} s: {slowest.Row}"
        );
        return (double)first / Math.Max(all, 1);
    }
}
