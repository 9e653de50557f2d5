using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a test of a status that lets more through than what was paid: it looks for a part of the text, or takes a state in which
/// nothing is paid yet for one that says paid.
/// </summary>
internal static class LooseGuard
{
    // A part of a text stands in the opposite too: "unpaid" contains "paid". What it begins with says more.
    private static readonly string[] Inner = ["Contains", "IndexOf", "LastIndexOf", "EndsWith", "IsMatch"];

    /// <summary>The first such test, and whether it is certainly wrong; null when there is none.</summary>
    /// <param name="tests">Everything that is asked of the status, with null for what is not understood.</param>
    /// <param name="deeds">What the handler does.</param>
    /// <param name="effects">Tells what the deeds are.</param>
    /// <param name="words">The words that apply.</param>
    public static (StatusTest Test, DiagnosticSeverity Severity)? Find(
        IReadOnlyList<StatusTest?> tests,
        IReadOnlyList<IOperation> deeds,
        Effects effects,
        DecidingWords words
    )
    {
        var known = tests.OfType<StatusTest>().ToList();
        foreach (var deed in deeds.Where(deed => !IsOfPending(deed, words)).SelectMany(effects.PlacesOf))
        {
            if (known.Exists(test => IsExact(test, words) && Guards.Decides(deed, test.Condition, test.Holds)))
                continue;
            var passing = known.Where(test => Guards.LetsThrough(deed, test.Condition, test.Holds)).ToList();
            if (passing.Find(test => test.Search is not null) is { } search)
                return (search, Inner.Contains(search.Search) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info);
            // All but what has a part of a failure's name.
            if (
                known.Count == tests.Count
                && known.Find(test => test.Search is not null && Guards.Decides(deed, test.Condition, !test.Holds)) is { } excluded
            )
                return (excluded, DiagnosticSeverity.Info);
            // A state by itself may be what the deed is for: stock is booked for what is pending.
            if (
                passing.Exists(test => test.Names.Any(name => !words.IsPending(name) && !words.IsFailed(name)))
                && passing.Find(test => test.Names.Any(words.IsPending)) is { } pending
            )
                return (pending, DiagnosticSeverity.Info);
        }

        return null;
    }

    /// <summary>The test that lets a state through in which the money goes back, beside one that says paid, to what is done for a payment; null when there is none.</summary>
    public static StatusTest? Reversed(
        IReadOnlyList<StatusTest?> tests,
        IReadOnlyList<IOperation> deeds,
        IReadOnlyList<IOperation> statuses,
        Effects effects,
        DecidingWords words
    )
    {
        var known = tests.OfType<StatusTest>().Where(test => test.Search is null).ToList();
        foreach (var deed in deeds.Where(deed => IsGain(deed, statuses, effects, words)).SelectMany(effects.PlacesOf))
        {
            if (known.Exists(test => test.IsOnly && !test.Names.Any(words.IsReversed) && Guards.Decides(deed, test.Condition, test.Holds)))
                continue;
            var passing = known.Where(test => Guards.LetsThrough(deed, test.Condition, test.Holds)).ToList();
            if (
                passing.Exists(test => test.Names.Any(name => !words.IsReversed(name) && !words.IsPending(name) && !words.IsFailed(name)))
                && passing.Find(test => test.Names.Any(words.IsReversed)) is { } reversed
            )
                return reversed;
        }

        return null;
    }

    /// <summary>Whether a deed is for a payment by its name, and is not told the status, by which it may tell one from the other.</summary>
    private static bool IsGain(IOperation deed, IReadOnlyList<IOperation> statuses, Effects effects, DecidingWords words) =>
        effects.MarksPaid(deed)
        || deed is IInvocationOperation { TargetMethod.Name: var name } call
            && words.IsDeed(name)
            && !words.IsReversed(name)
            && !DecidingWords.StartsWithWord(name, "Book")
            && !DecidingWords.StartsWithWord(name, "Mark")
            && !call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(statuses.Contains));

    private static bool IsExact(StatusTest test, DecidingWords words) =>
        test is { Search: null, IsOnly: true } && !test.Names.Any(words.IsPending);

    /// <summary>Whether a deed says by its name that it is for what is not paid yet, or asks for the money.</summary>
    private static bool IsOfPending(IOperation deed, DecidingWords words) =>
        deed is IInvocationOperation { TargetMethod.Name: var name }
        && (words.IsPending(name) || DecidingWords.StartsWithWord(name, "Capture"));
}
