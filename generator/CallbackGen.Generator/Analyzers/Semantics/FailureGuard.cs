using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds what takes every status for paid that is not a failed one: <c>status != Failed</c> lets pending ones through, and those that
/// no schema lists yet.
/// </summary>
internal static class FailureGuard
{
    /// <summary>
    /// How certain it is that all that is asked of a status is whether it failed, and that something is done where it did not: a warning
    /// where one failed value is asked for, a suggestion where several are; null where more is asked.
    /// </summary>
    /// <param name="tests">Everything that is asked of the status, with null for what is not understood.</param>
    /// <param name="deeds">What the handler does.</param>
    /// <param name="words">The words that apply.</param>
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

    /// <summary>Whether something is done for what neither failed nor is pending, which nothing else is asked of.</summary>
    private static bool IsNeither(IReadOnlyList<StatusTest?> tests, IReadOnlyList<IOperation> deeds, DecidingWords words) =>
        tests.All(test =>
            test is { Search: null, Names.Count: > 0 } && test.Names.All(name => words.IsFailed(name) || words.IsPending(name))
        )
        && tests.Any(test => test!.Names.Any(words.IsFailed))
        && tests.Any(test => test!.Names.Any(words.IsPending))
        && deeds.Any(deed => tests.All(test => Guards.Decides(deed, test!.Condition, !test.Holds)));
}
