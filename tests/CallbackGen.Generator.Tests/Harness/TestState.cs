using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>A project as a generator sees it: sources, additional files and properties.</summary>
internal sealed class TestState
{
    /// <summary>A compiler of .NET 10 knows at least this.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    // Everything that a strict project may switch on.
    private static readonly CSharpCompilationOptions CompilationOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        generalDiagnosticOption: ReportDiagnostic.Error,
        warningLevel: 9999,
        nullableContextOptions: NullableContextOptions.Enable,
        concurrentBuild: false
    );

    private static int _count;

    /// <summary>The C# files.</summary>
    public List<string> Sources { get; } = [];

    /// <summary>The additional files: path and text.</summary>
    public List<(string Path, string Text)> AdditionalFiles { get; } = [];

    /// <summary>What the project refers to.</summary>
    public ImmutableArray<MetadataReference> References { get; set; } = Harness.References.WithTokenLibrary;

    /// <summary>The MSBuild properties that the compiler sees.</summary>
    public Dictionary<string, string> GlobalOptions { get; } = new(StringComparer.Ordinal) { ["build_property.RootNamespace"] = "Shop" };

    /// <summary>A project with one schema file or several, named after their place.</summary>
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
