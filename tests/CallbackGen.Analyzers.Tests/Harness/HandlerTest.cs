using System.Collections.Immutable;
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

    /// <summary>
    /// The schema files, where they are others than <see cref="HandlerFeeds"/>; expected diagnostics may be marked in them too.
    /// </summary>
    public IReadOnlyList<(string Path, string Text)>? Schemas { get; init; }

    /// <summary>Lines of a <c>.globalconfig</c>.</summary>
    public string Config { get; init; } = "";

    /// <summary>Whether the sources must compile.</summary>
    public bool Compiles { get; init; } = true;

    /// <summary>
    /// Demands that what is reported is exactly what is marked, and that what is offered for it is right; gives it back with the
    /// project.
    /// </summary>
    public async Task<(Project Project, ImmutableArray<Diagnostic> Reported)> RunAsync()
    {
        var sources = Sources.Select(Markup.Parse).ToList();
        var schemas = (Schemas ?? HandlerFeeds.All).Select(schema => (schema.Path, Marked: Markup.Parse(schema.Text))).ToList();
        string[] texts = [.. sources.Select(source => source.Text)];
        var project =
            Schemas is null && Config.Length == 0
                ? await HandlerProject.CreateAsync(texts)
                : HandlerProject.Create(texts, [.. schemas.Select(schema => (schema.Path, schema.Marked.Text))], Config);
        var reported = await HandlerProject.AnalyzeAsync(project, [new TAnalyzer()], mustCompile: Compiles);
        foreach (var (path, (text, expected)) in sources.Select((source, index) => ($"/shop/File{index}.cs", source)).Concat(schemas))
        {
            Assert.Equal(
                Describe(text, expected.Select(mark => (mark.Id, mark.Span))),
                Describe(
                    text,
                    reported
                        .Where(diagnostic => PathOf(diagnostic) == path)
                        .Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan))
                )
            );
        }

        Assert.All(reported, diagnostic => Assert.StartsWith("/shop/", PathOf(diagnostic), StringComparison.Ordinal));
        await FixTrial.RunAsync(project, reported);
        return (project, reported);
    }

    private static string PathOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path;

    private static string Describe(string text, IEnumerable<(string Id, TextSpan Span)> found) =>
        string.Join(
            '\n',
            found
                .OrderBy(item => item.Span.Start)
                .ThenBy(item => item.Span.Length)
                .ThenBy(item => item.Id, StringComparer.Ordinal)
                .Select(item => $"{item.Id} {item.Span} {text.Substring(item.Span.Start, item.Span.Length)}")
        );
}
