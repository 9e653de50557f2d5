using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// Reports the problems in a schema file at their spans in the JSON text, while the user types. Problems that omit a type or change its
/// trust level are excluded: the generator reports these, so that each problem is reported once.
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
            var files = new Lazy<FeedFiles>(() => FeedFiles.Find(start.Options.AdditionalFiles, Read));
            var packages = start.Compilation.ReferencedAssemblyNames.Select(name => name.Name).ToArray();
            start.RegisterAdditionalFileAction(file => Analyze(file, Read, files, packages));

            SchemaResult Read(SourceText text) =>
                start.TryGetValue(text, SchemaPlaces.Reading, out var result) ? result : SchemaReader.Read(text.ToString());
        });
    }

    private static void Analyze(
        AdditionalFileAnalysisContext context,
        Func<SourceText, SchemaResult> read,
        Lazy<FeedFiles> files,
        string[] packages
    )
    {
        var path = context.AdditionalFile.Path;
        if (!SchemaReader.IsSchemaFile(path) || context.AdditionalFile.GetText(context.CancellationToken) is not { } text)
            return;
        var result = read(text);
        foreach (var problem in result.OfAnalyzer)
            context.ReportDiagnostic(SchemaProblem.At(problem, path, text).ToDiagnostic());
        foreach (var (place, library) in result.TokenLibraryPlaces.Where(needed => !packages.Contains(needed.Library.Package)))
            context.ReportDiagnostic(Create(SchemaRules.MissingPackage, path, text, place, library.Package, library.What));
        if (result.Feed is not { } feed)
            return;
        if (!string.Equals(Path.GetFileName(path), feed.FeedName + SchemaReader.FileSuffix, StringComparison.OrdinalIgnoreCase))
            context.ReportDiagnostic(
                Create(SchemaRules.OtherFileName, path, text, result.NamePlace, feed.FeedName, feed.FeedName + SchemaReader.FileSuffix)
            );
        if (files.Value.FindOverlap(feed) is { } other)
            context.ReportDiagnostic(
                Create(
                    SchemaRules.SharedSelection,
                    path,
                    text,
                    result.SelectPlace,
                    $"A request may satisfy this \"select\" and that of {other}, and then the order in which they are mapped decides"
                )
            );
        if (files.Value.FindEventProblem(feed) is { } wrong)
            context.ReportDiagnostic(Create(SchemaRules.SharedEvent, path, text, result.EventPlace, wrong));
        foreach (var problem in SharedKeys.Find(feed, result.KeyPlaces, files.Value))
            context.ReportDiagnostic(Create(problem.Rule, path, text, problem.Span, [.. problem.Arguments]));
    }

    private static Diagnostic Create(DiagnosticDescriptor rule, string path, SourceText text, TextSpan span, params string[] arguments) =>
        Diagnostic.Create(rule, Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), [.. arguments]);
}
