namespace CallbackGen.Tool.Feeds;

/// <summary>Schemas as arguments name them: files, folders, and feeds of the catalogue.</summary>
internal static class SchemaSources
{
    /// <summary>The schemas that arguments name, each once, in their order.</summary>
    /// <param name="host">Whose current folder paths begin at.</param>
    /// <param name="arguments">
    /// Paths of schema files; folders, of which every schema file below is meant but for those in <c>bin</c>, <c>obj</c>, <c>node_modules</c>
    /// and hidden folders; or names of the catalogue, such as <c>acme.payment</c>.
    /// </param>
    /// <returns>The schemas: at least one.</returns>
    /// <exception cref="ToolException">Something is named that is not there, or a file cannot be read.</exception>
    public static IReadOnlyList<SchemaSource> Find(ToolHost host, IEnumerable<string> arguments) =>
        [.. Paths(host, arguments).Select(SchemaSource.Read)];

    /// <summary>The same, but that a file which cannot be read keeps no other from being read.</summary>
    /// <returns>The schemas, and a sentence for each path that cannot be read.</returns>
    /// <exception cref="ToolException">Something is named that is not there.</exception>
    public static (IReadOnlyList<SchemaSource> Schemas, IReadOnlyList<(string Path, string Why)> Unread) FindReadable(
        ToolHost host,
        IEnumerable<string> arguments
    )
    {
        var schemas = new List<SchemaSource>();
        var unread = new List<(string, string)>();
        foreach (var path in Paths(host, arguments))
        {
            try
            {
                schemas.Add(SchemaSource.Read(path));
            }
            catch (ToolException failure)
            {
                unread.Add((path, failure.Message[(path.Length + ": ".Length)..]));
            }
        }

        return (schemas, unread);
    }

    /// <summary>The absolute paths of the same schemas, which are not read.</summary>
    /// <exception cref="ToolException">Something is named that is not there.</exception>
    public static IReadOnlyList<string> Paths(ToolHost host, IEnumerable<string> arguments) =>
        [.. arguments.SelectMany(argument => Of(host, argument)).Distinct(StringComparer.Ordinal)];

    /// <summary>The schema files in a folder and below, in order.</summary>
    public static IReadOnlyList<string> Below(string folder) => [.. FilesIn(folder).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Of(ToolHost host, string argument)
    {
        var path = host.PathOf(argument);
        if (Directory.Exists(path))
            return Below(path) is { Count: > 0 } files
                ? files
                : throw ToolException.Unreadable(argument, $"no file below this folder ends in {SchemaSource.Suffix}.");
        if (File.Exists(path))
        {
            return path.EndsWith(SchemaSource.Suffix, StringComparison.OrdinalIgnoreCase)
                ? [path]
                : throw ToolException.Unreadable(
                    argument,
                    $"a schema's file name ends in {SchemaSource.Suffix}: rename the file after its feed, such as "
                        + $"acme.payment{SchemaSource.Suffix}."
                );
        }

        if (Catalogue.PathOf(argument) is { } known)
            return [known];
        var near = Catalogue.Near(argument) is { Count: > 0 } names ? $" The catalogue has {string.Join(", ", names)}." : "";
        throw ToolException.Unreadable(argument, $"there is no such file, and no such feed in the catalogue.{near}");
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory
            .EnumerateFiles(folder, $"*{SchemaSource.Suffix}")
            .Concat(Directory.EnumerateDirectories(folder).Where(IsSearched).SelectMany(FilesIn));

    private static bool IsSearched(string folder) =>
        Path.GetFileName(folder) is var name
        && !name.StartsWith('.')
        && name is not ("bin" or "obj" or "node_modules")
        // A link may lead back to where it stands.
        && new DirectoryInfo(folder).LinkTarget is null;
}
