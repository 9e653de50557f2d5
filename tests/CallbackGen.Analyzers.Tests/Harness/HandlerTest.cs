using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>One run of an analyzer over a project in memory.</summary>
internal sealed class HandlerTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The C# files, with the expected diagnostics marked: <c>{|CBG1001:payment|}</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public IReadOnlyList<(string Path, string Text)> Schemas { get; init; } = HandlerFeeds.All;

    /// <summary>Lines of a <c>.globalconfig</c>.</summary>
    public string Config { get; init; } = "";

    /// <summary>Whether the sources must compile.</summary>
    public bool Compiles { get; init; } = true;

    public async Task<IReadOnlyList<Diagnostic>> RunAsync()
    {
        var sources = Sources.Select(Markup.Parse).ToList();
        var project = HandlerProject.Create([.. sources.Select(source => source.Text)], Schemas, Config);
        if (Compiles)
            await HandlerProject.AssertCompilesAsync(project);
        var reported = await HandlerProject.AnalyzeAsync(project, new TAnalyzer());
        for (var i = 0; i < sources.Count; i++)
        {
            var (text, expected) = sources[i];
            Assert.Equal(
                Describe(text, expected.Select(mark => (mark.Id, mark.Span))),
                Describe(text, reported.Where(diagnostic => diagnostic.Location.GetLineSpan().Path == $"/shop/File{i}.cs").Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan))));
        }

        Assert.All(reported, diagnostic => Assert.StartsWith("/shop/File", diagnostic.Location.GetLineSpan().Path, StringComparison.Ordinal));
        return reported;
    }

    private static string Describe(string text, IEnumerable<(string Id, TextSpan Span)> found) =>
        string.Join('\n', found.OrderBy(item => item.Span.Start).ThenBy(item => item.Span.Length).ThenBy(item => item.Id, StringComparer.Ordinal)
            .Select(item => $"{item.Id} {item.Span} {text.Substring(item.Span.Start, item.Span.Length)}"));
}
