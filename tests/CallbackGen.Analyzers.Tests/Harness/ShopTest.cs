using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Roslyn's test of an analyzer and its fix, in the project of a shop with generated feeds.</summary>
/// <remarks>
/// By default, the package creates a workspace for each case, reads every reference and generates every feed. Here a case adds its
/// files to the cached project of <see cref="HandlerProject"/>.
/// </remarks>
internal sealed class ShopTest<TAnalyzer, TCodeFix> : CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    private readonly Project _shop;

    /// <param name="shop">The shop without the files of the case.</param>
    public ShopTest(Project shop)
    {
        _shop = shop;
        // That check would run every case with a diagnostic once more, only to test that `#pragma` suppresses it.
        TestBehaviors = TestBehaviors.SkipSuppressionCheck;
        // Fix All needs the key to group equal fixes.
        CodeActionVerifier = (action, verifier) => verifier.False(action.EquivalenceKey is null, $"\"{action.Title}\" has no key.");
        // The package refuses to fix diagnostics that are reported at the end of a compilation, unless this is set.
        if (new TAnalyzer().SupportedDiagnostics.Any(HandlerProject.IsAtEnd))
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck;
    }

    protected override string DefaultFilePathPrefix => "/shop/File";

    protected override string DefaultTestProjectName => "Shop";

    /// <summary>Gets the project of the first run, with the files of <see cref="AnalyzerTest{TVerifier}.TestState"/>.</summary>
    public Project Project { get; private set; } = null!;

    /// <summary>Gets the diagnostics of the first run, sorted by location.</summary>
    public ImmutableArray<Diagnostic> Reported { get; private set; }

    /// <summary>Adds the files of the shop, and C# files with marks.</summary>
    public async Task AddSourcesAsync(SolutionState state, IEnumerable<string> marked)
    {
        // The package would take parts of JSON and raw strings for marks: Markup parses them instead.
        state.MarkupHandling = MarkupMode.None;
        foreach (var document in _shop.Documents)
            state.Sources.Add((document.FilePath!, await document.GetTextAsync()));
        foreach (var document in _shop.AdditionalDocuments)
            state.AdditionalFiles.Add((document.FilePath!, await document.GetTextAsync()));
        foreach (var document in _shop.AnalyzerConfigDocuments)
            state.AnalyzerConfigFiles.Add((document.FilePath!, await document.GetTextAsync()));
        foreach (var (text, expected) in marked.Select(Markup.Parse))
        {
            var path = $"{DefaultFilePathPrefix}{state.Sources.Count - _shop.DocumentIds.Count}.cs";
            var source = SourceText.From(text);
            state.Sources.Add((path, source));
            state.ExpectedDiagnostics.AddRange(expected.Select(mark => mark.At(path, source)));
        }
    }

    protected override Task<Project> CreateProjectImplAsync(
        EvaluatedProjectState primaryProject,
        ImmutableArray<EvaluatedProjectState> additionalProjects,
        CancellationToken cancellationToken
    )
    {
        var project = _shop;
        foreach (var (path, text) in primaryProject.Sources.Skip(_shop.DocumentIds.Count))
            project = project.AddDocument(Path.GetFileName(path), text, filePath: path).Project;
        return Task.FromResult(project);
    }

    protected override Project ApplyCompilationOptions(Project project)
    {
        var applied = base.ApplyCompilationOptions(project);
        Project ??= applied;
        return applied;
    }

    /// <summary>Ignores diagnostics without a location: they concern the whole project, which need not be a complete program.</summary>
    protected override bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics) =>
        diagnostic.Location.IsInSource && base.IsCompilerDiagnosticIncluded(diagnostic, compilerDiagnostics);

    protected override ImmutableArray<(Project project, Diagnostic diagnostic)> SortDistinctDiagnostics(
        ImmutableArray<(Project project, Diagnostic diagnostic)> diagnostics
    )
    {
        var sorted = base.SortDistinctDiagnostics(diagnostics);
        if (Reported.IsDefault)
            Reported = [.. sorted.Select(found => found.diagnostic)];
        return sorted;
    }
}
