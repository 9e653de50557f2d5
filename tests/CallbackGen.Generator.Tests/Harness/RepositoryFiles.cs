namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The files of this repository, found from the directory of the tests.</summary>
internal static class RepositoryFiles
{
    public static string Root => TestFolders.Repository;

    public static IEnumerable<string> Schemas() =>
        Directory.EnumerateFiles(Path.Combine(Root, "schemas"), "*.callback.json").Order(StringComparer.Ordinal);

    /// <summary>Returns the schema files with types of their feeds' events.</summary>
    public static IEnumerable<string> TypedSchemas() =>
        Directory.EnumerateFiles(Path.Combine(Root, "schemas", "typed"), "*.callback.json").Order(StringComparer.Ordinal);

    /// <summary>Returns the documented payloads, each with the name of its feed.</summary>
    public static IEnumerable<(string Feed, string Path)> Samples() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "tests", "schemas", "samples"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (string.Join('.', Path.GetFileName(path).Split('.')[..2]), path));

    /// <summary>Returns the files that people have written, without the output of builds and packages of Node.js.</summary>
    /// <param name="folders">The folders, from the root.</param>
    /// <returns>The paths from the root, with slashes.</returns>
    public static IEnumerable<string> Written(params string[] folders) =>
        folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules"));

    /// <summary>Returns the text of a file.</summary>
    /// <param name="path">The path from the root, with slashes.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Gets the folder with the data that several repositories share, or null.</summary>
    public static string? Shared { get; } = TestFolders.FindShared("corpora");
}

/// <summary>A test over shared data, which is skipped without the data.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string file)
    {
        if (RepositoryFiles.Shared is not { } shared)
            Skip = "There is no folder \"shared\" above this one, and CALLBACKGEN_SHARED is not set.";
        else if (!File.Exists(Path.Combine(shared, file)))
            Skip = $"The shared data has no {file}.";
    }
}
