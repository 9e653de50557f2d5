using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>One run of an analyzer over a project in memory.</summary>
internal sealed class HandlerTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The C# files, with the expected diagnostics marked: <c>{|CBG1001:payment|}</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>
    /// The schema files; those of <see cref="HandlerFeeds"/> when null. They may contain marks of expected diagnostics too.
    /// </summary>
    public IReadOnlyList<(string Path, string Text)>? Schemas { get; init; }

    /// <summary>Lines of a <c>.globalconfig</c>.</summary>
    public string Config { get; init; } = "";

    /// <summary>Whether the sources must compile.</summary>
    public bool Compiles { get; init; } = true;

    /// <summary>
    /// Checks that exactly the marked diagnostics are reported, and that the fixes for them are correct. Returns the project and the
    /// diagnostics.
    /// </summary>
    public async Task<(Project Project, ImmutableArray<Diagnostic> Reported)> RunAsync()
    {
        var test = await CreateAsync<EmptyCodeFixProvider>();
        await test.RunAsync();
        await FixTrial.RunAsync(test.Project, test.Reported);
        return (test.Project, test.Reported);
    }

    /// <summary>Checks that a fix results in these sources, applied one at a time and by Fix All in each scope.</summary>
    public async Task FixAsync<TCodeFix>(params string[] marked)
        where TCodeFix : CodeFixProvider, new()
    {
        var test = await CreateAsync<TCodeFix>();
        await test.AddSourcesAsync(test.FixedState, marked);
        await test.RunAsync();
    }

    private async Task<ShopTest<TAnalyzer, TCodeFix>> CreateAsync<TCodeFix>()
        where TCodeFix : CodeFixProvider, new()
    {
        var schemas = (Schemas ?? HandlerFeeds.All).Select(schema => (schema.Path, Marked: Markup.Parse(schema.Text))).ToList();
        var isProgram = Sources.Any(HandlerProject.IsProgram);
        (string Path, string Text)[] files = [.. schemas.Select(schema => (schema.Path, schema.Marked.Text))];
        // The generator must run in the shop itself if a rule counts the feeds of the compilation, or if the shop extends a payload.
        var generates =
            new TAnalyzer().SupportedDiagnostics.Any(HandlerProject.IsAtEnd)
            || Sources.Any(source => source.Contains("partial record Acme", StringComparison.Ordinal));
        var shop = await HandlerProject.ShopAsync(isProgram, generates, files, Config);
        var test = new ShopTest<TAnalyzer, TCodeFix>(shop)
        {
            CompilerDiagnostics = Compiles ? CompilerDiagnostics.Errors : CompilerDiagnostics.None,
        };
        await test.AddSourcesAsync(test.TestState, Sources);
        foreach (var (path, (text, expected)) in schemas)
            test.TestState.ExpectedDiagnostics.AddRange(expected.Select(mark => mark.At(path, SourceText.From(text))));
        return test;
    }
}
