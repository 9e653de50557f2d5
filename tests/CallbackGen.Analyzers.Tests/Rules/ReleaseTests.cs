using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The texts that users configure and search for: ids, titles, severities.</summary>
public sealed class ReleaseTests
{
    private static readonly IReadOnlyList<DiagnosticDescriptor> All = [.. SchemaRules.All, .. HandlerRules.All];

    public static TheoryData<string> Ids => [.. All.Select(rule => rule.Id)];

    [Fact]
    public void No_id_stands_for_two_rules() =>
        Assert.Equal(All.Count, All.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Every_rule_that_is_declared_is_listed_and_supported()
    {
        var declared = typeof(SchemaRules)
            .GetFields()
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!)
            .ToList();
        Assert.NotEmpty(declared);
        Assert.Equal(
            declared.Select(rule => rule.Id).Order(StringComparer.Ordinal),
            SchemaRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal)
        );
        Assert.Equal(SchemaRules.All, new SchemaAnalyzer().SupportedDiagnostics);
    }

    /// <summary>Editors group and filter the list of problems by the message, so that each rule needs its own.</summary>
    [Fact]
    public void Every_rule_has_a_message_of_its_own()
    {
        var formats = All.Select(rule => rule.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.DoesNotContain("{0}", formats);
        Assert.Equal(formats.Count, formats.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_stands_in_the_release_notes_with_its_severity_and_title(string id)
    {
        var rule = All.Single(candidate => candidate.Id == id);
        var folder = Path.Combine(Repository.Root, "generator", "CallbackGen.Generator");
        var notes = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }.SelectMany(file =>
            File.ReadAllLines(Path.Combine(folder, file))
        );
        Assert.Equal(
            $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}",
            Assert.Single(notes, line => line.StartsWith(id, StringComparison.Ordinal)).Trim()
        );
    }

    /// <summary>
    /// Each link leads to an existing section of a page, by the anchor that the host of the repository gives its heading.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_rule_has_a_link_to_where_it_is_explained(string id)
    {
        var rule = All.Single(candidate => candidate.Id == id);
        var link = new Uri(rule.HelpLinkUri);
        Assert.Equal("https", link.Scheme);
        var page = link.AbsolutePath.Split("/blob/main/")[1];
        var headings = File.ReadAllLines(Path.Combine(Repository.Root, page)).Where(line => line.StartsWith('#'));
        var anchors = headings.Select(heading =>
            new string([
                .. heading
                    .TrimStart('#')
                    .Trim()
                    .ToLowerInvariant()
                    .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_'),
            ]).Replace(' ', '-')
        );
        Assert.Contains(link.Fragment.Length > 0 ? link.Fragment[1..] : anchors.First(), anchors);
        Assert.Contains(id.ToLowerInvariant(), link.ToString().ToLowerInvariant(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_title_says_what_should_be_so_and_a_message_is_no_sentence_with_a_period(string id)
    {
        var rule = All.Single(candidate => candidate.Id == id);
        var title = rule.Title.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(new[] { " must ", " should ", " may ", " cannot ", " lie " }.Any(title.Contains), title);
        Assert.False(rule.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture).EndsWith('.'));
        Assert.True(rule.IsEnabledByDefault);
    }
}
