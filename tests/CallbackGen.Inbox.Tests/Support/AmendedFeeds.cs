using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallbackGen.Ed25519;
using CallbackGen.Generator;
using CallbackGen.IdentityModel;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// The catalogue's feeds with corrected schemas that also accept another format: members that the proof does not use may have any value,
/// and those that it uses any text. The generator compiles them, as for a program that is deployed later.
/// </summary>
internal static class AmendedFeeds
{
    private static readonly string[] Formats = ["format", "enum", "names", "pattern", "const", "minLength", "maxLength"];

    private static readonly Lazy<IReadOnlyDictionary<string, CallbackFeed>> Compiled = new(Compile);

    /// <summary>The feeds by their names, as in the catalogue.</summary>
    public static IReadOnlyDictionary<string, CallbackFeed> ByName => Compiled.Value;

    private static Dictionary<string, CallbackFeed> Compile()
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Amended",
            references: References(),
            options: new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        var texts = Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "schemas"), "*.callback.json")
            .Order(StringComparer.Ordinal)
            .Select(AdditionalText (file) => new Amended(file));
        var driver = CSharpGeneratorDriver
            .Create([new CallbackGenerator().AsSourceGenerator()], texts, parsing, new RootNamespace())
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var problems);
        Assert.DoesNotContain(problems, problem => problem.Severity == DiagnosticSeverity.Error);
        Assert.NotEmpty(Assert.Single(driver.GetRunResult().Results).GeneratedSources);
        using var stream = new MemoryStream();
        var result = whole.Emit(stream);
        Assert.True(
            result.Success,
            string.Join(Environment.NewLine, result.Diagnostics.Where(problem => problem.Severity == DiagnosticSeverity.Error).Take(5))
        );
        var feeds =
            (IReadOnlyList<CallbackFeed>)
                Assembly.Load(stream.ToArray()).GetType("Amended.CallbackFeeds", throwOnError: true)!.GetProperty("All")!.GetValue(null)!;
        return feeds.ToDictionary(feed => feed.Name);
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard.dll")
            )
            .Concat([
                typeof(CallbackFeed).Assembly.Location,
                typeof(IdentityModelSignatures).Assembly.Location,
                typeof(Ed25519Signatures).Assembly.Location,
            ])
            .Select(path => MetadataReference.CreateFromFile(path));

    private static string Amend(string text)
    {
        var schema = JsonNode.Parse(text)!.AsObject();
        var callback = schema["callback"]!.AsObject();
        callback.Remove("tests");
        var needed = callback.ToJsonString();
        foreach (var (key, node) in schema.Where(member => member.Key != "callback").ToList())
            Loosen(key, node, needed);
        LoosenRequired(schema, needed);
        return schema.ToJsonString();
    }

    /// <summary>Removes the restrictions of a schema's keyword, and of the schemas inside it.</summary>
    private static void Loosen(string keyword, JsonNode? node, string needed)
    {
        if (keyword == "properties" && node is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                if (IsNeeded(name, needed) || HasNeeded(member, needed))
                    LoosenSchema(member, needed);
                else
                    members[name] = new JsonObject();
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                LoosenSchema(item, needed);
        }
        else
        {
            LoosenSchema(node, needed);
        }
    }

    private static void LoosenSchema(JsonNode? node, string needed)
    {
        if (node is not JsonObject schema)
            return;
        Array.ForEach(Formats, keyword => schema.Remove(keyword));
        LoosenRequired(schema, needed);
        foreach (var (keyword, below) in schema.ToList())
            Loosen(keyword, below, needed);
    }

    private static void LoosenRequired(JsonObject schema, string needed)
    {
        if (schema["required"] is JsonArray required)
            schema["required"] = new JsonArray([
                .. required.Select(name => (string)name!).Where(name => IsNeeded(name, needed)).Select(name => JsonValue.Create(name)),
            ]);
    }

    private static bool HasNeeded(JsonNode? member, string needed) =>
        member is JsonObject schema
        && schema["properties"] is JsonObject below
        && below.Any(each => IsNeeded(each.Key, needed) || HasNeeded(each.Value, needed));

    /// <summary>Whether the schema's <c>callback</c> part refers to a member.</summary>
    private static bool IsNeeded(string name, string needed) => Regex.IsMatch(needed, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])");

    private sealed class Amended(string file) : AdditionalText
    {
        public override string Path => file;

        public override SourceText GetText(CancellationToken cancellationToken = default) =>
            SourceText.From(Amend(File.ReadAllText(file)), System.Text.Encoding.UTF8);
    }

    private sealed class RootNamespace : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (value = key == "build_property.RootNamespace" ? "Amended" : null) is not null;
        }
    }
}
