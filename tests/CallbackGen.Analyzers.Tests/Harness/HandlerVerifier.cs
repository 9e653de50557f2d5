using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Runs an analyzer of handlers over C# in which the expected diagnostics are marked.</summary>
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
        var test = new HandlerTest<TAnalyzer> { Sources = [marked], Compiles = compiles };
        await test.RunAsync();
        await new HandlerTest<TAnalyzer> { Sources = [fixedMarked] }.RunAsync();
        await test.FixAsync<TCodeFix>(fixedMarked);
    }

    /// <summary>Demands that the marked diagnostics are reported and that nothing is offered for any of them.</summary>
    public static async Task VerifyNoCodeFixAsync(string marked)
    {
        var test = new HandlerTest<TAnalyzer> { Sources = [marked] };
        await test.RunAsync();
        await test.FixAsync<TCodeFix>(marked);
    }
}

/// <summary>
/// Applies the fixes of diagnostics that are at hand. Roslyn's test applies those of one provider to all that its analyzer reports,
/// and compares the text; <see cref="FixTrial"/> has no text to compare with.
/// </summary>
internal static class HandlerFixes
{
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
