using System.Diagnostics;
using CallbackGen.Tool.Explain;
using CallbackGen.Tool.Tests.Harness;
using Xunit.Abstractions;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>How often explain names what was broken, as the first of its answers.</summary>
internal sealed class Rates(ITestOutputHelper output)
{
    /// <summary>Longer than the tool's own, because other tests run meanwhile.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Whether everything is tried: where CALLBACKGEN_DEEP is 1.</summary>
    public static bool IsDeep => Environment.GetEnvironmentVariable("CALLBACKGEN_DEEP") == "1";

    /// <summary>How many rows are tried: as many as CALLBACKGEN_ROWS says, where it says a number.</summary>
    /// <param name="usual">How many otherwise.</param>
    /// <param name="deep">How many where everything is tried.</param>
    public static int Rows(int usual, int deep = int.MaxValue) =>
        IsDeep ? deep
        : int.TryParse(Environment.GetEnvironmentVariable("CALLBACKGEN_ROWS"), out var rows) ? rows
        : usual;

    /// <summary>Everything in an order that looks like chance and is always the same.</summary>
    public static IReadOnlyList<T> Shuffled<T>(IEnumerable<T> all, int seed)
    {
        var random = new Random(seed);
        return [.. all.OrderBy(_ => random.Next())];
    }

    /// <summary>Every breakage with one request, then every breakage with the next, so that few rows show many breakages.</summary>
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

    /// <summary>Explains rows, and prints those whose first answer does not name what was broken.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="rows">Genuine requests and what breaks them; a row that does not break is passed over.</param>
    /// <param name="count">How many rows at most.</param>
    /// <returns>The part of them that was named first.</returns>
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
                // It is refused for another reason than its signature.
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
