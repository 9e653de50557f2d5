using System.Text;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Json;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>
/// Writes the reference and the index of keywords. The keywords, their objects and their values come from the parser's
/// table; their descriptions, which editors show, come from <c>callback.schema.json</c>.
/// </summary>
internal sealed class ReferencePage(LanguageTable table, LanguagePages pages)
{
    public const string File = "reference.md";

    private const string Head =
        "# Reference\n\n"
        + "Every object of a schema file with its keywords. A test writes this page from the table that the compiler's parser uses "
        + "and from the descriptions that editors show, and fails when it differs; so nothing here is written by hand.\n\n"
        + "A keyword that is not in the table of its object is an error, with the word that was probably meant. How the parts work "
        + "together is said on the pages that each table links to; the [index](../README.md#every-keyword) finds a keyword by its "
        + "name.\n";

    private static readonly JsonKind AnyKind = SchemaKeywords.Payload.Keywords.Single(keyword => keyword.Name == "const").Kinds;

    /// <summary>Returns the whole page.</summary>
    public string Reference()
    {
        var page = new StringBuilder(Head);
        foreach (var set in LanguageTable.Sets)
            page.Append(Section(set));
        return page.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    /// <summary>Returns the index: each keyword with the objects that have it, each linked to the section that explains it.</summary>
    public string Index()
    {
        var index = new StringBuilder("| keyword | used in |\n|---|---|\n");
        var places = LanguageTable.Sets.SelectMany(set => set.Keywords.Select(keyword => (keyword.Name, Set: set)));
        foreach (
            var keyword in places
                .GroupBy(place => place.Name)
                .OrderBy(group => group.Key.TrimStart('$'), StringComparer.OrdinalIgnoreCase)
                .ThenBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var links = keyword
                .GroupBy(place => pages.Find(place.Set.Name, place.Name) ?? $"{File}#{AnchorOf(place.Set)}")
                .Select(place => $"[{string.Join(", ", place.Select(found => Title(found.Set)))}](docs/{place.Key})");
            index.Append($"| `{keyword.Key}` | {string.Join(", ", links)} |\n");
        }

        return index.ToString();
    }

    private string Section(KeywordSet set)
    {
        var section = new StringBuilder($"\n## {char.ToUpperInvariant(Title(set)[0])}{Title(set)[1..]}\n\n");
        if (table.Describe(set) is { } words)
            section.Append(Cell(words).Replace("<br>", "\n\n", StringComparison.Ordinal)).Append("\n\n");
        var explained = pages.Of(set.Name).DistinctBy(page => page.Link).ToList();
        if (explained.Count > 0)
            section.Append($"Explained in {string.Join(", ", explained.Select(page => $"[{page.Title}]({page.Link})"))}.\n\n");

        var own = set.Keywords.Where(keyword => !table.IsOfPayload(set, keyword)).ToList();
        if (own.Count > 0)
            section.Append("| keyword | value | default | meaning |\n|---|---|---|---|\n");
        foreach (var keyword in own)
            section.Append(
                $"| `{keyword.Name}` | {Value(set, keyword)} | {Default(set, keyword)} | {Cell(table.Describe(set, keyword))} |\n"
            );

        var others = set.Keywords.Except(own).Select(keyword => $"`{keyword.Name}`").ToList();
        if (others.Count > 0)
            section.Append(
                $"\nBesides, as in [{Title(SchemaKeywords.Payload)}](#{AnchorOf(SchemaKeywords.Payload)}): {string.Join(", ", others)}.\n"
            );
        return section.ToString();
    }

    private string Value(KeywordSet set, Keyword keyword)
    {
        var words = table.WordsOf(set, keyword).Select(word => $"`{word}`").ToList();
        var kinds = keyword.Kinds == AnyKind ? "any value" : KeywordSet.Describe(keyword.Kinds);
        return words.Count == 0 ? kinds : $"{kinds}: {string.Join(", ", words)}";
    }

    private string Default(KeywordSet set, Keyword keyword) =>
        keyword.Required ? "**required**"
        : table.DefaultOf(set, keyword) is { } value ? $"`{value.GetRawText().Replace("|", "\\|", StringComparison.Ordinal)}`"
        : "";

    /// <summary>Returns a set's name with its words as code.</summary>
    private static string Title(KeywordSet set) => Regex.Replace(set.Name, "\"([^\"]+)\"", "`$1`");

    private static string AnchorOf(KeywordSet set) => PageLinks.Anchor(Title(set));

    /// <summary>Returns a description as one cell of a table.</summary>
    private static string Cell(string words) =>
        string.Concat(
                words
                    .Split('`')
                    .Select((piece, index) => index % 2 == 1 ? $"`{piece}`" : piece.Replace("<", "\\<", StringComparison.Ordinal))
            )
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("\n\n- ", "<br>· ", StringComparison.Ordinal)
            .Replace("\n- ", "<br>· ", StringComparison.Ordinal)
            .Replace("\n\n", "<br>", StringComparison.Ordinal)
            .Replace('\n', ' ');
}
