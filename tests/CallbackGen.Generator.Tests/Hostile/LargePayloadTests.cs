using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.JsonSchema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>The cost per member does not grow with the number of members, and the number is limited to what can be compiled.</summary>
public sealed class LargePayloadTests
{
    // About twice the measured 1,050 characters and 17 KB per member.
    private const int MostCharacters = 2_000;
    private const int MostBytes = 35_000;

    [Fact]
    public void A_member_costs_so_much_source_and_memory_and_not_more()
    {
        _ = Run(Members(10)); // allocates the objects that are only created once
        var (few, some) = (Run(Members(200)), Run(Members(2_000)));

        Assert.InRange((some.Characters - few.Characters) / 1_800, 1, MostCharacters);
        Assert.InRange((some.Bytes - few.Bytes) / 1_800, 1, MostBytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void So_does_a_listed_value(bool closed)
    {
        _ = Run(Values(10, closed));
        var (few, some) = (Run(Values(200, closed)), Run(Values(2_000, closed)));

        Assert.InRange((some.Characters - few.Characters) / 1_800, 1, 300);
        Assert.InRange((some.Bytes - few.Bytes) / 1_800, 1, 10_000);
    }

    [Fact]
    public void No_method_holds_more_than_some_members()
    {
        var run = GeneratorRun.Of(TestState.Of(Members(1_000)));

        // The compiler tracks each local through each branch of a method: the cost is their product.
        var methods = run.Result.GeneratedSources.SelectMany(source =>
            source.SyntaxTree.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>()
        );
        Assert.All(
            methods,
            method =>
            {
                var locals = method
                    .DescendantNodes()
                    .Count(node => node.IsKind(SyntaxKind.SingleVariableDesignation) || node.IsKind(SyntaxKind.VariableDeclarator));
                var branches = method
                    .DescendantNodes()
                    .Count(node =>
                        node.IsKind(SyntaxKind.IfStatement)
                        || node.IsKind(SyntaxKind.CaseSwitchLabel)
                        || node.IsKind(SyntaxKind.SwitchExpressionArm)
                    );
                Assert.True(locals * branches < 40_000, $"{method.Identifier}: {locals} locals, {branches} branches");
            }
        );
    }

    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(201)]
    public void Every_member_of_a_large_payload_is_read_and_written(int count)
    {
        using var project = CompiledProject.Of(Members(count));
        var members = Enumerable
            .Range(0, count)
            .Select(number => (Name: $"member_{number}", Json: Value(number), Text: Value(number).Trim('"')))
            .ToList();
        var json = $"{{{string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Json}"))},\"more\":[1]}}";

        var outcome = project.ReadJson(json);

        Assert.Null(outcome.Rejection);
        Assert.All(
            members,
            member =>
                Assert.Equal(member.Text, outcome.Text("M" + member.Name[1..].Replace("_", "", StringComparison.Ordinal)), ignoreCase: true)
        );
        Assert.Equal(json, project.WriteJson(outcome.Payload!));
        Assert.Equal(outcome.Payload, project.FromJson(json));
        Assert.Equal(
            outcome.Text($"Member{count - 1}"),
            project.ReadForm(string.Join("&", members.Select(member => $"{member.Name}={member.Text}"))).Text($"Member{count - 1}")
        );
    }

    [Fact]
    public void A_large_payload_is_read_as_strictly_as_a_small_one()
    {
        using var project = CompiledProject.Of(Members(150));

        project.ReadJson("""{ "member_0": "a", "member_149": true }""").IsRefusedAt("/member_149");
        project
            .ReadJson("""{ "member_0": "a", "member_70": "a", "member_70": "b" }""")
            .IsRefused(CallbackRejectionReason.DuplicateMember, "/member_70");
        project.ReadJson("""{ "member_1": 1 }""").IsRefused(CallbackRejectionReason.MissingMember, "/member_0");
        Assert.Equal(
            ["member_150", "Member_0"],
            ((UnknownMembers)project.ReadJson("""{ "member_0": "a", "member_150": 1, "Member_0": 2 }""")["UnknownMembers"]!).Keys
        );
    }

    [Theory]
    [InlineData("string", false)]
    [InlineData("string", true)]
    [InlineData("integer", false)]
    [InlineData("integer", true)]
    public void Every_value_of_a_large_enum_is_read_and_written(string type, bool closed)
    {
        string Listed(int number) => type == "string" ? $"\"value {number}\"" : $"{number * 7 - 100}";

        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$"""
                "a": {
                  "type": "{{type}}",
                  "enum": [{{string.Join(",", Enumerable.Range(0, 130).Select(Listed))}}],
                  "closed": {{(closed ? "true" : "false")}}
                }
                """,
            }
        );

        foreach (var number in Enumerable.Range(0, 130))
        {
            var outcome = project.ReadJson($$"""{"a":{{Listed(number)}}}""");
            Assert.Null(outcome.Rejection);
            Assert.Equal($$"""{"a":{{Listed(number)}}}""", project.WriteJson(outcome.Payload!));
            Assert.Equal(outcome.Payload, project.FromJson($$"""{"a":{{Listed(number)}}}"""));
        }

        var other = project.ReadJson($$"""{"a":{{Listed(130)}}}""");
        if (closed)
            other.IsRefusedAt("/a");
        else
            Assert.Equal((Listed(130).Trim('"'), false), (other["A.Text"], other["A.IsListed"]));
    }

    [Fact]
    public void More_members_than_can_be_compiled_are_reported_at_the_first_of_them()
    {
        string Schema(int below) =>
            new FeedSchema
            {
                Properties = $$"""{{Texts("a", 6_000)}}, "o": { "type": "object", "properties": { {{Texts("b", below)}} } }""",
            };

        var schema = Schema(4_000);
        var result = SchemaReader.Read(schema);

        var problem = Assert.Single(result.Problems);
        Assert.Equal(("CBG0023", "\"b3999\""), (problem.Rule.Id, schema.Substring(problem.Span.Start, problem.Span.Length)));
        Assert.Equal(PayloadSchemaReader.MostMembers, result.Feed!.Objects.Sum(record => record.Members.Count));
        Assert.True(result.Feed.HasErrors);
        Assert.Empty(SchemaReader.Read(Schema(3_999)).Problems);
    }

    [Theory]
    [InlineData("string")]
    [InlineData("integer")]
    public void More_values_than_can_be_compiled_are_reported_at_the_first_of_them(string type)
    {
        string Schema(int count) =>
            new FeedSchema
            {
                Properties = $$"""
                    "a": {
                      "type": "{{type}}",
                      "enum": [
                        {{string.Join(
                        ",",
                        Enumerable.Range(100_000, count).Select(number => type == "string" ? $"\"{number}\"" : $"{number}")
                    )}}
                      ]
                    }
                    """,
            };

        var schema = Schema(ScalarReader.MostValues + 3);
        var problem = Assert.Single(SchemaReader.Read(schema).Problems);

        Assert.Equal(("CBG0023", "105000"), (problem.Rule.Id, schema.Substring(problem.Span.Start, problem.Span.Length).Trim('"')));
        Assert.Equal(ScalarReader.MostValues, SchemaReader.Read(schema).Feed!.Enums.Single().Cases.Count);
        Assert.Empty(SchemaReader.Read(Schema(ScalarReader.MostValues)).Problems);
    }

    private static (long Characters, long Bytes) Run(string schema)
    {
        var state = TestState.Of(schema);
        var compilation = state.CreateCompilation();
        var driver = state.CreateDriver();
        var before = GC.GetAllocatedBytesForCurrentThread();
        driver = driver.RunGenerators(compilation);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (GeneratorRun.ResultOf(driver).GeneratedSources.Sum(source => (long)source.SourceText.Length), bytes);
    }

    private static string Members(int count) =>
        new FeedSchema
        {
            Properties = string.Join(
                ", ",
                Enumerable
                    .Range(0, count)
                    .Select(number => $"\"member_{number}\": {{ {Kind(number)}, \"description\": \"The member {number}.\" }}")
            ),
            Required = ["member_0"],
        };

    private static string Kind(int number) =>
        (number % 5) switch
        {
            0 => "\"type\": \"string\"",
            1 => "\"type\": \"integer\", \"coerce\": true",
            2 => "\"type\": \"string\", \"format\": \"decimal\"",
            3 => "\"type\": [\"string\", \"null\"]",
            _ => "\"type\": \"string\", \"format\": \"uuid\"",
        };

    private static string Value(int number) =>
        (number % 5) switch
        {
            0 => $"\"text {number}\"",
            1 => $"{number}",
            2 => $"\"{number}.5\"",
            3 => $"\"may be {number}\"",
            _ => $"\"00000000-0000-0000-0000-{number:D12}\"",
        };

    private static string Texts(string name, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(number => $"\"{name}{number}\": {{ \"type\": \"string\" }}"));

    private static string Values(int count, bool closed) =>
        new FeedSchema
        {
            Properties = $$"""
                "a": {
                  "type": "string",
                  "enum": [
                    {{string.Join(",", Enumerable.Range(0, count).Select(number => $"\"value_{number}\""))}}
                  ],
                  "closed": {{(closed ? "true" : "false")}}
                }
                """,
        };
}
