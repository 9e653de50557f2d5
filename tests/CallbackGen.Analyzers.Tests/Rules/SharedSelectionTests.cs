using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0061: feeds of one provider that may both accept one request.</summary>
public sealed class SharedSelectionTests
{
    // Other rules report that one key signs for all of them.
    private static string Feed(
        string feed,
        string select,
        string member = "id",
        string provider = "Acme",
        string receive = """[{ "method": "POST", "content": "json" }]"""
    ) =>
        new FeedText
        {
            Receive = receive,
            Properties = $$"""{ "type": { "type": "string" }, "kind": { "type": "string" }, "{{member}}": { "type": "string" } }""",
            Callback = select.Length == 0 ? "" : $", {select}",
        }
            .ToString()
            .Replace("\"scheme\":", "\"sharedKey\": \"A test\", \"scheme\":", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal)
            .Replace("\"Paid\"", $"\"{feed}\"", StringComparison.Ordinal);

    [Theory]
    [InlineData(""" "body:/type": "a" """, """ "body:/kind": "b" """)]
    [InlineData(""" "body:/type": "a" """, """ "body:/type": "present" """)]
    [InlineData(""" "body:/type": ["a", "b"] """, """ "body:/type": ["b", "c"] """)]
    [InlineData(""" "body:/type": "absent" """, """ "body:/kind": "absent" """)]
    [InlineData(""" "body:/type": "a", "body:/one": "present" """, """ "body:/type": "a" """)]
    public async Task Both_files_are_told_of_the_other(string one, string other)
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", $$"""{|CBG0061:"select"|}: { {{one}} }""", member: "one")),
            ("b.callback.json", Feed("Other", $$"""{|CBG0061:"select"|}: { {{other}} }""", member: "other"))
        );

        Assert.Equal(
            "A request may satisfy this \"select\" and that of acme.other, and then the order in which they are mapped decides; "
                + "require different values of one source, or require of each a member that the other does not declare",
            SchemaVerifier.MessageOf(reported[0])
        );
    }

    [Theory]
    [InlineData(""" "body:/type": "a" """, """ "body:/type": "b" """)]
    [InlineData(""" "body:/type": ["a", "b"] """, """ "body:/type": ["c", "d"] """)]
    [InlineData(""" "body:/type": "a" """, """ "body:/type": "absent" """)]
    [InlineData(""" "body:/type": "present" """, """ "body:/type": "absent" """)]
    [InlineData(""" "body:/one": "present" """, """ "body:/other": "present" """)]
    [InlineData(""" "body:/a": "x", "body:/type": "a" """, """ "body:/type": "b", "body:/b": "y" """)]
    public Task Feeds_that_are_told_apart_are_not_mentioned(string one, string other) =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", $$""" "select": { {{one}} }""", member: "one")),
            ("b.callback.json", Feed("Other", $$""" "select": { {{other}} }""", member: "other"))
        );

    [Fact]
    public Task What_never_arrives_alike_and_what_selects_nothing_is_no_matter() =>
        SchemaVerifier.VerifyAsync(
            ("a.callback.json", Feed("One", """ "select": { "body:/type": "a" }""")),
            (
                "b.callback.json",
                Feed("Other", """ "select": { "body:/type": "a" }""", receive: """[{ "method": "POST", "content": "form" }]""")
            ),
            ("c.callback.json", Feed("Third", "")),
            ("d.callback.json", Feed("One", """ "select": { "body:/type": "a" }""", provider: "Nadir"))
        );
}
