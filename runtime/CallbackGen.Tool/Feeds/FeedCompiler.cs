using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using CallbackGen.Ed25519;
using CallbackGen.IdentityModel;
using CallbackGen.Tool.Output;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Tool.Feeds;

/// <summary>
/// Compiles schemas in memory with the generator that is installed with the tool, loaded as the compiler loads it, against the
/// runtime that the tool uses. It has no knowledge of schemas: a feed behaves as its generated verifier does.
/// </summary>
/// <remarks>
/// Thread-safe. A second compilation in one process takes a fraction of the first one's time, which is mostly spent on loading
/// the compiler.
/// </remarks>
internal sealed class FeedCompiler
{
    /// <summary>The list of feeds, in the generator's default namespace.</summary>
    private const string RegistryType = "Callbacks.CallbackFeeds";

    /// <summary>The category of the rules about schemas.</summary>
    private const string SchemaRules = "CallbackGen.Schema";

    // Nullable analysis of generated code is covered by its own tests; it would take a seventh of the compilation time.
    private static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(
        LanguageVersion.CSharp13,
        DocumentationMode.None
    ).WithFeatures([KeyValuePair.Create("run-nullable-analysis", "never")]);

    private static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Enable
    );

    private readonly ImmutableArray<MetadataReference> _references;
    private readonly ImmutableArray<DiagnosticAnalyzer> _analyzers;
    private GeneratorDriver _driver;

    private FeedCompiler(
        ImmutableArray<MetadataReference> references,
        ImmutableArray<DiagnosticAnalyzer> analyzers,
        GeneratorDriver driver
    ) => (_references, _analyzers, _driver) = (references, analyzers, driver);

    /// <summary>Loads the generator.</summary>
    /// <exception cref="ToolException">The generator is missing from the installation.</exception>
    public static FeedCompiler Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "generator", "CallbackGen.Generator.dll");
        if (!File.Exists(path))
            throw ToolException.Unreadable(path, "the generator is missing: the tool is not whole. Install it again.");
        var generator = new AnalyzerFileReference(path, new GeneratorLoader());
        return new(
            References(),
            [
                .. generator
                    .GetAnalyzers(LanguageNames.CSharp)
                    .Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Category == SchemaRules)),
            ],
            CSharpGeneratorDriver.Create(generator.GetGenerators(LanguageNames.CSharp), parseOptions: ParseOptions)
        );
    }

    /// <summary>Compiles schemas as one project.</summary>
    /// <param name="schemas">The schemas.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>The feeds and diagnostics; to be disposed.</returns>
    public CompiledFeeds Compile(IReadOnlyList<SchemaSource> schemas, CancellationToken cancellationToken = default) =>
        Compile(schemas, isAnalyzed: true, cancellationToken);

    /// <summary>
    /// Compiles schemas as one project for verifiers that run only a few times: JIT compilation takes half the time, but the code
    /// is slower.
    /// </summary>
    /// <param name="schemas">The schemas.</param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>The feeds and diagnostics; to be disposed.</returns>
    public CompiledFeeds CompileToRunOnce(IReadOnlyList<SchemaSource> schemas, CancellationToken cancellationToken = default) =>
        Compile(schemas, isAnalyzed: true, CompilationOptions.WithOptimizationLevel(OptimizationLevel.Debug), cancellationToken);

    /// <summary>Compiles schemas as one project.</summary>
    /// <param name="schemas">The schemas.</param>
    /// <param name="isAnalyzed">
    /// Whether the schema analyzer runs too. Errors that make a feed reject every request are reported by the generator itself.
    /// </param>
    /// <param name="cancellationToken">Cancels the compilation.</param>
    /// <returns>The feeds and diagnostics; to be disposed.</returns>
    public CompiledFeeds Compile(IReadOnlyList<SchemaSource> schemas, bool isAnalyzed, CancellationToken cancellationToken = default) =>
        Compile(schemas, isAnalyzed, CompilationOptions, cancellationToken);

    private CompiledFeeds Compile(
        IReadOnlyList<SchemaSource> schemas,
        bool isAnalyzed,
        CSharpCompilationOptions options,
        CancellationToken cancellationToken
    )
    {
        ImmutableArray<AdditionalText> texts = [.. schemas.Select(schema => new SchemaFile(schema))];
        var project = CSharpCompilation.Create("Callbacks", [], _references, options);
        var analyzing = !isAnalyzed
            ? Task.FromResult(ImmutableArray<Diagnostic>.Empty)
            : Task.Run(
                () => project.WithAnalyzers(_analyzers, new AnalyzerOptions(texts)).GetAnalyzerDiagnosticsAsync(cancellationToken),
                cancellationToken
            );

        // The driver caches the output of unchanged texts.
        var driver = _driver
            .ReplaceAdditionalTexts(texts)
            .RunGeneratorsAndUpdateCompilation(project, out var whole, out var told, cancellationToken);
        _driver = driver;
        var findings = told.Select(FindingOf).ToList();
        var (context, feeds) = Emit(whole, findings, cancellationToken);
        findings.AddRange(analyzing.GetAwaiter().GetResult().Select(FindingOf));
        return new(
            context,
            Pair(feeds, schemas),
            [
                .. findings
                    .Distinct()
                    .OrderBy(finding => finding.Place?.File, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Place?.Line)
                    .ThenBy(finding => finding.Place?.Column),
            ]
        );
    }

    private static (AssemblyLoadContext? Context, IReadOnlyList<CallbackFeed> Feeds) Emit(
        Compilation whole,
        List<Finding> findings,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream();
        var result = whole.Emit(stream, cancellationToken: cancellationToken);
        if (!result.Success)
        {
            // A bug of the generator must not be reported as an error of the schema: it has the compiler's own id.
            findings.AddRange(
                result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5).Select(FindingOf)
            );
            return (null, []);
        }

        stream.Position = 0;
        var context = new AssemblyLoadContext("callbacks", isCollectible: true);
        var registry = context.LoadFromStream(stream).GetType(RegistryType);
        return (context, (IReadOnlyList<CallbackFeed>?)registry?.GetProperty("All")!.GetValue(null) ?? []);
    }

    private static IReadOnlyList<CompiledFeed> Pair(IReadOnlyList<CallbackFeed> feeds, IReadOnlyList<SchemaSource> schemas)
    {
        // Of two files with the same name, the generator uses the first by path, and reports the other.
        var named = schemas
            .Where(schema => schema.FeedName is not null)
            .OrderBy(schema => schema.Path, StringComparer.Ordinal)
            .GroupBy(schema => schema.FeedName!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return
        [
            .. feeds
                .OrderBy(feed => feed.Name, StringComparer.Ordinal)
                .Where(feed => named.ContainsKey(feed.Name))
                .Select(feed => new CompiledFeed(feed, named[feed.Name])),
        ];
    }

    private static Finding FindingOf(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return new(
            diagnostic.Id,
            diagnostic.Severity switch
            {
                DiagnosticSeverity.Error => Severity.Error,
                DiagnosticSeverity.Warning => Severity.Warning,
                _ => Severity.Note,
            },
            diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            diagnostic.Location.Kind == LocationKind.None
                ? null
                : new(
                    span.Path,
                    span.StartLinePosition.Line + 1,
                    span.StartLinePosition.Character + 1,
                    span.EndLinePosition.Line + 1,
                    span.EndLinePosition.Character + 1
                )
        )
        {
            Title = diagnostic.Descriptor.Title.ToString(System.Globalization.CultureInfo.InvariantCulture),
            HelpLink = diagnostic.Descriptor.HelpLinkUri is { Length: > 0 } link ? link : null,
        };
    }

    /// <summary>Returns references to the platform that the tool runs on, and to the runtime libraries.</summary>
    private static ImmutableArray<MetadataReference> References() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Where(path =>
                    Path.GetFileName(path) is var name
                    && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll")
                )
                .Append(typeof(CallbackFeed).Assembly.Location)
                .Append(typeof(IdentityModelSignatures).Assembly.Location)
                .Append(typeof(Ed25519Signatures).Assembly.Location)
                .Select(path => MetadataReference.CreateFromFile(path)),
        ];

    private sealed class SchemaFile(SchemaSource schema) : AdditionalText
    {
        private readonly Microsoft.CodeAnalysis.Text.SourceText _text = Microsoft.CodeAnalysis.Text.SourceText.From(
            schema.Text,
            System.Text.Encoding.UTF8
        );

        public override string Path => schema.Path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }

    /// <summary>Loads the generator into its own context, in which the compiler is the tool's own.</summary>
    private sealed class GeneratorLoader : IAnalyzerAssemblyLoader
    {
        private readonly AssemblyLoadContext _context = new("generator");

        public void AddDependencyLocation(string fullPath)
        {
            // The generator is a single file without dependencies of its own.
        }

        public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);
    }
}
