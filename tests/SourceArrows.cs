using System.Text.RegularExpressions;

namespace CallbackGen.Tests;

/// <summary>A file of one folder that refers to a type of another.</summary>
/// <param name="From">The folder of the file.</param>
/// <param name="To">The folder of the type; empty for types of files in the project's folder itself.</param>
/// <param name="File">The file's path, with slashes, relative to the project's folder.</param>
/// <param name="Type">The type.</param>
internal sealed record Arrow(string From, string To, string File, string Type);

/// <summary>
/// The dependencies between the folders of a project. Read from the source, because the folders of a project share a namespace. A type is
/// identified by its name, and by whether it is generic.
/// </summary>
internal static partial class SourceArrows
{
    /// <summary>The project's folder itself.</summary>
    public const string Root = "";

    /// <summary>The source of a project: each file's path, with slashes, relative to the project's folder.</summary>
    /// <param name="project">The project's folder, relative to the repository's.</param>
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

    /// <summary>The dependencies in the source. Files in the project's folder itself may use every folder.</summary>
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

    /// <summary>The code in a string: the holes of an interpolated one.</summary>
    private static string Holes(Match match) =>
        " " + (match.Value.StartsWith('$') ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Groups[1].Value)) : "");

    /// <summary>Comments and strings.</summary>
    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|\$?""(?:\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Hole();

    /// <summary>A top-level type: its declaration begins a line.</summary>
    [GeneratedRegex(
        @"^(?:[a-z]+ )*(?:class|struct|interface|enum|record) (?:struct |class )?(?<name>\w+)(?<generic><)?",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    /// <summary>A name that is not a member access, except after a namespace.</summary>
    [GeneratedRegex(@"(?:(?<=\b(?:AspNetCore|CallbackGen(?:\.[A-Z]\w*)?)\.)|(?<![\w.]))(?<name>[A-Z]\w*)(?<generic><)?")]
    private static partial Regex Name();
}
