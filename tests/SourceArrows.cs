using System.Text.RegularExpressions;

namespace CallbackGen.Tests;

/// <summary>A file of one folder that names a type of another.</summary>
/// <param name="From">The folder of the file.</param>
/// <param name="To">The folder of the type; empty for types of files that stand in none.</param>
/// <param name="File">The file's path, with slashes, from the project's folder.</param>
/// <param name="Type">The type.</param>
internal sealed record Arrow(string From, string To, string File, string Type);

/// <summary>
/// Which folders of a project use types of which others. Read from the source, because the folders of a project share a
/// namespace. A type is known by its name, and by whether it is generic.
/// </summary>
internal static partial class SourceArrows
{
    /// <summary>The folder of the files that stand in none.</summary>
    public const string Root = "";

    /// <summary>The source of a project: each file's path, with slashes, from the project's folder.</summary>
    /// <param name="project">The project's folder, from the repository's.</param>
    public static IReadOnlyList<(string Path, string Text)> ReadProject(params string[] project)
    {
        var folder = Path.Combine([TestFolders.Repository, .. project]);
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Path: Path.GetRelativePath(folder, file).Replace('\\', '/'), file))
                .Where(source => FolderOf(source.Path) is not ("bin" or "obj"))
                .Select(source => (source.Path, File.ReadAllText(source.file))),
        ];
    }

    /// <summary>The arrows that the source has. Files in no folder may use every folder.</summary>
    public static IReadOnlyList<Arrow> Find(IReadOnlyList<(string Path, string Text)> sources)
    {
        var code = sources
            .Select(source => (source.Path, Folder: FolderOf(source.Path), Text: NotCode().Replace(source.Text, Holes)))
            .ToList();
        var types = code.SelectMany(source =>
                Declaration()
                    .Matches(source.Text)
                    .Select(type => (Name: type.Groups["name"].Value, IsGeneric: type.Groups["generic"].Success, source.Folder))
            )
            .ToLookup(type => type.Name);
        return
        [
            .. (
                from source in code
                where source.Folder != Root
                from Match word in Name().Matches(source.Text)
                from type in types[word.Groups["name"].Value]
                where type.Folder != source.Folder && (!type.IsGeneric || word.Groups["generic"].Success)
                select new Arrow(source.Folder, type.Folder, source.Path, type.Name)
            ).Distinct(),
        ];
    }

    /// <summary>The first folder of a path.</summary>
    public static string FolderOf(string path) =>
        path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : Root;

    /// <summary>What is code in a text: the holes of an interpolated one.</summary>
    private static string Holes(Match match) =>
        " " + (match.Value.StartsWith('$') ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Groups[1].Value)) : "");

    /// <summary>Comments and texts.</summary>
    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|\$?""(?:\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Hole();

    /// <summary>A type that stands in no other: those begin lines.</summary>
    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|struct|interface|enum|record) (?:struct |class )?(?<name>\w+)(?<generic><)?",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    /// <summary>A name that is no member of something, unless of a namespace.</summary>
    [GeneratedRegex(@"(?:(?<=\b(?:AspNetCore|CallbackGen(?:\.[A-Z]\w*)?)\.)|(?<![\w.]))(?<name>[A-Z]\w*)(?<generic><)?")]
    private static partial Regex Name();
}
