using System.Globalization;
using System.Text.RegularExpressions;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The pages of the handler rules agree with the analyzers.</summary>
public sealed class RulePageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, RulePages.Folder);

    private static readonly string[] Headings =
    [
        "## Cause",
        "## Rule description",
        "## How to fix violations",
        "## When to suppress warnings",
        "## Example",
    ];

    public static TheoryData<string> Ids => [.. HandlerRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_page_of_its_title_with_every_part(string id)
    {
        var rule = Rule(id);
        Assert.Matches($"^https://[^ ]+/{Regex.Escape(RulePages.Folder + id)}\\.md$", rule.HelpLinkUri);
        var lines = File.ReadAllLines(Path.Combine(Folder, id + ".md"));
        Assert.Equal($"# {id}: {Title(rule)}", lines[0]);
        Assert.Equal(Headings, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_stands_in_the_index_with_its_title_and_severity(string id)
    {
        var rule = Rule(id);
        Assert.Contains(
            $"| [{id}]({id}.md) | {Title(rule)} | {rule.DefaultSeverity}{(rule.IsEnabledByDefault ? "" : ", off")} |",
            File.ReadAllLines(Path.Combine(Folder, "README.md"))
        );
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_first_example_raises_the_rule_and_the_second_none(string id)
    {
        var page = File.ReadAllText(Path.Combine(Folder, id + ".md"));
        var examples = page.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.Equal(2, examples.Count);
        var bad = await ProjectAsync(examples[0]);
        var good = await ProjectAsync(examples[1]);
        await HandlerProject.AssertCompilesAsync(good);

        Assert.Contains(id, (await HandlerProject.AnalyzeAsync(bad, AllAnalyzers.OfHandlers)).Select(diagnostic => diagnostic.Id));
        // An example serves one of the project's feeds, and only one page is about repetitions.
        string[] aside =
            id == HandlerRules.RepeatedEffect.Id
                ? [HandlerRules.UnservedFeed.Id]
                : [HandlerRules.UnservedFeed.Id, HandlerRules.RepeatedEffect.Id];
        Assert.DoesNotContain(
            await HandlerProject.AnalyzeAsync(good, AllAnalyzers.OfHandlers),
            diagnostic => !aside.Contains(diagnostic.Id)
        );
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_says_what_the_code_fix_does_where_there_is_one(string id) =>
        Assert.Equal(
            AllAnalyzers.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(id)),
            File.ReadAllText(Path.Combine(Folder, id + ".md")).Contains("The code fix", StringComparison.Ordinal)
        );

    [Fact]
    public void No_page_is_about_a_rule_that_does_not_exist() =>
        Assert.Equal(
            HandlerRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder, "CBG1*.md").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_page_of_the_schema_rules_has_each_with_its_title_and_severity()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "schema.md"));
        var said = lines
            .Index()
            .Where(line => line.Item.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => $"{line.Item} {lines[line.Index + 2].Split('.')[0]}");
        Assert.Equal(
            SchemaRules.All.Select(rule => $"## {rule.Id}: {Title(rule)} {rule.DefaultSeverity}").Order(StringComparer.Ordinal),
            said.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_rule_that_is_declared_is_listed_under_an_id_of_its_own()
    {
        var declared = typeof(HandlerRules)
            .GetFields()
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
            .ToList();
        Assert.NotEmpty(declared);
        Assert.Equal(
            declared.Select(rule => rule.Id).Order(StringComparer.Ordinal),
            HandlerRules.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_analyzer_reports_a_rule_that_is_listed()
    {
        var rules = AllAnalyzers.OfHandlers.SelectMany(analyzer => analyzer.SupportedDiagnostics).ToList();
        Assert.Equal(rules.Count, rules.Select(rule => rule.Id).Distinct().Count());
        // The rule is about schema files, and is reported where feeds are mapped to one address.
        Assert.Equal([SchemaRules.SharedSelection], rules.Except(HandlerRules.All));
    }

    private static async Task<Project> ProjectAsync(string example) =>
        new[] { ("AcmeCharge", HandlerFeeds.Charge), ("AcmeCard", HandlerFeeds.Card) }
            .Where(feed => example.Contains(feed.Item1, StringComparison.Ordinal))
            .Select(feed => feed.Item2)
            .ToList()
            is { Count: > 0 } further
            ? HandlerProject.Create([Sample(example)], [.. HandlerFeeds.All, .. further])
            : await HandlerProject.CreateAsync(Sample(example));

    private static string Sample(string code) =>
        $"""
            using System.Security.Cryptography;
            using System.Text;
            using CallbackGen;
            using CallbackGen.Inbox;
            var app = WebApplication.Create();
            CallbackRequest request = null!;
            CallbackKeys keys = null!;
            Orders orders = null!;
            {code}
            orders.Handle(request);
            orders.Handle(keys);
            await orders.SaveAsync();
            app.Run();
            """;

    private static DiagnosticDescriptor Rule(string id) => HandlerRules.All.Single(rule => rule.Id == id);

    private static string Title(DiagnosticDescriptor rule) => rule.Title.ToString(CultureInfo.InvariantCulture);
}
