using System.Text.RegularExpressions;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>
/// Which folders of a project use types of which others. Read from the source, because the folders of a project share one
/// namespace. A type is known by its name, so two in different folders may not have the same one.
/// </summary>
internal static partial class SourceArrows
{
    /// <summary>The folder of the files that stand in none.</summary>
    private const string Root = "";

    /// <summary>The source of a project: each file's path, with slashes, from the project's folder.</summary>
    public static IReadOnlyList<(string Path, string Text)> ReadProject(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), file))
            .Where(source => FolderOf(source.Path) is not ("bin" or "obj"))
            .Select(source => (source.Path, File.ReadAllText(source.file))),
    ];

    /// <summary>The arrows as a page states them, in a block of its own: <c>Keys -> Telemetry</c>, a line each.</summary>
    public static IReadOnlyDictionary<string, string[]> ReadStated(string page) =>
        Block().Match(page.ReplaceLineEndings("\n")).Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" -> "))
            .ToDictionary(line => line[0].Trim(), line => line[1].Split(',', StringSplitOptions.TrimEntries).Where(folder => folder != "nothing").ToArray());

    /// <summary>The arrows that the source has, each with the file and the type that it is drawn by. Files in no folder may use every folder.</summary>
    public static IReadOnlyList<(string From, string To, string Where)> Find(IReadOnlyList<(string Path, string Text)> sources)
    {
        var code = sources.Select(source => (source.Path, Folder: FolderOf(source.Path), Text: Comments().Replace(source.Text, "$1"))).ToList();
        var homes = code.SelectMany(source => Types().Matches(source.Text).Select(type => (Type: type.Groups[1].Value, source.Folder)))
            .Distinct()
            .ToDictionary(type => type.Type, type => type.Folder);
        return
        [
            .. code.Where(source => source.Folder != Root).SelectMany(source => Names().Matches(source.Text)
                .Select(name => name.Groups[1].Value)
                .Distinct()
                .Where(name => homes.GetValueOrDefault(name, source.Folder) != source.Folder)
                .Select(name => (source.Folder, homes[name], $"{source.Path} uses {name}"))),
        ];
    }

    /// <summary>The arrows that the source has and the page does not state.</summary>
    public static IReadOnlyList<string> FindUnstated(IReadOnlyList<(string Path, string Text)> sources, IReadOnlyDictionary<string, string[]> stated) =>
    [
        .. Find(sources)
            .Where(arrow => !stated.TryGetValue(arrow.From, out var allowed) || !allowed.Contains(arrow.To))
            .Select(arrow => $"{arrow.From} -> {(arrow.To == Root ? "the root" : arrow.To)}: {arrow.Where}"),
    ];

    private static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : Root;

    [GeneratedRegex("```arrows\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    /// <summary>Comments, and texts in quotes, which are kept because they may look as if they held a comment.</summary>
    [GeneratedRegex("""("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/""", RegexOptions.Singleline)]
    private static partial Regex Comments();

    /// <summary>The types that stand in no other type.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record) (?:struct |class )?(\w+)", RegexOptions.Multiline)]
    private static partial Regex Types();

    /// <summary>Names that are no member of something, unless it is the namespace.</summary>
    [GeneratedRegex(@"(?:(?<=\bAspNetCore\.)|(?<![\w.]))([A-Z]\w*)")]
    private static partial Regex Names();
}
