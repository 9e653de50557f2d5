using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>The pages about the language list exactly the keywords, the filters and the reasons of the parser.</summary>
public sealed class LanguagePageTests
{
    private const string Begin = "<!-- keywords: begin -->";
    private const string End = "<!-- keywords: end -->";

    /// <summary>The environment variable that makes the test write the pages instead of comparing them.</summary>
    private const string Update = "CALLBACKGEN_UPDATE";

    private const string WriteAgain =
        $"Write it again: {Update}=1 dotnet test tests/CallbackGen.Analyzers.Tests --filter {nameof(LanguagePageTests)}";

    private static readonly LanguageTable Table = new();

    private static string Entry => Path.Combine(Repository.Root, "schemas", "README.md");

    public static TheoryData<string> Sets => [.. LanguageTable.Sets.Select(set => set.Name)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_keyword_is_described(string name)
    {
        var set = LanguageTable.Sets.Single(set => set.Name == name);
        var path = LanguageTable.PathsOf(set);
        Assert.True(
            path.Count > 0,
            $"The set of keywords {name} has no place in the meta-schema: name it in {nameof(KeywordTableTests)}.Objects."
        );
        Assert.All(
            set.Keywords,
            keyword =>
                Assert.True(
                    !string.IsNullOrWhiteSpace(Table.FindDescription(set, keyword)),
                    $"""
                    {name} has the keyword "{keyword.Name}", and nothing says what it means. Write a sentence or two as its "description" in
                    schemas/callback.schema.json, at {$"#/{path[0]}/properties/{keyword.Name}".Replace(
                        "//",
                        "/",
                        StringComparison.Ordinal
                    )}: editors show it, and the reference is made of it. Where that
                    is not enough, explain it in schemas/docs, in a section with the comment <!-- explains: {name} -->, and the
                    index leads there.
                    """
                )
        );
    }

    [Fact]
    public void The_reference_is_what_the_parser_takes()
    {
        var file = Path.Combine(LanguagePages.Folder, ReferencePage.File);
        var expected = new ReferencePage(Table, LanguagePages.Read()).Reference();
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(file, expected);

        Assert.True(
            File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == expected,
            $"schemas/docs/{ReferencePage.File} is not what the parser takes. {WriteAgain}"
        );
    }

    [Fact]
    public void The_index_has_every_keyword_and_leads_to_where_it_is_explained()
    {
        var page = File.ReadAllText(Entry).ReplaceLineEndings("\n");
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end > start, $"schemas/README.md has no {Begin} before an {End}.");

        var expected = $"{page[..start]}\n{new ReferencePage(Table, LanguagePages.Read()).Index()}{page[end..]}";
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(Entry, expected);

        Assert.True(
            File.ReadAllText(Entry).ReplaceLineEndings("\n") == expected,
            $"The index of keywords in schemas/README.md is not what the parser takes. {WriteAgain}"
        );
    }

    /// <summary>A section that claims to explain a keyword which does not exist, or which it does not mention, is out of date.</summary>
    [Fact]
    public void What_a_section_explains_exists_and_is_in_it()
    {
        var pages = LanguagePages.Read();
        Assert.NotEmpty(pages.Claims);
        Assert.All(
            pages.Claims,
            claim =>
            {
                var set = LanguageTable.Sets.SingleOrDefault(set => set.Name == claim.Set);
                Assert.True(
                    set is not null,
                    $"schemas/docs/{claim.Place} explains {claim.Set}, which no set of keywords is called. They are: "
                        + $"{string.Join("; ", Sets)}."
                );
                Assert.True(
                    claim.Keyword is null || set.Keywords.Any(keyword => keyword.Name == claim.Keyword),
                    $"schemas/docs/{claim.Place} explains \"{claim.Keyword}\" of {claim.Set}, which has no such keyword."
                );
                Assert.True(
                    claim.IsKept,
                    $"schemas/docs/{claim.Place} says that it explains \"{claim.Keyword}\" of {claim.Set}, and does not name it."
                );
            }
        );
    }

    /// <summary>The parser accepts every default that the meta-schema states.</summary>
    [Fact]
    public void A_default_is_of_the_kinds_and_words_of_its_keyword()
    {
        var defaults = LanguageTable
            .Sets.SelectMany(set => set.Keywords.Select(keyword => (Set: set, Keyword: keyword, Value: Table.DefaultOf(set, keyword))))
            .Where(entry => entry.Value is not null)
            .ToList();
        Assert.NotEmpty(defaults);
        Assert.All(
            defaults,
            entry =>
            {
                Assert.False(entry.Keyword.Required);
                Assert.NotEqual((JsonKind)0, entry.Keyword.Kinds & KindOf(entry.Value!.Value));
                if (Table.WordsOf(entry.Set, entry.Keyword).ToList() is { Count: > 0 } words)
                    Assert.Contains(entry.Value.Value.GetString(), words);
            }
        );
    }

    [Fact]
    public void The_table_of_filters_is_the_compiler_s()
    {
        var rows = Rows("messages.md", "## Filters");
        var stated = rows.SelectMany(row =>
                Regex.Matches(row[0], "`([a-z0-9-]+)[^`]*`").Select(match => (Name: match.Groups[1].Value, Covers: row[^1] == "yes"))
            )
            .Order()
            .ToList();

        Assert.Equal(Filters.All.Values.Select(filter => (filter.Name, filter.Covers)).Order(), stated);
    }

    [Fact]
    public void The_table_of_reasons_has_every_rejection() =>
        Assert.Equal(
            Enum.GetNames<CallbackRejectionReason>().Except(["None"]).Order(StringComparer.Ordinal),
            Rows("rejections.md", "# What").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal)
        );

    private static JsonKind KindOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => JsonKind.String,
            JsonValueKind.Number => JsonKind.Number,
            JsonValueKind.True or JsonValueKind.False => JsonKind.Boolean,
            JsonValueKind.Array => JsonKind.Array,
            JsonValueKind.Object => JsonKind.Object,
            _ => JsonKind.Null,
        };

    /// <summary>The rows of the first table below a heading.</summary>
    private static IEnumerable<string[]> Rows(string page, string heading) =>
        File.ReadAllText(Path.Combine(LanguagePages.Folder, page))
            .ReplaceLineEndings("\n")
            .Split('\n')
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
}
