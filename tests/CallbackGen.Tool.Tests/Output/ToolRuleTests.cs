using CallbackGen.Tests;
using CallbackGen.Tool.Output;

namespace CallbackGen.Tool.Tests.Output;

public sealed class ToolRuleTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(TestFolders.Repository, "runtime", "docs", "tool.md"));

    [Fact]
    public void Every_rule_has_its_section_and_no_section_is_without_a_rule() =>
        Assert.Equal(
            ToolRule.All.Select(rule => $"### {rule.Heading}"),
            Page.Where(line => line.StartsWith("### CBG", StringComparison.Ordinal))
        );

    [Fact]
    public void A_note_is_called_one() =>
        Assert.All(
            ToolRule.All,
            rule =>
                Assert.Equal(
                    rule.Severity == Severity.Note,
                    Page[Array.IndexOf(Page, $"### {rule.Heading}") + 2].StartsWith("A note.", StringComparison.Ordinal)
                )
        );

    [Fact]
    public void The_link_leads_to_the_section() =>
        Assert.EndsWith(
            "/runtime/docs/tool.md#cbg3105-a-key-is-a-placeholder-or-is-published",
            ToolRule.KeyKnown.At("", null).HelpLink,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_place_in_JSON_is_found_by_its_name_in_configuration()
    {
        var places = JsonPlaces.Read("/shop/a.json", "{\r\n  \"Ü😀\": { \"a:b\": [ 1, \"x\" ] }, // text\n}");

        Assert.Equal(new SourcePlace("/shop/a.json", 2, 24, 2, 27), places.Of("ü😀:A:B:1"));
        Assert.Equal(2, places.Of("none", "ü😀").Line);
        Assert.Equal(SourcePlace.StartOf("/shop/a.json"), places.Of("none"));
        Assert.Equal(SourcePlace.StartOf("/shop/a.json"), JsonPlaces.Read("/shop/a.json", "{ \"\\ud800\": 1 }").Of("a"));
    }
}
