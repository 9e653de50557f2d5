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

    private static readonly CSharpCompilation Compilation = Bare.AddReferences(
        CSharpCompilation.Create("CallbackGen.IdentityModel").ToMetadataReference(),
        CSharpCompilation.Create("CallbackGen.Ed25519").ToMetadataReference()
    );

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
        var sources = files.Select(file => (file.Path, Marked: Markup.Parse(file.Marked))).ToList();
        var all = await AnalyzeAsync([.. sources.Select(source => new MemoryFile(source.Path, source.Marked.Text))]);
        var reported = all.Where(diagnostic => IsAsked(diagnostic.Id)).ToList();
        foreach (var (path, (text, expected)) in sources)
        {
            Assert.Equal(
                Describe(text, expected.Where(mark => IsAsked(mark.Id)).Select(mark => (mark.Id, mark.Span))),
                Describe(
                    text,
                    reported
                        .Where(diagnostic => PathOf(diagnostic) == path)
                        .Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan))
                )
            );
        }

        Assert.All(reported, diagnostic => Assert.Contains(PathOf(diagnostic), files.Select(file => file.Path)));
        return reported;

        bool IsAsked(string id) => id is not (Pointer or Time) || rule == id;
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
