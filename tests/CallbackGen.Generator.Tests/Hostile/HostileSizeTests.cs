using System.Text;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>Schemas of any size or depth result in code or in a located problem, within a time that is acceptable in an editor.</summary>
public sealed class HostileSizeTests
{
    // A timeout, in milliseconds, for tests that would otherwise never end: on a busy machine the slowest takes half a minute.
    private const int Long = 180_000;

    [Fact(Timeout = 10 * Long)]
    public Task Thousands_of_members_compile() =>
        Task.Run(() =>
        {
            var count = Effort.Of(quick: 2_000, deep: 10_000);
            var members = string.Join(",", Enumerable.Range(0, count).Select(number => $"\"member{number}\": {{ \"type\": \"string\" }}"));
            using var project = CompiledProject.Of(new FeedSchema { Properties = members, Required = [$"member{count - 1}", "member0"] });

            var outcome = project.ReadJson($$"""{ "member{{count - 1}}": "last", "member1000": "middle", "member0": "first" }""");

            Assert.Equal(("first", "middle", "last"), (outcome["Member0"], outcome["Member1000"], outcome[$"Member{count - 1}"]));
            project.ReadJson($$"""{ "member{{count - 1}}": "last" }""").IsRefused(CallbackRejectionReason.MissingMember, "/member0");
        });

    [Fact(Timeout = Long)]
    public Task Ten_thousand_names_that_read_alike_are_told_apart() =>
        Task.Run(() =>
        {
            var members = string.Join(
                ",",
                Enumerable.Range(0, 10_000).Select(number => $"\"a{new string('_', number % 100)}{new string('-', number / 100)}\": true")
            );

            var result = SchemaReader.Read(new FeedSchema { Properties = members });

            Assert.Empty(result.Problems);
            Assert.Equal(10_000, result.Feed!.Objects.Single().Members.Select(member => member.Name).Distinct().Count());
        });

    [Fact(Timeout = Long)]
    public Task Thousands_of_signed_members_are_derived() =>
        Task.Run(() =>
        {
            var names = Enumerable.Range(0, 3_000).Select(number => $"\"m{number}\"").ToList();
            var schema = new FeedSchema
            {
                Properties = string.Join(",", names.Select(name => $"{name}: {{ \"type\": \"string\" }}")),
                Verify = FeedSchema.Hmac($$"""[{ "members": [{{string.Join(",", names)}}], "join": "|" }]"""),
            };

            Assert.Equal(Model.TrustLevel.Verified, SchemaReader.Read(schema).Feed!.Trust);
        });

    [Theory(Timeout = Long)]
    [InlineData("[", "]")]
    [InlineData("{\"properties\":", "}")]
    public Task A_depth_of_a_thousand_is_a_located_problem(string open, string close) =>
        Task.Run(() =>
        {
            var deep = Repeat(open, 1000) + "{}" + Repeat(close, 1000);

            Fuzzing.CompilesOrIsReported(new FeedSchema { More = "\"default\": " + deep });
            Fuzzing.CompilesOrIsReported(new FeedSchema { Properties = "\"a\": " + deep });
            Assert.NotEmpty(SchemaReader.Read(deep).Problems);
        });

    [Theory(Timeout = Long)]
    [InlineData("{{ \"$ref\": \"#/$defs/D{0}\" }}")]
    [InlineData("{{ \"type\": \"object\", \"properties\": {{ \"next\": {{ \"$ref\": \"#/$defs/D{0}\" }} }} }}")]
    [InlineData("{{ \"type\": \"array\", \"items\": {{ \"$ref\": \"#/$defs/D{0}\" }} }}")]
    [InlineData("{{ \"type\": \"object\", \"additionalProperties\": {{ \"$ref\": \"#/$defs/D{0}\" }} }}")]
    public Task A_chain_of_hundreds_of_references_ends(string link) =>
        Task.Run(() =>
        {
            var definitions = string.Join(
                ",",
                Enumerable
                    .Range(0, 400)
                    .Select(number =>
                        $"\"D{number}\": "
                        + (
                            number == 399
                                ? "{ \"type\": \"string\" }"
                                : string.Format(System.Globalization.CultureInfo.InvariantCulture, link, number + 1)
                        )
                    )
            );

            // The stack of an editor's worker thread may be small, and a stack overflow ends the editor.
            OnSmallStack(() =>
                Fuzzing.CompilesOrIsReported(
                    new FeedSchema { Properties = "\"a\": { \"$ref\": \"#/$defs/D0\" }", More = $"\"$defs\": {{ {definitions} }}" }
                )
            );
        });

    [Theory(Timeout = Long)]
    [InlineData(2, 40)]
    [InlineData(30, 30)]
    public Task References_that_fan_out_do_not_multiply(int width, int depth) =>
        Task.Run(() =>
        {
            width = Math.Min(width, Effort.Of(quick: 12, deep: 30));
            // Every record contains the next one several times: there are many paths and few records.
            var definitions = string.Join(
                ",",
                Enumerable
                    .Range(0, depth)
                    .Select(number =>
                        $$"""
                            "D{{number}}": {
                              "type": "object",
                              "properties": {
                                {{string.Join(
                                ",",
                                Enumerable.Range(0, width).Select(member =>
                                    $"\"m{member}\": " + (number == depth - 1 ? "true" : $"{{ \"$ref\": \"#/$defs/D{number + 1}\" }}")
                                )
                            )}}
                              }
                            }
                            """
                    )
            );

            Fuzzing.CompilesOrIsReported(
                new FeedSchema { Properties = "\"a\": { \"$ref\": \"#/$defs/D0\" }", More = $"\"$defs\": {{ {definitions} }}" }
            );
        });

    [Fact(Timeout = Long)]
    public Task Records_that_all_hold_one_another_do_not_multiply() =>
        Task.Run(() =>
        {
            var members = string.Join(
                ",",
                Enumerable.Range(0, 12).Select(number => $"\"m{number}\": {{ \"$ref\": \"#/$defs/D{number}\" }}")
            );
            var definitions = string.Join(
                ",",
                Enumerable.Range(0, 12).Select(number => $"\"D{number}\": {{ \"type\": \"object\", \"properties\": {{ {members} }} }}")
            );

            Fuzzing.CompilesOrIsReported(
                new FeedSchema
                {
                    Properties = members,
                    More = $"\"$defs\": {{ {definitions} }}",
                    Verify = FeedSchema.Hmac("\"{body:/x}\""),
                }
            );
        });

    [Theory]
    [InlineData("""{ "A": { "$ref": "#/$defs/A" } }""")]
    [InlineData("""{ "A": { "$ref": "#/$defs/B" }, "B": { "$ref": "#/$defs/A" } }""")]
    public void A_definition_that_leads_only_to_itself_is_a_located_problem(string definitions)
    {
        string schema = new FeedSchema { Properties = """ "a": { "$ref": "#/$defs/A" } """, More = $"\"$defs\": {definitions}" };

        Fuzzing.CompilesOrIsReported(schema);

        Assert.Contains(SchemaReader.Read(schema).Problems, problem => problem.Rule.Id == "CBG0011");
    }

    [Theory]
    [InlineData("""{ "A": { "type": "array", "items": { "$ref": "#/$defs/A" } } }""")]
    [InlineData("""{ "A": { "type": "object", "additionalProperties": { "$ref": "#/$defs/A" } } }""")]
    [InlineData("""{ "A": { "type": "object", "additionalProperties": { "type": "array", "items": { "$ref": "#/$defs/A" } } } }""")]
    public void A_list_or_map_of_itself_has_no_type_and_is_checked(string definitions)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = """ "a": { "$ref": "#/$defs/A" } """, More = $"\"$defs\": {definitions}" }
        );

        Assert.Null(project.ReadJson("{}").Rejection);
        project.ReadJson("""{ "a": 1 }""").IsRefusedAt("/a");
        Assert.NotNull(project.ReadJson("""{ "a": [[1]] }""").Rejection);
        Assert.NotNull(project.ReadJson("""{ "a": { "b": { "c": 1 } } }""").Rejection);
    }

    [Theory(Timeout = Long)]
    [InlineData("[", "")]
    [InlineData("{\"a\":", "")]
    [InlineData("9", "")]
    [InlineData("\"", "")]
    [InlineData("\\", "")]
    [InlineData("\0", "")]
    [InlineData("\uD800", "")]
    [InlineData(" ", "")]
    [InlineData("\"a\":1,", "{")]
    [InlineData("null,", "[")]
    public Task Five_megabytes_of_junk_end(string junk, string before) =>
        Task.Run(() =>
        {
            var text = before + Repeat(junk, 5_000_000 / junk.Length);

            Fuzzing.AssertPlaces(text, SchemaReader.Read(text).Problems);
            Assert.Empty(GeneratorRun.Of(TestState.Of(text)).Result.GeneratedSources);
        });

    [Fact(Timeout = Long)]
    public Task Five_megabytes_of_unknown_keywords_end() =>
        Task.Run(() =>
        {
            var members = string.Join(",", Enumerable.Range(0, 250_000).Select(number => $"\"keyword{number}\": 1"));

            Assert.Equal(250_000, SchemaReader.Read(new FeedSchema { More = members }).Problems.Count);
        });

    [Theory(Timeout = Long)]
    [InlineData("(", ")")]
    [InlineData("(?:", ")")]
    [InlineData("(a", ")*")]
    [InlineData("[", "]")]
    [InlineData("(a{1,1000}", "){1,1000}")]
    public Task A_pattern_of_any_depth_is_translated_or_reported(string open, string close) =>
        Task.Run(() =>
        {
            var pattern = Repeat(open, 20_000) + Repeat(close, 20_000);

            OnSmallStack(() =>
                Fuzzing.CompilesOrIsReported(new FeedSchema { Properties = $$""" "a": { "type": "string", "pattern": "{{pattern}}" } """ })
            );
        });

    [Theory(Timeout = Long)]
    [InlineData("a*")]
    [InlineData("a?b*")]
    [InlineData("(?:a|b*)")]
    public Task A_pattern_of_any_length_is_translated_and_warned_of(string part) =>
        Task.Run(() =>
        {
            var problems = SchemaReader
                .Read(new FeedSchema { Properties = $$""" "a": { "type": "string", "pattern": "{{Repeat(part, 20_000)}}" } """ })
                .Problems;

            Assert.Equal(["CBG0084"], problems.Select(problem => problem.Rule.Id));
        });

    [Fact]
    public void A_text_of_any_length_stays_a_literal()
    {
        var text = new string('x', 200_000);
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = $$""" "{{text}}": { "type": "string", "const": "{{text}}", "description": "{{text}}" } """ }
        );

        Assert.Null(project.ReadJson($$"""{ "{{text}}": "{{text}}" }""").Rejection);
    }

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static void OnSmallStack(Action run)
    {
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    run();
                }
                catch (Exception exception)
                {
                    failure = exception;
                }
            },
            maxStackSize: 1024 * 1024
        );
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }
}
