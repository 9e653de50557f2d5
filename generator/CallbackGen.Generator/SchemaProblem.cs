using System.Collections.Immutable;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>A problem with its place in a file, as the pipeline keeps it: equal where it is the same, and without the text that it stands in.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Path">The file.</param>
/// <param name="Lines">Its place, by lines and columns.</param>
internal sealed record SchemaProblem(Problem Problem, string Path, LinePositionSpan Lines)
{
    /// <summary>The property of a diagnostic that has the word which was probably meant, and of one that has what was written for it; empty where that is the whole text.</summary>
    public const string Meant = "Meant",
        Written = "Written";

    /// <summary>The problem at its place in a file's text.</summary>
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
