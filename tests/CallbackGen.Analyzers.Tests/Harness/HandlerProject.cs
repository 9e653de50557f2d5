using System.Collections.Immutable;
using CallbackGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// A shop's project in a workspace: its C#, its schema files, and the real generator, which compiles them as it does in
/// an editor. The generated files are part of the compilation and no documents, so that no fix can change them.
/// </summary>
internal static class HandlerProject
{
    // What a project of the web SDK has by itself, and the namespaces of the runtime.
    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Parse);

    private static readonly AnalyzerReference Generator = new GeneratorReference();

    private static readonly Solution Empty = new AdhocWorkspace().CurrentSolution;

    /// <summary>A solution with one project, which has the sources as <c>/shop/File0.cs</c> and so on.</summary>
    public static Project Create(IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> schemas, string config = "")
    {
        var solution = AddProject(Empty, "Shop", sources, schemas, config, out var id);
        return solution.GetProject(id)!;
    }

    public static Solution AddProject(
        Solution solution, string name, IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> schemas, string config, out ProjectId id)
    {
        id = ProjectId.CreateNewId(name);
        var folder = "/" + name.ToLowerInvariant();
        var kind = sources.Any(IsProgram) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        solution = solution
            .AddProject(ProjectInfo.Create(id, VersionStamp.Default, name, name, LanguageNames.CSharp, metadataReferences: HandlerReferences.All, analyzerReferences: [Generator]))
            .WithProjectParseOptions(id, ParseOptions)
            .WithProjectCompilationOptions(id, new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false))
            .AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), ".globalconfig", SourceText.From($"is_global = true\nbuild_property.RootNamespace = Shop\n{config}"), filePath: folder + "/.globalconfig")
            .AddDocument(DocumentId.CreateNewId(id), "Usings.cs", SourceText.From(GlobalUsings), filePath: folder + "/Usings.cs");
        foreach (var (path, text) in schemas)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id), Path.GetFileName(path), SourceText.From(text), filePath: path);
        for (var i = 0; i < sources.Count; i++)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"File{i}.cs", SourceText.From(sources[i]), filePath: $"{folder}/File{i}.cs");
        return solution;
    }

    /// <summary>What the analyzers report, in the order of the text; an exception of theirs is a diagnostic too.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, params DiagnosticAnalyzer[] analyzers)
    {
        var compilation = (await project.GetCompilationAsync())!;
        var enabled = analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(rule => rule.Id)
            .Where(rule => !rule.IsEnabledByDefault)
            .ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn);
        var options = compilation.Options;
        compilation = compilation.WithOptions(options.WithSpecificDiagnosticOptions(enabled.SetItems(options.SpecificDiagnosticOptions)));
        var reported = await compilation
            .WithAnalyzers([.. analyzers], new CompilationWithAnalyzersOptions(project.AnalyzerOptions, null, concurrentAnalysis: true, logAnalyzerExecutionTime: false))
            .GetAnalyzerDiagnosticsAsync();
        return [.. reported.OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>Demands that the project compiles, its generated files included.</summary>
    public static async Task AssertCompilesAsync(Project project)
    {
        var compilation = (await project.GetCompilationAsync())!;
        Assert.Equal("", string.Join('\n', compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
    }

    private static bool IsProgram(string source) =>
        CSharpSyntaxTree.ParseText(source, ParseOptions).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();

    private sealed class GeneratorReference : AnalyzerReference
    {
        // One instance for good: the workspace looks its results up by it.
        private readonly ImmutableArray<ISourceGenerator> _generators = [new CallbackGenerator().AsSourceGenerator()];

        public override string? FullPath => null;

        public override object Id => nameof(CallbackGenerator);

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => _generators;
    }
}
