using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Benchmarks.Generators;

/// <summary>The C# files of both projects, and their compilation.</summary>
internal static class Sources
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    /// <summary>The edited file.</summary>
    public static string Program(int edit) =>
        $"namespace Shop;\npublic static class Program\n{{\n    public static int Main() => {edit};\n}}\n";

    public static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions, path);

    public static CSharpCompilation Compile(string[] sources) => Compile([.. sources.Select(source => Parse(source, "Program.cs"))]);

    public static CSharpCompilation Compile(SyntaxTree[] trees) =>
        CSharpCompilation.Create(
            "Shop",
            trees,
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );

    /// <summary>Checks that the timed work was done.</summary>
    public static GeneratorDriver Check(GeneratorDriver driver, int atLeast)
    {
        var result = driver.GetRunResult().Results.Single();
        if (result.Exception is not null || result.GeneratedSources.Length < atLeast)
            throw new InvalidOperationException(
                $"{result.GeneratedSources.Length} sources were generated: {result.Exception}{string.Join(' ', result.Diagnostics)}"
            );
        return driver;
    }
}
