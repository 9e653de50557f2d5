using System.Text;
using CallbackGen.Generator;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>
/// Runs the generator and the schema analyzer over files in memory, and compares what both report with what is marked in them.
/// </summary>
internal static class SchemaVerifier
{
    /// <summary>Where a test's only file stands.</summary>
    public const string Path = "schemas/acme.paid.callback.json";

    private static readonly CSharpCompilation Bare = CSharpCompilation.Create("Tests", [CSharpSyntaxTree.ParseText("class C;")]);

    /// <summary>Every package that a scheme may need, as far as its name goes.</summary>
    public static readonly MetadataReference[] Packages =
    [
        CSharpCompilation.Create("CallbackGen.IdentityModel").ToMetadataReference(),
        CSharpCompilation.Create("CallbackGen.Ed25519").ToMetadataReference(),
    ];

    private static readonly CSharpCompilation Compilation = Bare.AddReferences(Packages);

    /// <summary>It is told of nearly every message, so that only cases about it ask for it.</summary>
    public const string Pointer = "CBG0041";

    /// <summary>It is told of every message with a time, which cases about other things leave unchecked.</summary>
    private const string Time = "CBG0094";

    /// <summary>It is about the name of the file, which tests give as they like.</summary>
    private const string FileName = "CBG0093";

    /// <summary>Demands that the reported ids and places are exactly the marked ones, and gives back the diagnostics.</summary>
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

    /// <summary>Everything that is reported, as a build shows it, in the order of the text.</summary>
    /// <param name="files">The schema files.</param>
    /// <param name="hasPackages">Whether the project refers to every package that a scheme may need.</param>
    /// <param name="generates">Whether the generator is run too.</param>
    /// <param name="asksNames">Whether the names of the files are theirs, and not made for the test.</param>
    /// <param name="cancellationToken">Cancels it.</param>
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

    /// <summary>What the generator reports by itself.</summary>
    public static IReadOnlyList<Diagnostic> Generate(AdditionalText[] files, CancellationToken cancellationToken = default) =>
        CSharpGeneratorDriver
            .Create([new CallbackGenerator().AsSourceGenerator()], files)
            .RunGenerators(Bare, cancellationToken)
            .GetRunResult()
            .Diagnostics;

    /// <summary>The message in the language of the tests, whatever the machine's is.</summary>
    public static string MessageOf(Diagnostic diagnostic) => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);

    private static string PathOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path ?? "";
}

/// <summary>An additional file that was never on a disk.</summary>
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
