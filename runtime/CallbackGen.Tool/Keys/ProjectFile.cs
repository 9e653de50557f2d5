using System.Xml;
using System.Xml.Linq;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Keys;

/// <summary>
/// Reads the callback settings of a project file as text: properties of imported files, and conditions, are ignored.
/// </summary>
internal sealed class ProjectFile
{
    private readonly string _path;
    private readonly XDocument _document;

    private ProjectFile(string path, XDocument document) => (_path, _document) = (path, document);

    /// <summary>The folder that contains the file.</summary>
    public string Folder => Path.GetDirectoryName(_path)!;

    /// <summary>The id of its user secrets, or null.</summary>
    public string? UserSecretsId =>
        _document.Descendants().FirstOrDefault(element => element.Name.LocalName == "UserSecretsId")?.Value.Trim() is { Length: > 0 } id
            ? id
            : null;

    /// <summary>Reads a project file.</summary>
    /// <exception cref="ToolException">It cannot be read, or is not XML.</exception>
    public static ProjectFile Read(string path)
    {
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return new(path, XDocument.Load(reader));
        }
        catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException)
        {
            throw ToolException.Unreadable(
                path,
                failure is XmlException ? "the project file is no XML that can be read." : FileBytes.Why(path, failure),
                failure
            );
        }
    }

    /// <summary>Returns the project file of a folder; null when it has none.</summary>
    /// <exception cref="ToolException">It has several.</exception>
    public static string? In(string folder) =>
        Directory.GetFiles(folder, "*.*proj") switch
        {
            [] => null,
            [var only] => only,
            _ => throw new ToolException(ExitCode.Usage, $"{folder} has several project files: name one of them."),
        };

    /// <summary>
    /// Returns the schema files of the project and of the projects that it references: the schemas below their folders, and those
    /// of the catalogue that they name.
    /// </summary>
    public IReadOnlyList<string> Schemas()
    {
        var found = new List<string>();
        Collect(found, [_path]);
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private void Collect(List<string> found, HashSet<string> visited)
    {
        found.AddRange(SchemaSources.Below(Folder));
        found.AddRange(Included("CallbackFeed").Select(Catalogue.PathOf).OfType<string>());
        foreach (var reference in Included("ProjectReference"))
        {
            var path = Path.GetFullPath(reference.Replace('\\', Path.DirectorySeparatorChar), Folder);
            if (File.Exists(path) && visited.Add(path))
                Read(path).Collect(found, visited);
        }
    }

    private IEnumerable<string> Included(string item) =>
        _document
            .Descendants()
            .Where(element => element.Name.LocalName == item)
            .SelectMany(element =>
                ((string?)element.Attribute("Include") ?? "").Split(
                    ';',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
            );
}
