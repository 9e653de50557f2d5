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
/// A shop's project in a workspace: its C# files, its schema files, and the real generator, which runs as in an editor. Generated
/// files are not documents of the project, so that no fix can change them.
/// </summary>
internal static class HandlerProject
{
    private const string UsingsName = "Usings.cs";

    // The implicit usings of the web SDK that the tests need, and the shop's namespace.
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
    /// Without documentation comments: with them, the compiler binds the whole project twice, to find unused global usings.
    /// </summary>
    public static readonly CSharpParseOptions Undocumented = ParseOptions.WithDocumentationMode(DocumentationMode.None);

    private static readonly AnalyzerReference Generator = new GeneratorReference();

    private static readonly ConcurrentDictionary<string, Lazy<Task<MetadataReference>>> Feeds = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<Task<Project>>> Shops = new(StringComparer.Ordinal);

    // Nearly every test uses one of these two projects, so each is parsed, generated and bound once.
    private static readonly Lazy<Task<Project>> Library = new(() => WarmAsync(isProgram: false));
    private static readonly Lazy<Task<Project>> Program = new(() => WarmAsync(isProgram: true));

    /// <summary>Creates a project with the feeds of <see cref="HandlerFeeds"/>; its sources are <c>/shop/File0.cs</c> and so on.</summary>
    public static async Task<Project> CreateAsync(params string[] sources) =>
        Add(await (sources.Any(IsProgram) ? Program : Library).Value, sources);

    /// <summary>Creates a project with the given schema files instead.</summary>
    public static Project Create(IReadOnlyList<string> sources, IReadOnlyList<(string Path, string Text)> schemas, string config = "") =>
        Add(Shop(sources.Any(IsProgram), schemas, config), sources);

    /// <summary>
    /// Creates a shop without the sources of a case. It contains the generator, or refers to an assembly with the generated feeds, so
    /// that the generated code is bound once and not in every case.
    /// </summary>
    public static Task<Project> ShopAsync(
        bool isProgram,
        bool generates,
        IReadOnlyList<(string Path, string Text)> schemas,
        string config
    ) =>
        OnceAsync(
            Shops,
            $"{isProgram} {generates} {config}",
            schemas,
            async () =>
            {
                var shop = generates
                    ? Shop(isProgram, schemas, config)
                    : WithServices(
                        Empty("Shop", isProgram, schemas, config)
                            .AddMetadataReference(await OnceAsync(Feeds, config, schemas, () => CompileAsync(schemas, config))),
                        schemas
                    );
                _ = await shop.GetCompilationAsync();
                return shop;
            }
        );

    private static Project Shop(bool isProgram, IReadOnlyList<(string Path, string Text)> schemas, string config) =>
        WithServices(Empty("Shop", isProgram, schemas, config).WithAnalyzerReferences([Generator]), schemas);

    private static async Task<MetadataReference> CompileAsync(IReadOnlyList<(string Path, string Text)> schemas, string config)
    {
        var project = Empty("Feeds", isProgram: false, schemas, config)
            .WithAnalyzerReferences([Generator])
            .AddDocument("Friends.cs", """[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Shop")]""")
            .Project;
        return (await project.GetCompilationAsync())!.ToMetadataReference();
    }

    private static Task<T> OnceAsync<T>(
        ConcurrentDictionary<string, Lazy<Task<T>>> known,
        string kind,
        IReadOnlyList<(string Path, string Text)> schemas,
        Func<Task<T>> make
    ) =>
        known
            .GetOrAdd(
                string.Join('\0', schemas.Select(schema => $"{schema.Path}\0{schema.Text}").Prepend(kind)),
                _ => new Lazy<Task<T>>(make)
            )
            .Value;

    private static Project Empty(string name, bool isProgram, IReadOnlyList<(string Path, string Text)> schemas, string config)
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
                    parseOptions: ParseOptions,
                    compilationOptions: new CSharpCompilationOptions(
                        isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                        nullableContextOptions: NullableContextOptions.Enable,
                        concurrentBuild: false
                    ),
                    metadataReferences: HandlerReferences.All
                )
            )
            .AddAnalyzerConfigDocument(
                DocumentId.CreateNewId(id),
                ".globalconfig",
                SourceText.From($"is_global = true\nbuild_property.RootNamespace = Shop\n{config}"),
                filePath: "/shop/.globalconfig"
            );
        foreach (var (path, text) in schemas)
            solution = solution.AddAdditionalDocument(
                DocumentId.CreateNewId(id),
                Path.GetFileName(path),
                SourceText.From(text),
                folders: path.Split('/')[2..^1],
                filePath: path
            );
        return solution.GetProject(id)!;
    }

    private static Project WithServices(Project project, IReadOnlyList<(string Path, string Text)> schemas)
    {
        project = With(project, UsingsName, GlobalUsings);
        project = With(project, "Services.cs", ShopServices.Source);
        return
            schemas.Any(schema => schema.Path == HandlerFeeds.Notice.Path) && schemas.Any(schema => schema.Path == HandlerFeeds.Ping.Path)
            ? With(project, "AcmeApi.cs", ShopServices.Api)
            : project;
    }

    private static Project With(Project project, string name, string text) =>
        project.AddDocument(name, SourceText.From(text), filePath: $"/shop/{name}").Project;

    private static Project Add(Project project, IReadOnlyList<string> sources)
    {
        for (var i = 0; i < sources.Count; i++)
            project = With(project, $"File{i}.cs", sources[i]);
        return project;
    }

    private static async Task<Project> WarmAsync(bool isProgram)
    {
        var project = await ShopAsync(isProgram, generates: true, HandlerFeeds.All, "");
        var compilation = (await project.GetCompilationAsync())!;
        Assert.DoesNotContain(
            compilation.GetDiagnostics(),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS5001"
        );
        return project;
    }

    /// <summary>Returns the diagnostics of analyzers, sorted by location. An exception in an analyzer fails the test.</summary>
    public static Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, params DiagnosticAnalyzer[] analyzers) =>
        AnalyzeAsync(project, analyzers, mustCompile: false);

    /// <summary>The same; optionally checks with the same compilation, which is bound once, that the files compile.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, DiagnosticAnalyzer[] analyzers, bool mustCompile)
    {
        var (reported, driver) = await AnalyzeAsync(project, analyzers, CodeOf(project));
        if (mustCompile)
            await AssertCompilesAsync(project, driver.Compilation);
        return reported;
    }

    /// <summary>Returns the diagnostics of analyzers and of the compiler for some documents.</summary>
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
        // File by file, as an editor does: for the whole project, the compiler binds every generated body first. It also does so for
        // the file with the global usings, to find unused ones.
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
    /// Returns the diagnostics of analyzers for a whole project in one pass, as in a build. An exception in an analyzer fails the
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
    /// Whether the exception is a fault of the compiler: it cannot bind an async lambda in an attribute, which the mutated code contains.
    /// </summary>
    private static bool IsOfCompiler(Exception failure) =>
        failure is NullReferenceException
        && failure
            .StackTrace?.TrimStart()
            .StartsWith(
                "at Microsoft.CodeAnalysis.CSharp.Symbols.SourceMethodSymbol.get_ImplementationAttributes()",
                StringComparison.Ordinal
            ) == true;

    /// <summary>Whether a rule is reported only at the end of the compilation.</summary>
    public static bool IsAtEnd(DiagnosticDescriptor rule) => rule.CustomTags.Contains(WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>Checks that the project's own files compile. The generator's tests check that generated files compile.</summary>
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

    public static bool IsProgram(string source) =>
        CSharpSyntaxTree.ParseText(source, ParseOptions).GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();

    private sealed class GeneratorReference : AnalyzerReference
    {
        // Always the same instance, because the workspace caches the generator's results by it.
        private readonly ImmutableArray<ISourceGenerator> _generators = [new CallbackGenerator().AsSourceGenerator()];

        public override string? FullPath => null;

        public override object Id => nameof(CallbackGenerator);

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => _generators;
    }
}
