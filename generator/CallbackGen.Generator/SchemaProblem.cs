using System.Collections.Immutable;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// A problem with its location in a file, in the form that the pipeline caches: it has value equality and does not
/// reference the file's text.
/// </summary>
/// <param name="Problem">The problem.</param>
/// <param name="Path">The path of the file.</param>
/// <param name="Lines">The location, by lines and columns.</param>
internal sealed record SchemaProblem(Problem Problem, string Path, LinePositionSpan Lines)
{
    /// <summary>
    /// Properties of a diagnostic: the word that was probably meant, and the text that was written for it; the latter is
    /// empty where that is the whole span.
    /// </summary>
    public const string Meant = "Meant",
        Written = "Written";

    /// <summary>Returns the problem with its location in a file's text.</summary>
    public static SchemaProblem At(Problem problem, string path, SourceText text) =>
        new(problem, path, text.Lines.GetLinePositionSpan(problem.Span));

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(
            Problem.Rule,
            Location.Create(Path, Problem.Span, Lines),
            Problem.Severity,
            additionalLocations: null,
            Properties(),
            [.. Problem.Arguments]
        );

    private ImmutableDictionary<string, string?>? Properties() =>
        Problem.Arguments.Select(Spelling.MeantBy).FirstOrDefault(word => word is not null) is { } meant
            ? ImmutableDictionary<string, string?>
                .Empty.Add(Meant, meant)
                .Add(Written, Problem.Rule == SchemaRules.NotAllowedValue ? "" : Problem.Arguments[0])
            : null;
}
