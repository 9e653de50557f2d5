using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>
/// The real schema files, truncated and garbled: the reader never throws, its problems have locations, and the emitted code compiles.
/// </summary>
public sealed class MutationTests
{
    public static TheoryData<string> Files => [.. RepositoryFiles.Schemas().Select(path => Path.GetFileName(path))];

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "schemas", file));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_anywhere_is_a_located_problem(string file)
    {
        var text = Read(file);
        var random = new Random(20260102);
        foreach (var length in Enumerable.Range(0, 100).Select(_ => random.Next(text.TrimEnd().Length)).Append(0).Append(1))
        {
            var cut = text[..length];
            var problems = SchemaReader.Read(cut).Problems;
            Assert.NotEmpty(problems);
            Fuzzing.AssertPlaces(cut, problems);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_with_garbled_bytes_is_read_to_an_end(string file)
    {
        var bytes = Encoding.UTF8.GetBytes(Read(file));
        var random = new Random(20260103);
        for (var round = 0; round < Effort.Of(quick: 50, deep: 1_000); round++)
        {
            var garbled = bytes.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                garbled[random.Next(garbled.Length)] = (byte)(
                    random.Next(3) == 0 ? random.Next(256) : "{}[]\",:\\/0e-tfn "u8[random.Next(15)]
                );
            var text = Encoding.UTF8.GetString(garbled);
            Fuzzing.AssertPlaces(text, SchemaReader.Read(text).Problems);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_with_a_value_of_another_kind_compiles_and_accepts_nothing_when_it_has_errors(string file)
    {
        // The tests of a schema are not compiled, and are most of its text.
        var whole = JsonNodeOf(Read(file));
        ((JsonObject)whole["callback"]!).Remove("tests");
        var random = new Random(20260104);
        for (var round = 0; round < Effort.Of(quick: 1, deep: 20); round++)
        {
            var text = Mutate(whole.DeepClone(), random).ToJsonString();
            using var project = CompiledProject.Of(TestState.Of(text));
            if (SchemaReader.Read(text) is { Feed.HasErrors: true })
                Fuzzing.AssertAcceptsNothing(project);
        }
    }

    [SharedFact("corpora/naughty-strings/blns.json")]
    public void Naughty_strings_stay_what_they_are_wherever_a_schema_may_hold_text()
    {
        var strings = JsonSerializer
            .Deserialize<string[]>(File.ReadAllText(Path.Combine(RepositoryFiles.Shared!, "corpora/naughty-strings/blns.json")))!
            .Distinct()
            .ToList();
        var names = strings.Select(text => JsonSerializer.Serialize(text)).ToList();
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = string.Join(
                    ",\n",
                    names.Select(
                        (text, index) =>
                            $$"""
                                {{text}}: {
                                  "type": "string",
                                  "title": {{text}},
                                  "description": {{names[^(index + 1)]}},
                                  "examples": [{{text}}]
                                }
                                """
                    )
                ),
                Verify = $$"""{ "scheme": "none", "reason": {{names[^1]}} }""",
            }
        );

        var outcome = project.ReadJson("{" + string.Join(",", names.Select(text => $"{text}: {text}")) + "}");

        Assert.Null(outcome.Rejection);
        var members = outcome
            .Payload!.GetType()
            .GetProperties()
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => (string?)property.GetValue(outcome.Payload));
        Assert.Equal(strings.Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
        Assert.Equal(outcome.Payload, project.FromJson(project.WriteJson(outcome.Payload)));
    }

    private static JsonNode JsonNodeOf(string text) => JsonNode.Parse(text)!;

    /// <summary>Puts a value of another kind, or none, at a random position of a document.</summary>
    private static JsonNode Mutate(JsonNode root, Random random)
    {
        var places = new List<(JsonObject Owner, string Name)>();
        Collect(root, places);
        var (owner, name) = places[random.Next(places.Count)];
        switch (random.Next(8))
        {
            case 0:
                owner.Remove(name);
                break;
            case 1:
                owner[name] = null;
                break;
            case 2:
                owner[name] = new JsonArray();
                break;
            case 3:
                owner[name] = new JsonObject();
                break;
            case 4:
                owner[name] = -1e300;
                break;
            case 5:
                owner[name] = "😀\u2028\"";
                break;
            case 6:
                owner[name] = true;
                break;
            default:
                owner["x" + name] = owner[name]?.DeepClone();
                break;
        }

        return root;
    }

    private static void Collect(JsonNode? node, List<(JsonObject, string)> places)
    {
        foreach (var item in node as JsonArray ?? [])
            Collect(item, places);
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            places.Add((node!.AsObject(), name));
            Collect(value, places);
        }
    }
}
