using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds conditions that treat every status except a failed one as paid: <c>status != Failed</c> also accepts pending statuses, and those
/// that the schema does not list yet.
/// </summary>
internal static class FailureGuard
{
    /// <summary>
    /// Returns how certain it is that the handler tests the status only for failure, and acts where it did not fail: a warning where it
    /// tests for one failed value, a suggestion where it tests for several; null where it tests for more.
    /// </summary>
    /// <param name="tests">All tests of the status, with null for a test that is not understood.</param>
    /// <param name="deeds">The actions that the handler takes for the payment.</param>
    /// <param name="words">The word lists that apply.</param>
    public static DiagnosticSeverity? Decides(IReadOnlyList<StatusTest?> tests, IReadOnlyList<IOperation> deeds, DecidingWords words)
    {
        if (IsNeither(tests, deeds, words))
            return DiagnosticSeverity.Info;
        if (
            tests.Count == 0
            || !tests.All(test => test is { Search: null, Names.Count: > 0 } && test.Names.All(words.IsFailed))
            || !tests.Any(test => deeds.Any(deed => Guards.Decides(deed, test!.Condition, !test.Holds)))
        )
            return null;
        return tests.SelectMany(test => test!.Names).Distinct(StringComparer.Ordinal).Count() == 1
            ? DiagnosticSeverity.Warning
            : DiagnosticSeverity.Info;
    }

    /// <summary>Whether an action runs for statuses that are neither failed nor pending, without any further test.</summary>
    private static bool IsNeither(IReadOnlyList<StatusTest?> tests, IReadOnlyList<IOperation> deeds, DecidingWords words) =>
        tests.All(test =>
            test is { Search: null, Names.Count: > 0 } && test.Names.All(name => words.IsFailed(name) || words.IsPending(name))
        )
        && tests.Any(test => test!.Names.Any(words.IsFailed))
        && tests.Any(test => test!.Names.Any(words.IsPending))
        && deeds.Any(deed => tests.All(test => Guards.Decides(deed, test!.Condition, !test.Holds)));
}
