using System.Xml;
using System.Xml.Linq;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Keys;

/// <summary>What a project file says of callbacks, read as text: properties of other files, and conditions, are not looked at.</summary>
internal sealed class ProjectFile
{
    private readonly string _path;
    private readonly XDocument _document;

    private ProjectFile(string path, XDocument document) => (_path, _document) = (path, document);

    /// <summary>The folder that it stands in.</summary>
    public string Folder => Path.GetDirectoryName(_path)!;

    /// <summary>The id of its user secrets, or null.</summary>
    public string? UserSecretsId =>
        _document.Descendants().FirstOrDefault(element => element.Name.LocalName == "UserSecretsId")?.Value.Trim() is { Length: > 0 } id
            ? id
            : null;

    /// <summary>Reads a project file.</summary>
    /// <exception cref="ToolException">It cannot be read, or is no XML.</exception>
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

    /// <summary>The one project file of a folder; null where it has none.</summary>
    /// <exception cref="ToolException">It has several.</exception>
    public static string? In(string folder) =>
        Directory.GetFiles(folder, "*.*proj") switch
        {
            [] => null,
            [var only] => only,
            _ => throw new ToolException(ExitCode.Usage, $"{folder} has several project files: name one of them."),
        };

    /// <summary>
    /// The files of its feeds and of those of the projects that it references: the schemas below its folder, and those of the
    /// catalogue that it names.
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
