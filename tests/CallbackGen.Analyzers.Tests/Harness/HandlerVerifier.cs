using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Runs an analyzer of handlers over C# in which the expected diagnostics are marked.</summary>
internal static class HandlerVerifier<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>Checks that the sources compile, and that exactly the marked diagnostics are reported.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> VerifyAnalyzerAsync(params string[] marked) =>
        (await new HandlerTest<TAnalyzer> { Sources = marked }.RunAsync()).Reported;
}

/// <summary>Runs an analyzer and a code fix over C# in which the expected diagnostics are marked.</summary>
internal static class HandlerVerifier<TAnalyzer, TCodeFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>
    /// Checks that the fix, applied one at a time and by Fix All in each scope, results in the fixed source; that it compiles;
    /// and that only the diagnostics that are marked in it are reported for it.
    /// </summary>
    public static async Task VerifyCodeFixAsync(string marked, string fixedMarked, bool compiles = true)
    {
        var test = new HandlerTest<TAnalyzer> { Sources = [marked], Compiles = compiles };
        await test.RunAsync();
        await new HandlerTest<TAnalyzer> { Sources = [fixedMarked] }.RunAsync();
        await test.FixAsync<TCodeFix>(fixedMarked);
    }

    /// <summary>Checks that the marked diagnostics are reported, and that no fix is offered for them.</summary>
    public static async Task VerifyNoCodeFixAsync(string marked)
    {
        var test = new HandlerTest<TAnalyzer> { Sources = [marked] };
        await test.RunAsync();
        await test.FixAsync<TCodeFix>(marked);
    }
}

/// <summary>
/// Applies the fixes of given diagnostics, for <see cref="FixTrial"/>. Roslyn's test needs the expected text of the fixed source, which
/// that check does not have.
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
