using System.Collections.Concurrent;
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
    private const string UsingsName = "Usings.cs";

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
        global using Shop;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Parse);

    /// <summary>
    /// Without documentation comments, for which the compiler would bind a whole project twice, to tell which global usings are
    /// used.
    /// </summary>
    public static readonly CSharpParseOptions Undocumented = ParseOptions.WithDocumentationMode(DocumentationMode.None);

    private static readonly AnalyzerReference Generator = new GeneratorReference();

    // What is the same in nearly every test is read, generated and bound once.
    private static readonly Lazy<Task<Project>> Library = new(() => WarmAsync(OutputKind.DynamicallyLinkedLibrary));
    private static readonly Lazy<Task<Project>> Program = new(() => WarmAsync(OutputKind.ConsoleApplication));

    /// <summary>A project of the feeds that every test has, with the sources as <c>/shop/File0.cs</c> and so on.</summary>
    public static async Task<Project> CreateAsync(params string[] sources) =>
        Add(await (sources.Any(IsProgram) ? Program : Library).Value, sources);

    /// <summary>A project of feeds of its own.</summary>
    public static Project Create(IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> schemas, string config = "") =>
        Add(
            Empty("Shop", sources.Any(IsProgram) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, schemas, config),
            sources
        );

    private static Project Empty(string name, OutputKind kind, IReadOnlyList<(string Path, string Text)> schemas, string config)
    {
        var id = ProjectId.CreateNewId(name);
        var solution = new AdhocWorkspace()
            .CurrentSolution.AddProject(
                ProjectInfo.Create(
                    id,
                    VersionStamp.Default,
                    name,
                    name,
                    LanguageNames.CSharp,
                    metadataReferences: HandlerReferences.All,
                    analyzerReferences: [Generator]
                )
            )
            .WithProjectParseOptions(id, ParseOptions)
            .WithProjectCompilationOptions(
                id,
                new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false)
            )
            .AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(id),
                ".globalconfig",
                SourceText.From($"is_global = true\nbuild_property.RootNamespace = Shop\n{config}"),
                filePath: "/shop/.globalconfig"
            )
            .AddDocument(DocumentId.CreateNewId(id), UsingsName, SourceText.From(GlobalUsings), filePath: $"/shop/{UsingsName}")
            .AddDocument(DocumentId.CreateNewId(id), "Services.cs", SourceText.From(ShopServices.Source), filePath: "/shop/Services.cs");
        if (schemas.Any(schema => schema.Path == HandlerFeeds.Notice.Path) && schemas.Any(schema => schema.Path == HandlerFeeds.Ping.Path))
            solution = solution.AddDocument(
                DocumentId.CreateNewId(id),
                "AcmeApi.cs",
                SourceText.From(ShopServices.Api),
                filePath: "/shop/AcmeApi.cs"
            );
        foreach (var (path, text) in schemas)
            solution = solution.AddAdditionalDocument(
                DocumentId.CreateNewId(id),
                Path.GetFileName(path),
                SourceText.From(text),
                filePath: path
            );
        return solution.GetProject(id)!;
    }

    private static Project Add(Project project, IReadOnlyList<string> sources)
    {
        for (var i = 0; i < sources.Count; i++)
            project = project.AddDocument($"File{i}.cs", SourceText.From(sources[i]), filePath: $"/shop/File{i}.cs").Project;
        return project;
    }

    private static async Task<Project> WarmAsync(OutputKind kind)
    {
        var project = Empty("Shop", kind, HandlerFeeds.All, "");
        var compilation = (await project.GetCompilationAsync())!;
        Assert.DoesNotContain(
            compilation.GetDiagnostics(),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS5001"
        );
        return project;
    }

    /// <summary>What the analyzers report, in the order of the text; an exception of theirs fails the test.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, params DiagnosticAnalyzer[] analyzers) =>
        AnalyzeAsync(project, analyzers, mustCompile: false);

    /// <summary>The same, of a project whose own files must compile. Both are asked of one compilation, so that it is bound once.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, DiagnosticAnalyzer[] analyzers, bool mustCompile)
    {
        var (reported, driver) = await AnalyzeAsync(project, analyzers, CodeOf(project));
        if (mustCompile)
            await AssertCompilesAsync(project, driver.Compilation);
        return reported;
    }

    /// <summary>What analyzers and compiler say of some documents.</summary>
    public static async Task<(ImmutableArray<Diagnostic> Reported, IReadOnlyList<Diagnostic> Compiler)> LookAtAsync(
        Project project,
        DiagnosticAnalyzer[] analyzers,
        IReadOnlyList<DocumentId> documents
    )
    {
        var code = documents.Select(id => project.GetDocument(id)!).ToList();
        var (reported, driver) = await AnalyzeAsync(project, analyzers, code);
        var compiler = new List<Diagnostic>();
        foreach (var document in code)
            compiler.AddRange(
                driver
                    .Compilation.GetSemanticModel((await document.GetSyntaxTreeAsync())!)
                    .GetDiagnostics()
                    .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            );
        return (reported, compiler);
    }

    private static async Task<(ImmutableArray<Diagnostic> Reported, CompilationWithAnalyzers Driver)> AnalyzeAsync(
        Project project,
        DiagnosticAnalyzer[] analyzers,
        IEnumerable<Document> documents
    )
    {
        var compilation = (await project.GetCompilationAsync())!;
        var enabled = analyzers
            .SelectMany(analyzer => analyzer.SupportedDiagnostics)
            .DistinctBy(rule => rule.Id)
            .Where(rule => !rule.IsEnabledByDefault)
            .ToImmutableDictionary(rule => rule.Id, _ => ReportDiagnostic.Warn);
        var options = compilation.Options;
        compilation = compilation.WithOptions(options.WithSpecificDiagnosticOptions(enabled.SetItems(options.SpecificDiagnosticOptions)));
        // File by file, as an editor does: the compiler would bind every generated body first. It does so for the file with the
        // global usings too, to tell which of them are used.
        var failures = new ConcurrentQueue<Exception>();
        var driver = compilation.WithAnalyzers(
            [.. analyzers],
            new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions,
                (exception, _, _) => failures.Enqueue(exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false
            )
        );
        var reported = new List<Diagnostic>();
        foreach (var document in documents)
            reported.AddRange(
                await driver.GetAnalyzerSemanticDiagnosticsAsync(
                    compilation.GetSemanticModel((await document.GetSyntaxTreeAsync())!),
                    null,
                    CancellationToken.None
                )
            );
        if (analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Any(IsAtEnd))
            reported.AddRange(
                (await driver.GetAllDiagnosticsAsync(CancellationToken.None)).Where(diagnostic => IsAtEnd(diagnostic.Descriptor))
            );
        Assert.Empty(failures);
        return (
            [
                .. reported
                    .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
                    .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                    .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
            ],
            driver
        );
    }

    /// <summary>
    /// What the analyzers report of a whole project in one pass, as the compiler runs them; an exception of theirs fails the
    /// test.
    /// </summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeWholeAsync(Project project, params DiagnosticAnalyzer[] analyzers)
    {
        var failures = new ConcurrentQueue<Exception>();
        var driver = (await project.GetCompilationAsync())!.WithAnalyzers(
            [.. analyzers],
            new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions,
                (exception, _, _) => failures.Enqueue(exception),
                concurrentAnalysis: true,
                logAnalyzerExecutionTime: false,
                reportSuppressedDiagnostics: true
            )
        );
        var reported = await driver.GetAnalyzerDiagnosticsAsync(CancellationToken.None);
        Assert.DoesNotContain(failures, failure => !IsOfCompiler(failure));
        return reported;
    }

    /// <summary>
    /// Whether the compiler itself fails, whoever asks it: it cannot bind an async lambda that damage has put into an attribute.
    /// </summary>
    private static bool IsOfCompiler(Exception failure) =>
        failure is NullReferenceException
        && failure
            .StackTrace?.TrimStart()
            .StartsWith(
                "at Microsoft.CodeAnalysis.CSharp.Symbols.SourceMethodSymbol.get_ImplementationAttributes()",
                StringComparison.Ordinal
            ) == true;

    /// <summary>Whether a rule is told only when the whole project was seen.</summary>
    public static bool IsAtEnd(DiagnosticDescriptor rule) => rule.CustomTags.Contains(WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>Demands that the project's own files compile; that generated ones do is tested where they are generated.</summary>
    public static async Task AssertCompilesAsync(Project project) =>
        await AssertCompilesAsync(project, (await project.GetCompilationAsync())!);

    private static async Task AssertCompilesAsync(Project project, Compilation compilation)
    {
        foreach (var document in CodeOf(project))
        {
            var model = compilation.GetSemanticModel((await document.GetSyntaxTreeAsync())!);
            Assert.Equal(
                "",
                string.Join('\n', model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5))
            );
        }
    }

    private static IEnumerable<Document> CodeOf(Project project) => project.Documents.Where(document => document.Name != UsingsName);

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
