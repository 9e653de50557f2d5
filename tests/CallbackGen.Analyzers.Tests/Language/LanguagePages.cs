using System.Text.RegularExpressions;
using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>
/// The sections of the pages about the language, each with the keywords that it claims to explain: a comment
/// <c>&lt;!-- explains: "decrypt"; "callback"/decrypt --&gt;</c> names sets of keywords, or keywords of a set.
/// </summary>
internal sealed partial class LanguagePages
{
    private readonly List<Section> _sections = [];

    private LanguagePages(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            _sections.AddRange(Sections(Path.GetFileName(path), File.ReadAllText(path).ReplaceLineEndings("\n")));
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "schemas", "docs");

    public static LanguagePages Read() =>
        new(Directory.GetFiles(Folder, "*.md").Where(path => Path.GetFileName(path) != ReferencePage.File).Order(StringComparer.Ordinal));

    /// <summary>The claims of the sections, each with its location, and whether the section mentions the keyword that it names.</summary>
    public IEnumerable<(string Place, string Set, string? Keyword, bool IsKept)> Claims =>
        _sections.SelectMany(section =>
            section.Claims.Select(claim =>
                (section.Link, claim.Set, claim.Keyword, claim.Keyword is null || section.Mentions(claim.Keyword))
            )
        );

    /// <summary>
    /// Returns the section that explains a keyword: the section that names it, else a section of its set with a row or a
    /// word about it; null when there is none.
    /// </summary>
    public string? Find(string set, string keyword) =>
        (
            _sections.Find(section => section.Claims.Contains((set, keyword)))
            ?? _sections.Find(section => section.Claims.Contains((set, null)) && section.HasRow(keyword))
            ?? _sections.Find(section => section.Claims.Contains((set, null)) && section.Mentions(keyword))
        )?.Link;

    /// <summary>The sections that explain a set.</summary>
    public IEnumerable<(string Title, string Link)> Of(string set) =>
        _sections.Where(section => section.Claims.Any(claim => claim.Set == set)).Select(section => (section.Title, section.Link));

    private static IEnumerable<Section> Sections(string file, string page)
    {
        foreach (var text in BeforeHeading().Split(page).Where(text => text.StartsWith('#')))
        {
            var title = text.Split('\n')[0].TrimStart('#').Trim();
            var claims = Explains()
                .Matches(text)
                .SelectMany(match => match.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries))
                .Select(claim => claim.Split('/') is [var set, var keyword] ? (set, (string?)keyword) : (claim, null))
                .ToList();
            yield return new Section(title, $"{file}#{PageLinks.Anchor(title)}", text, claims);
        }
    }

    private sealed record Section(string Title, string Link, string Text, IReadOnlyList<(string Set, string? Keyword)> Claims)
    {
        public bool Mentions(string keyword) =>
            Text.Contains($"`{keyword}`", StringComparison.Ordinal) || Text.Contains($"`\"{keyword}\"", StringComparison.Ordinal);

        public bool HasRow(string keyword) =>
            Text.Split('\n').Any(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`{keyword}`", StringComparison.Ordinal));
    }

    [GeneratedRegex("^(?=#+ )", RegexOptions.Multiline)]
    private static partial Regex BeforeHeading();

    [GeneratedRegex("<!-- explains: (.*?) -->")]
    private static partial Regex Explains();
}
