namespace CallbackGen.Tool.Feeds;

/// <summary>Finds schemas that arguments name: files, folders, and feeds of the catalogue.</summary>
internal static class SchemaSources
{
    /// <summary>Reads the schemas that arguments name, each once, in their order.</summary>
    /// <param name="host">Provides the current folder, against which paths are resolved.</param>
    /// <param name="arguments">
    /// Paths of schema files; folders, for all schema files below them except those in <c>bin</c>, <c>obj</c>,
    /// <c>node_modules</c> and hidden folders; or names of the catalogue, such as <c>acme.payment</c>.
    /// </param>
    /// <returns>The schemas: at least one.</returns>
    /// <exception cref="ToolException">A named file, folder or feed does not exist, or a file cannot be read.</exception>
    public static IReadOnlyList<SchemaSource> Find(ToolHost host, IEnumerable<string> arguments) =>
        [.. Paths(host, arguments).Select(SchemaSource.Read)];

    /// <summary>Reads the schemas that arguments name, and continues when a file cannot be read.</summary>
    /// <returns>The schemas, and a sentence for each path that cannot be read.</returns>
    /// <exception cref="ToolException">A named file, folder or feed does not exist.</exception>
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

    /// <summary>Returns the absolute paths of the schemas that arguments name, without reading them.</summary>
    /// <exception cref="ToolException">A named file, folder or feed does not exist.</exception>
    public static IReadOnlyList<string> Paths(ToolHost host, IEnumerable<string> arguments) =>
        [.. arguments.SelectMany(argument => Of(host, argument)).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the schema files in a folder and below, in order.</summary>
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
            .Concat(Directory.EnumerateDirectories(folder).Where(IsSearched).SelectMany(FilesIn).Where(file => !IsTypedForm(folder, file)));

    /// <summary>
    /// Returns whether a file of the folder <c>typed</c> is another form of a file next to that folder: a program compiles one of them.
    /// </summary>
    private static bool IsTypedForm(string folder, string file) =>
        Path.GetDirectoryName(file) == Path.Combine(folder, "typed") && File.Exists(Path.Combine(folder, Path.GetFileName(file)));

    private static bool IsSearched(string folder) =>
        Path.GetFileName(folder) is var name
        && !name.StartsWith('.')
        && name is not ("bin" or "obj" or "node_modules")
        // A link may form a cycle.
        && new DirectoryInfo(folder).LinkTarget is null;
}
