using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds a test of a status that accepts more than paid callbacks: it searches for a part of the text, or treats a state without a payment
/// as paid.
/// </summary>
internal static class LooseGuard
{
    // The opposite may contain the searched part: "unpaid" contains "paid". A comparison of the beginning is more reliable.
    private static readonly string[] Inner = ["Contains", "IndexOf", "LastIndexOf", "EndsWith", "IsMatch"];

    /// <summary>Returns the first such test, and its severity, by whether it is certainly wrong; null when there is none.</summary>
    /// <param name="tests">All tests of the status, with null for a test that is not understood.</param>
    /// <param name="deeds">The actions that the handler takes for the payment.</param>
    /// <param name="effects">Classifies the actions.</param>
    /// <param name="words">The word lists that apply.</param>
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
            // The action runs for every status that does not contain the searched part of a failure's name.
            if (
                known.Count == tests.Count
                && known.Find(test => test.Search is not null && Guards.Decides(deed, test.Condition, !test.Holds)) is { } excluded
            )
                return (excluded, DiagnosticSeverity.Info);
            // A state may itself be the reason for the action: stock is reserved for a pending order.
            if (
                passing.Exists(test => test.Names.Any(name => !words.IsPending(name) && !words.IsFailed(name)))
                && passing.Find(test => test.Names.Any(words.IsPending)) is { } pending
            )
                return (pending, DiagnosticSeverity.Info);
        }

        return null;
    }

    /// <summary>
    /// Returns the test that lets a reversed state, in addition to a paid one, reach an action for a payment; null when there is none.
    /// </summary>
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

    /// <summary>
    /// Whether an action is for a payment by its name, and does not receive the status, by which it could distinguish the states.
    /// </summary>
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

    /// <summary>Whether the name of an action shows that it is for an unpaid order, or requests the payment.</summary>
    private static bool IsOfPending(IOperation deed, DecidingWords words) =>
        deed is IInvocationOperation { TargetMethod.Name: var name }
        && (words.IsPending(name) || DecidingWords.StartsWithWord(name, "Capture"));
}
