using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using CallbackGen.Benchmarks.Lines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Benchmarks.Generators;

/// <summary>The same types, handwritten, with a System.Text.Json context for them.</summary>
internal sealed class JsonProject
{
    private static readonly Type GeneratorType = LoadGenerator();

    private readonly SyntaxTree[] _trees;
    private CSharpCompilation _compilation;
    private int _edits;

    public JsonProject(int types)
    {
        _trees =
        [
            Sources.Parse(Sources.Program(0), "Program.cs"),
            Sources.Parse(Context(types), "ShopContext.cs"),
            .. Enumerable.Range(0, types).Select(number => Sources.Parse(Record(number), $"AcmeFeed{number}.cs")),
        ];
        _compilation = Sources.Compile(_trees);
    }

    public GeneratorDriver RunCold()
    {
        // A new compilation of parsed trees: without bound symbols, as in a first build.
        _compilation = Sources.Compile(_trees);
        return Sources.Check(CreateDriver().RunGenerators(_compilation), _trees.Length - 2);
    }

    public double TimeKeystroke(ref GeneratorDriver driver)
    {
        var edited = Sources.Parse(Sources.Program(++_edits), "Program.cs");
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], edited);
        var (before, next) = (driver, _compilation);
        var time = GeneratorLines.Time(() => before = before.RunGenerators(next));
        driver = before;
        return time;
    }

    private static string Context(int types)
    {
        var text = new StringBuilder("using System.Text.Json.Serialization;\nnamespace Shop;\n");
        for (var number = 0; number < types; number++)
            text.Append(CultureInfo.InvariantCulture, $"[JsonSerializable(typeof(AcmeFeed{number}))]\n");
        return text.Append("public sealed partial class ShopContext : JsonSerializerContext;\n").ToString();
    }

    private static string Record(int number)
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"using System.Text.Json.Serialization;\nnamespace Shop;\npublic sealed partial record AcmeFeed{number}\n{{\n"
        );
        for (var member = 0; member < SchemaProject.Members; member++)
        {
            var isRequired = member < 16;
            var type = (member % 6) switch
            {
                0 => "string",
                1 => "long",
                2 => "decimal",
                3 => "string?",
                4 => "bool",
                _ => "System.DateTimeOffset",
            };
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                /// <summary>The member {{member}} of feed {{number}}.</summary>
                [JsonPropertyName("member_{{member}}")]
                public {{(isRequired ? "required " : "")}}{{type}}{{(
                    isRequired || type[^1] == '?' ? "" : "?"
                )}} Member{{member}} { get; init; }

                """
            );
        }

        return text.Append("}\n").ToString();
    }

    private static GeneratorDriver CreateDriver() =>
        CSharpGeneratorDriver.Create(
            [((IIncrementalGenerator)Activator.CreateInstance(GeneratorType)!).AsSourceGenerator()],
            parseOptions: Sources.ParseOptions
        );

    /// <summary>From the reference pack of the running runtime.</summary>
    private static Type LoadGenerator()
    {
        const string file = "System.Text.Json.SourceGeneration.dll";
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var path =
            Directory
                .EnumerateFiles(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), file, SearchOption.AllDirectories)
                .OrderBy(found =>
                    Version.TryParse(
                        Path.GetRelativePath(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), found)
                            .Split(Path.DirectorySeparatorChar)[0],
                        out var version
                    )
                        ? version
                        : new Version()
                )
                .LastOrDefault()
            ?? throw new FileNotFoundException("The reference pack holds no generator of System.Text.Json.", file);
        return Assembly.LoadFrom(path).GetType("System.Text.Json.SourceGeneration.JsonSourceGenerator", throwOnError: true)!;
    }
}
