using System.Text;
using CallbackGen.Generator;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// Runs the generator and the schema analyzer over files in memory, and compares their diagnostics with the marked ones.
/// </summary>
internal static class SchemaVerifier
{
    /// <summary>The path of a test's only schema file.</summary>
    public const string Path = "schemas/acme.paid.callback.json";

    private static readonly CSharpCompilation Bare = CSharpCompilation.Create("Tests", [CSharpSyntaxTree.ParseText("class C;")]);

    /// <summary>Empty assemblies with the names of the packages that a scheme may need.</summary>
    public static readonly MetadataReference[] Packages =
    [
        CSharpCompilation.Create("CallbackGen.IdentityModel").ToMetadataReference(),
        CSharpCompilation.Create("CallbackGen.Ed25519").ToMetadataReference(),
    ];

    private static readonly CSharpCompilation Compilation = Bare.AddReferences(Packages);

    /// <summary>Reported for nearly every signed message, so only the cases about this rule check it.</summary>
    public const string Pointer = "CBG0041";

    /// <summary>Reported for every message with an unchecked time, so only the cases about this rule check it.</summary>
    private const string Time = "CBG0094";

    /// <summary>Reported for the name of the file, which is arbitrary in most tests.</summary>
    private const string FileName = "CBG0093";

    /// <summary>Checks that exactly the marked diagnostics are reported, at the marked places. Returns them.</summary>
    public static Task<IReadOnlyList<Diagnostic>> VerifyAsync(string marked, string? rule = null) => VerifyAsync(rule, (Path, marked));

    public static Task<IReadOnlyList<Diagnostic>> VerifyAsync(params (string Path, string Marked)[] files) => VerifyAsync(null, files);

    private static async Task<IReadOnlyList<Diagnostic>> VerifyAsync(string? rule, params (string Path, string Marked)[] files)
    {
        var test = new SchemaTest(
            files.Select(file =>
                (file.Path, Markup.Parse(file.Marked)) switch
                {
                    var (path, (text, expected)) => (path, text, expected),
                }
            ),
            id => id != FileName && (id is not (Pointer or Time) || rule == id)
        );
        await test.RunAsync();
        return test.Reported;
    }

    /// <summary>Returns all diagnostics of the analyzer and the generator, sorted by location.</summary>
    /// <param name="files">The schema files.</param>
    /// <param name="hasPackages">Whether the project refers to every package that a scheme may need.</param>
    /// <param name="generates">Whether the generator is run too.</param>
    /// <param name="asksNames">Whether the rule about the name of the file (CBG0093) is checked.</param>
    /// <param name="cancellationToken">Cancels the analysis.</param>
    public static async Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(
        AdditionalText[] files,
        bool hasPackages = true,
        bool generates = true,
        bool asksNames = false,
        CancellationToken cancellationToken = default
    )
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([.. files]),
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false
        );
        var reported = await new CompilationWithAnalyzers(
            hasPackages ? Compilation : Bare,
            [new SchemaAnalyzer()],
            options
        ).GetAnalyzerDiagnosticsAsync(cancellationToken);
        return
        [
            .. reported
                .Concat(generates ? Generate(files, cancellationToken) : [])
                .Where(diagnostic => asksNames || diagnostic.Id != FileName)
                .OrderBy(PathOf, StringComparer.Ordinal)
                .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    public static Task<IReadOnlyList<Diagnostic>> AnalyzeAsync(string text) => AnalyzeAsync([new MemoryFile(Path, text)]);

    /// <summary>Returns the diagnostics of the generator.</summary>
    public static IReadOnlyList<Diagnostic> Generate(AdditionalText[] files, CancellationToken cancellationToken = default) =>
        CSharpGeneratorDriver
            .Create([new CallbackGenerator().AsSourceGenerator()], files)
            .RunGenerators(Bare, cancellationToken)
            .GetRunResult()
            .Diagnostics;

    /// <summary>Returns the message in the invariant culture, regardless of the machine's language.</summary>
    public static string MessageOf(Diagnostic diagnostic) => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    private static string PathOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path ?? "";
}

/// <summary>An additional file in memory.</summary>
internal sealed class MemoryFile(string path, SourceText text) : AdditionalText
{
    public MemoryFile(string path, string text)
        : this(path, SourceText.From(text, Encoding.UTF8)) { }

    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return text;
    }
}
