using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Roslyn's test of an analyzer and its fix, whose project is a shop's with the feeds that the generator has compiled.</summary>
/// <remarks>
/// The package would begin each case with an empty workspace, read every reference and generate every feed. A case begins with the
/// shop that <see cref="HandlerProject"/> has ready, and adds its own files.
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
        // It would run every case that reports something once more, to see that the compiler knows `#pragma`.
        TestBehaviors = TestBehaviors.SkipSuppressionCheck;
        // Without a key, a tool that fixes all of a kind does not know the kind.
        CodeActionVerifier = (action, verifier) => verifier.False(action.EquivalenceKey is null, $"\"{action.Title}\" has no key.");
        // A rule that looks at the whole project tells of a line when all were seen. The package would not have that fixed.
        if (new TAnalyzer().SupportedDiagnostics.Any(HandlerProject.IsAtEnd))
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipLocalDiagnosticCheck;
    }

    protected override string DefaultFilePathPrefix => "/shop/File";

    protected override string DefaultTestProjectName => "Shop";

    /// <summary>Gets the project of the first run, which is that of <see cref="AnalyzerTest{TVerifier}.TestState"/>.</summary>
    public Project Project { get; private set; } = null!;

    /// <summary>Gets what was reported in the first run, in the order of the text.</summary>
    public ImmutableArray<Diagnostic> Reported { get; private set; }

    /// <summary>Adds the files of the shop, and C# files with marks.</summary>
    public async Task AddSourcesAsync(SolutionState state, IEnumerable<string> marked)
    {
        // JSON and raw strings are full of what would be marks: see Markup.
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

    /// <summary>What has no place is about the whole project, which is none that runs.</summary>
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
