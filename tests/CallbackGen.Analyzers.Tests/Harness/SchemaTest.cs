using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Roslyn's test of the analyzer of schema files, which also checks the diagnostics of the generator.</summary>
/// <remarks>
/// The project has no references, so generated code would not compile. Only the diagnostics of the generator are used, not its
/// code.
/// </remarks>
internal sealed class SchemaTest : CSharpAnalyzerTest<SchemaAnalyzer, DefaultVerifier>
{
    private static readonly Project Empty = new AdhocWorkspace()
        .AddProject("Tests", LanguageNames.CSharp)
        .AddMetadataReferences(SchemaVerifier.Packages)
        .AddDocument("Test0.cs", SourceText.From("class C;"), filePath: "/0/Test0.cs")
        .Project;

    private readonly Func<string, bool> _isAsked;

    /// <param name="files">The schema files, with their expected diagnostics.</param>
    /// <param name="isAsked">Returns whether the test checks the rule with an id.</param>
    public SchemaTest(IEnumerable<(string Path, string Text, IReadOnlyList<Expected> Expected)> files, Func<string, bool> isAsked)
    {
        _isAsked = isAsked;
        CompilerDiagnostics = CompilerDiagnostics.None;
        TestState.MarkupHandling = MarkupMode.None;
        TestState.Sources.Add("class C;");
        foreach (var (path, text, expected) in files)
        {
            var source = SourceText.From(text, System.Text.Encoding.UTF8);
            TestState.AdditionalFiles.Add((path, source));
            TestState.ExpectedDiagnostics.AddRange(expected.Where(mark => isAsked(mark.Id)).Select(mark => mark.At(path, source)));
        }
    }

    protected override string DefaultTestProjectName => "Tests";

    /// <summary>Gets the reported diagnostics, sorted by location.</summary>
    public IReadOnlyList<Diagnostic> Reported { get; private set; } = [];

    protected override Task<Project> CreateProjectImplAsync(
        EvaluatedProjectState primaryProject,
        ImmutableArray<EvaluatedProjectState> additionalProjects,
        CancellationToken cancellationToken
    )
    {
        var project = Empty;
        foreach (var (path, text) in primaryProject.AdditionalFiles)
            project = project.AddAdditionalDocument(path, text, filePath: path).Project;
        return Task.FromResult(project);
    }

    protected override async Task<(Compilation compilation, ImmutableArray<Diagnostic> generatorDiagnostics)> GetProjectCompilationAsync(
        Project project,
        IVerifier verifier,
        CancellationToken cancellationToken
    ) =>
        (
            (await project.GetCompilationAsync(cancellationToken))!,
            [.. SchemaVerifier.Generate([.. project.AnalyzerOptions.AdditionalFiles], cancellationToken)]
        );

    protected override ImmutableArray<(Project project, Diagnostic diagnostic)> FilterDiagnostics(
        ImmutableArray<(Project project, Diagnostic diagnostic)> diagnostics
    ) => [.. base.FilterDiagnostics(diagnostics).Where(found => _isAsked(found.diagnostic.Id))];

    protected override ImmutableArray<(Project project, Diagnostic diagnostic)> SortDistinctDiagnostics(
        ImmutableArray<(Project project, Diagnostic diagnostic)> diagnostics
    )
    {
        var sorted = base.SortDistinctDiagnostics(diagnostics);
        Reported = [.. sorted.Select(found => found.diagnostic)];
        return sorted;
    }
}
