namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The files of this repository, found from the directory of the tests.</summary>
internal static class RepositoryFiles
{
    public static string Root => TestFolders.Repository;

    public static IEnumerable<string> Schemas() =>
        Directory.EnumerateFiles(Path.Combine(Root, "schemas"), "*.callback.json").Order(StringComparer.Ordinal);

    /// <summary>Returns the documented payloads, each with the name of its feed.</summary>
    public static IEnumerable<(string Feed, string Path)> Samples() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "tests", "schemas", "samples"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (string.Join('.', Path.GetFileName(path).Split('.')[..2]), path));

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
