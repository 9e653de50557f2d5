using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CallbackGen.Benchmarks.Lines;
using CallbackGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Benchmarks.Generators;

/// <summary>A project with a number of schema files.</summary>
internal sealed class SchemaProject
{
    public const int Members = 24;

    private readonly string[] _schemas;
    private CSharpCompilation _compilation = Sources.Compile([Sources.Program(0)]);
    private ImmutableArray<AdditionalText> _files;
    private int _edits;

    public SchemaProject(int feeds)
        : this([.. Enumerable.Range(0, feeds).Select(number => Schema(number, ""))]) { }

    private SchemaProject(string[] schemas)
    {
        _schemas = schemas;
        _files = Files();
    }

    /// <summary>A project with a number of feeds, each with a number of members, all of them signed and required.</summary>
    public static SchemaProject OfSigned(int feeds, int members) =>
        new([.. Enumerable.Range(0, feeds).Select(number => SignedSchema(number, members))]);

    /// <summary>The work of a first build: every file is read, parsed, checked and emitted.</summary>
    public GeneratorDriver RunCold()
    {
        _files = Files();
        var driver = Sources.Check(CreateDriver(_files, track: false).RunGenerators(_compilation), (_schemas.Length * 2) + 1);
        return driver;
    }

    /// <summary>The time of a keystroke in a C# file. The file is parsed before: that is the compiler's work.</summary>
    public double TimeKeystroke(ref GeneratorDriver driver)
    {
        var next = Type();
        var before = driver;
        var time = GeneratorLines.Time(() => before = before.RunGenerators(next));
        driver = before;
        return time;
    }

    /// <summary>
    /// The number of the generator's steps that run again after a keystroke in a C# file, according to the driver's record.
    /// </summary>
    public int StepsRunAgain()
    {
        var driver = CreateDriver(_files, track: true).RunGenerators(_compilation);
        driver = driver.RunGenerators(Type());
        return driver
            .GetRunResult()
            .Results.Single()
            .TrackedSteps.Values.SelectMany(steps => steps)
            .SelectMany(step => step.Outputs)
            .Count(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
    }

    /// <summary>The time of a keystroke in one schema file.</summary>
    public double TimeSchemaEdit(ref GeneratorDriver driver)
    {
        var number = _edits++ % _schemas.Length;
        var edited = new SchemaFileText(_files[number].Path, Schema(number, $"Edit {_edits}."));
        var before = driver;
        var old = _files[number];
        var time = GeneratorLines.Time(() => before = before.ReplaceAdditionalText(old, edited).RunGenerators(_compilation));
        _files = _files.SetItem(number, edited);
        driver = Sources.Check(before, (_schemas.Length * 2) + 1);
        return time;
    }

    /// <summary>A feed with 24 members of common types.</summary>
    public static string Schema(int number, string description)
    {
        var properties = new StringBuilder();
        for (var member = 0; member < Members; member++)
            properties
                .Append(member == 0 ? "" : ",\n")
                .Append(
                    CultureInfo.InvariantCulture,
                    $$"""    "member_{{member}}": { {{Kind(member)}}, "description": "The member {{member}} of feed """
                        + $$"""{{number}}. {{(member == 0 ? description : "")}}" }"""
                );
        return $$"""
            {
              "$schema": "./callback.schema.json",
              "callback": {
                "provider": "Acme", "feed": "Feed{{number}}",
                "receive": [ { "method": "POST", "content": "json" } ],
                "keys": { "signingKey": { "encoding": "utf8" } },
                "verify": {
                  "scheme": "hmac", "algorithm": "sha256", "key": "signingKey",
                  "signature": { "from": "header:X-Acme-Signature", "encoding": "hex" },
                  "message": "{rawBody}"
                },
                "idempotencyKey": ["/member_0"]
              },
              "type": "object",
              "required": [{{string.Join(", ", Enumerable.Range(0, 16).Select(member => $"\"member_{member}\""))}}],
              "properties": {
            {{properties}}
              }
            }
            """;
    }

    private static string SignedSchema(int number, int members)
    {
        string[] names = [.. Enumerable.Range(0, members).Select(member => $"\"member_{member}\"")];
        return $$"""
            {
              "$schema": "./callback.schema.json",
              "callback": {
                "provider": "Acme", "feed": "Feed{{number}}",
                "receive": [ { "method": "POST", "content": "json" } ],
                "keys": { "signingKey": { "encoding": "utf8" } },
                "verify": {
                  "scheme": "hmac", "algorithm": "sha256", "key": "signingKey",
                  "signature": { "from": "header:X-Acme-Signature", "encoding": "hex" },
                  "message": [ { "members": [{{string.Join(", ", names)}}], "sort": "name", "join": "|" } ]
                }
              },
              "type": "object",
              "required": [{{string.Join(", ", names)}}],
              "properties": { {{string.Join(",\n", names.Select(name => $"{name}: {{ \"type\": \"integer\" }}"))}} }
            }
            """;
    }

    private static string Kind(int member) =>
        (member % 6) switch
        {
            0 => "\"type\": \"string\"",
            1 => "\"type\": \"integer\"",
            2 => "\"type\": \"string\", \"format\": \"decimal\"",
            3 => "\"type\": [\"string\", \"null\"]",
            4 => "\"type\": \"boolean\"",
            _ => "\"type\": \"string\", \"format\": \"date-time\"",
        };

    private CSharpCompilation Type() =>
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees[0], Sources.Parse(Sources.Program(++_edits), "Program.cs"));

    private ImmutableArray<AdditionalText> Files() =>
        [.. _schemas.Select((schema, number) => new SchemaFileText($"/shop/schemas/acme.feed{number}.callback.json", schema))];

    private static GeneratorDriver CreateDriver(ImmutableArray<AdditionalText> files, bool track) =>
        CSharpGeneratorDriver.Create(
            [new CallbackGenerator().AsSourceGenerator()],
            files,
            Sources.ParseOptions,
            null,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, track)
        );

    internal sealed class SchemaFileText(string path, string text) : AdditionalText
    {
        // A new text for a new file, as the compiler creates it: without cached values.
        private readonly SourceText _text = SourceText.From(text, Encoding.UTF8);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
