using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// Runs an analyzer of handlers over C# in which the expected diagnostics are marked, in the shape of Roslyn's testing
/// package.
/// </summary>
internal static class HandlerVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Demands that the sources compile, and that what is reported is exactly what is marked.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> VerifyAnalyzerAsync(params string[] marked) =>
        (await new HandlerTest<TAnalyzer> { Sources = marked }.RunAsync()).Reported;
}

/// <summary>The same with a fix.</summary>
internal static class HandlerVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>
    /// Demands that fixing one diagnostic after another, and that Fix All in each of its scopes, make the fixed source,
    /// which compiles; and that the diagnostic is silent then, unless the fixed source marks it.
    /// </summary>
    public static async Task VerifyCodeFixAsync(string marked, string fixedMarked, bool compiles = true)
    {
        var (project, reported) = await new HandlerTest<TAnalyzer> { Sources = [marked], Compiles = compiles }.RunAsync();
        await new HandlerTest<TAnalyzer> { Sources = [fixedMarked] }.RunAsync();
        var (expected, _) = Markup.Parse(fixedMarked);
        await AssertTextAsync(expected, await HandlerFixes.FixOneByOneAsync(project, reported, new TAnalyzer(), new TCodeFix()));
        foreach (var scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
            await AssertTextAsync(expected, await HandlerFixes.FixAllAsync(project, reported, new TCodeFix(), scope));
    }

    /// <summary>Demands that the marked diagnostics are reported and that nothing is offered for any of them.</summary>
    public static async Task VerifyNoCodeFixAsync(string marked)
    {
        var (project, reported) = await new HandlerTest<TAnalyzer> { Sources = [marked] }.RunAsync();
        foreach (var diagnostic in reported)
            Assert.Empty(await HandlerFixes.ActionsAsync(project, diagnostic, new TCodeFix()));
    }

    private static async Task AssertTextAsync(string expected, Project project)
    {
        var text = (await project.Documents.Single(document => document.Name == "File0.cs").GetTextAsync()).ToString();
        Assert.True(expected == text, text);
    }
}

/// <summary>Applies fixes as an editor does.</summary>
internal static class HandlerFixes
{
    private const int MostRounds = 20;

    public static async Task<Project> FixOneByOneAsync(
        Project project,
        IReadOnlyList<Diagnostic> reported,
        DiagnosticAnalyzer analyzer,
        CodeFixProvider provider
    )
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (await FirstActionAsync(project, reported, provider) is not { } action)
                return project;
            project = await ApplyAsync(action);
            reported = await HandlerProject.AnalyzeAsync(project, analyzer);
        }

        throw new InvalidOperationException("The fix is offered for ever.");
    }

    public static async Task<Project> FixAllAsync(
        Project project,
        IReadOnlyList<Diagnostic> reported,
        CodeFixProvider provider,
        FixAllScope scope
    )
    {
        var first = await FirstActionAsync(project, reported, provider);
        Assert.NotNull(first);
        Assert.NotNull(first.EquivalenceKey);
        return await ApplyAsync(
            await AllAsync(
                project.Documents.Single(candidate => candidate.Name == "File0.cs"),
                reported,
                provider,
                first.EquivalenceKey,
                scope
            )
        );
    }

    public static async Task<CodeAction> AllAsync(
        Document document,
        IReadOnlyList<Diagnostic> reported,
        CodeFixProvider provider,
        string? key,
        FixAllScope scope
    )
    {
        var all = provider.GetFixAllProvider();
        Assert.NotNull(all);
        var action = await all.GetFixAsync(
            new FixAllContext(document, provider, scope, key, provider.FixableDiagnosticIds, new Found(reported), CancellationToken.None)
        );
        Assert.NotNull(action);
        return action;
    }

    public static async Task<IReadOnlyList<CodeAction>> ActionsAsync(Project project, Diagnostic diagnostic, CodeFixProvider provider)
    {
        var actions = new List<CodeAction>();
        if (
            !provider.FixableDiagnosticIds.Contains(diagnostic.Id)
            || project.GetDocument(diagnostic.Location.SourceTree) is not { } document
        )
            return actions;
        await provider.RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None)
        );
        return actions;
    }

    public static async Task<Project> ApplyAsync(CodeAction action)
    {
        var operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.Projects.Single();
    }

    private static async Task<CodeAction?> FirstActionAsync(Project project, IReadOnlyList<Diagnostic> reported, CodeFixProvider provider)
    {
        foreach (var diagnostic in reported)
        {
            var actions = await ActionsAsync(project, diagnostic, provider);
            if (actions is [var action, ..])
                return action;
        }

        return null;
    }

    private sealed class Found(IReadOnlyList<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document,
            CancellationToken cancellationToken
        )
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return diagnostics.Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
