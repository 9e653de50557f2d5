using System.Collections.Immutable;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// Reports every problem in a schema file at its place in the JSON text. The generator reports nothing: what an
/// analyzer reports is shown while typing and can be configured.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SchemaAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. SchemaRules.All];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var feeds = new Lazy<IReadOnlyDictionary<string, List<string>>>(() => FindFeeds(start.Options.AdditionalFiles));
            start.RegisterAdditionalFileAction(file => Analyze(file, feeds));
        });
    }

    private static void Analyze(AdditionalFileAnalysisContext context, Lazy<IReadOnlyDictionary<string, List<string>>> feeds)
    {
        var path = context.AdditionalFile.Path;
        if (!path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        var result = SchemaReader.Read(text.ToString());
        foreach (var problem in result.Problems)
            context.ReportDiagnostic(Create(problem.Rule, path, text, problem.Span, [.. problem.Arguments]));
        if (result.Feed is { } feed && feeds.Value.TryGetValue(feed.TypeName, out var paths) && paths.FirstOrDefault(other => other != path) is { } twin)
            context.ReportDiagnostic(Create(SchemaRules.DuplicateFeed, path, text, result.NamePlace, feed.FeedName, Path.GetFileName(twin)));
    }

    private static Diagnostic Create(DiagnosticDescriptor rule, string path, SourceText text, TextSpan span, params string[] arguments) =>
        Diagnostic.Create(rule, Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), [.. arguments]);

    private static Dictionary<string, List<string>> FindFeeds(ImmutableArray<AdditionalText> files)
    {
        var feeds = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Where(file => file.Path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase)))
        {
            if (file.GetText() is not { } text || SchemaReader.Read(text.ToString()).Feed is not { } feed)
                continue;
            if (!feeds.TryGetValue(feed.TypeName, out var paths))
                feeds.Add(feed.TypeName, paths = []);
            paths.Add(file.Path);
        }

        return feeds;
    }
}
