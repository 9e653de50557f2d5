using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Tests.Repository;

/// <summary>
/// The permitted dependencies between the generator's namespaces: Json, Vocabulary, JsonSchema, Security and Callback depend on each
/// other in this order only, and Emit depends on the model alone. The dependencies of a source follow from its namespace, its using
/// directives and its qualified names.
/// </summary>
public sealed class ArrowTests
{
    private const string Root = "CallbackGen.Generator.";

    /// <summary>Each namespace, and the others that it may depend on.</summary>
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Json"] = [],
        ["Model"] = [],
        ["Diagnostics"] = ["Model"],
        ["Schema.Vocabulary"] = ["Json", "Model", "Diagnostics"],
        ["Schema.JsonSchema"] = ["Json", "Model", "Diagnostics", "Schema.Vocabulary"],
        ["Schema.Security"] = ["Model", "Schema.Vocabulary", "Schema.JsonSchema"],
        ["Schema.Callback"] = ["Json", "Model", "Diagnostics", "Schema.Vocabulary", "Schema.JsonSchema", "Schema.Security"],
        ["Schema"] = ["Json", "Model", "Diagnostics", "Schema.Vocabulary", "Schema.JsonSchema", "Schema.Callback"],
        ["Emit"] = ["Model"],
    };

    public static TheoryData<string> Names => [.. Rooms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_room_knows_those_before_it_and_no_other(string room)
    {
        var sources = Sources(room);

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.Empty(Forbidden(room, File.ReadAllText(source))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_source_stands_in_the_namespace_of_its_room(string room) =>
        Assert.All(
            Sources(room),
            source => Assert.Contains($"namespace {Root}{room};", File.ReadAllText(source), StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("Emit", "using CallbackGen.Generator.Json;", "Json")]
    [InlineData("Emit", "using CallbackGen.Generator.Schema.Vocabulary;", "Schema.Vocabulary")]
    [InlineData("Emit", "var names = new Schema.Vocabulary.NameScope([]);", "Schema.Vocabulary")]
    [InlineData("Emit", "using static CallbackGen.Generator.Schema.SchemaReader;", "Schema")]
    [InlineData("Emit", "using Reader = CallbackGen.Generator.Schema.SchemaReader;", "Schema")]
    [InlineData("Model", "using CallbackGen.Generator.Diagnostics;", "Diagnostics")]
    [InlineData("Model", "Emit.CodeWriter? writer = null;", "Emit")]
    [InlineData("Json", "using CallbackGen.Generator.Model;", "Model")]
    [InlineData("Schema.Vocabulary", "using CallbackGen.Generator.Schema.JsonSchema;", "Schema.JsonSchema")]
    [InlineData("Schema.Vocabulary", "_ = Security.Coverage.Derive;", "Schema.Security")]
    [InlineData("Schema.JsonSchema", "using CallbackGen.Generator.Schema.Security;", "Schema.Security")]
    [InlineData("Schema.Security", "using CallbackGen.Generator.Schema.Callback;", "Schema.Callback")]
    [InlineData("Schema.Callback", "using CallbackGen.Generator.Emit;", "Emit")]
    [InlineData("Schema.Callback", "using CallbackGen.Generator.Schema.Security;", null)]
    [InlineData("Emit", "using CallbackGen.Generator.Model;", null)]
    [InlineData("Emit", "// Schema.Vocabulary.Names", null)]
    [InlineData("Emit", "writer.Line(\"global::System.Text.Json.JsonElement\");", null)]
    public void A_planted_arrow_is_found(string room, string line, string? other)
    {
        var isUsing = line.StartsWith("using ", StringComparison.Ordinal);
        var source = $$"""
            using System.Text;
            {{(isUsing ? line : "")}}

            namespace {{Root}}{{room}};

            class Planted
            {
                void Method()
                {
                    {{(isUsing ? "" : line)}}
                }
            }
            """;

        string[] expected = other is null ? [] : [other];
        Assert.Equal(expected, Forbidden(room, source));
    }

    /// <summary>Returns the namespaces that a source depends on and must not.</summary>
    private static IEnumerable<string> Forbidden(string room, string source)
    {
        var code = Regex.Replace(Regex.Replace(source, "\"(?:\\\\.|[^\"\\\\\n])*\"", "\"\""), "//[^\n]*", "");
        return Rooms.Keys.Append("Analyzers").Where(other => other != room && !Rooms[room].Contains(other) && Knows(code, room, other));
    }

    /// <summary>Returns whether a source refers to a namespace: by its full name, or relative to its own namespace.</summary>
    private static bool Knows(string code, string room, string other)
    {
        var inner = Rooms
            .Keys.Where(name => name.StartsWith(other + ".", StringComparison.Ordinal))
            .Select(name => name[(other.Length + 1)..])
            .ToList();
        var notInner = inner.Count == 0 ? "" : $@"(?!\.(?:{string.Join("|", inner)})\b)";
        var isNear = room.StartsWith("Schema", StringComparison.Ordinal) && other.StartsWith("Schema.", StringComparison.Ordinal);
        var near = Regex.Escape(isNear ? other["Schema.".Length..] : other);
        return Regex.IsMatch(
                code.Replace($"namespace {Root}{room};", "", StringComparison.Ordinal),
                Regex.Escape(Root + other) + @"\b" + notInner
            ) || Regex.IsMatch(code, $@"(?<![\w.])(?:{near}|{Regex.Escape(other)})\b{notInner}\.[A-Z]\w*[.(<\s?]");
    }

    private static List<string> Sources(string room) =>
        [
            .. Directory.EnumerateFiles(
                Path.Combine(RepositoryFiles.Root, "generator", "CallbackGen.Generator", room.Replace('.', Path.DirectorySeparatorChar)),
                "*.cs"
            ),
        ];
}
