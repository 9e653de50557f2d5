using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Model;
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
            var feeds = new Lazy<IReadOnlyDictionary<string, List<string>>>(() => FindFeeds(start.Options.AdditionalFiles, Read));
            var hasTokenLibrary = start.Compilation.ReferencedAssemblyNames.Any(name => name.Name == TokenLibrary.Package);
            start.RegisterAdditionalFileAction(file => Analyze(file, Read, feeds, hasTokenLibrary));

            SchemaResult Read(SourceText text) =>
                start.TryGetValue(text, SchemaPlaces.Reading, out var result) ? result : SchemaReader.Read(text.ToString());
        });
    }

    private static void Analyze(AdditionalFileAnalysisContext context, Func<SourceText, SchemaResult> read, Lazy<IReadOnlyDictionary<string, List<string>>> feeds, bool hasTokenLibrary)
    {
        var path = context.AdditionalFile.Path;
        if (!path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        var result = read(text);
        foreach (var problem in result.Problems)
            context.ReportDiagnostic(Create(problem.Rule, path, text, problem.Span, [.. problem.Arguments]));
        foreach (var place in hasTokenLibrary ? [] : result.TokenLibraryPlaces)
            context.ReportDiagnostic(Create(SchemaRules.MissingPackage, path, text, place, TokenLibrary.Package));
        if (result.Feed is { } feed && FindTwin(feed, path, feeds.Value) is var (name, twin))
            context.ReportDiagnostic(Create(SchemaRules.DuplicateFeed, path, text, result.NamePlace, name, Path.GetFileName(twin)));
    }

    /// <summary>The first name that another file takes too, the feed's own before those of the types below it.</summary>
    private static (string Name, string Path)? FindTwin(FeedModel feed, string path, IReadOnlyDictionary<string, List<string>> files)
    {
        foreach (var type in DeclaredTypes.Of(feed))
        {
            if (files.TryGetValue(type, out var paths) && paths.FirstOrDefault(other => other != path) is { } twin)
                return (type == feed.TypeName ? feed.FeedName : $"{feed.FeedName} (its type {type})", twin);
        }

        return null;
    }

    private static Diagnostic Create(DiagnosticDescriptor rule, string path, SourceText text, TextSpan span, params string[] arguments) =>
        Diagnostic.Create(rule, Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), [.. arguments]);

    private static Dictionary<string, List<string>> FindFeeds(ImmutableArray<AdditionalText> files, Func<SourceText, SchemaResult> read)
    {
        var feeds = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in files.Where(file => file.Path.EndsWith(SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase)))
        {
            if (file.GetText() is not { } text || read(text).Feed is not { } feed)
                continue;
            foreach (var type in DeclaredTypes.Of(feed))
            {
                if (!feeds.TryGetValue(type, out var paths))
                    feeds.Add(type, paths = []);
                paths.Add(file.Path);
            }
        }

        return feeds;
    }
}
