using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>A project as a generator sees it: sources, additional files and properties.</summary>
internal sealed class TestState
{
    /// <summary>A language version that every compiler of .NET 10 supports.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    // All checks that a strict project may enable.
    private static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        generalDiagnosticOption: ReportDiagnostic.Error,
        warningLevel: 9999,
        nullableContextOptions: NullableContextOptions.Enable,
        concurrentBuild: false
    );

    private static int _count;

    /// <summary>Gets the C# sources.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>Gets the additional files: path and text.</summary>
    public List<(string Path, string Text)> AdditionalFiles { get; } = [];

    /// <summary>Gets the references of the project.</summary>
    public ImmutableArray<MetadataReference> References { get; set; } = Harness.References.WithTokenLibrary;

    /// <summary>Gets the MSBuild properties that are visible to the compiler.</summary>
    public Dictionary<string, string> GlobalOptions { get; } = new(StringComparer.Ordinal) { ["build_property.RootNamespace"] = "Shop" };

    /// <summary>Returns a project with one or more schema files, named after their position.</summary>
    public static TestState Of(params string[] schemas)
    {
        var state = new TestState();
        for (var i = 0; i < schemas.Length; i++)
            state.AdditionalFiles.Add(($"/shop/feed{i:0000}.callback.json", schemas[i]));
        return state;
    }

    public TestState With(params string[] sources)
    {
        Sources.AddRange(sources);
        return this;
    }

    public CSharpCompilation CreateCompilation() =>
        CSharpCompilation.Create(
            $"Shop{Interlocked.Increment(ref _count)}",
            Sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"/shop/File{index}.cs")),
            References,
            CompilationOptions
        );

    public ImmutableArray<AdditionalText> CreateAdditionalTexts() =>
        [.. AdditionalFiles.Select(file => new InMemoryAdditionalText(file.Path, file.Text))];

    public GeneratorDriver CreateDriver() =>
        CSharpGeneratorDriver.Create(
            [new CallbackGenerator().AsSourceGenerator()],
            CreateAdditionalTexts(),
            ParseOptions,
            new InMemoryOptions(GlobalOptions),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)
        );
}
