namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The files of this repository, found from where the tests run.</summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string> LazyRoot = new(() => Above(AppContext.BaseDirectory, folder => File.Exists(Path.Combine(folder, "CallbackGen.sln")))
        ?? throw new InvalidOperationException("CallbackGen.sln is in no folder above the tests."));

    public static string Root => LazyRoot.Value;

    public static IEnumerable<string> Schemas() =>
        Directory.EnumerateFiles(Path.Combine(Root, "schemas"), "*.callback.json").Order(StringComparer.Ordinal);

    /// <summary>The documented payloads, each with the name of the feed that it belongs to.</summary>
    public static IEnumerable<(string Feed, string Path)> Samples() =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "schemas", "samples"), "*.json").Order(StringComparer.Ordinal)
            .Select(path => (string.Join('.', Path.GetFileName(path).Split('.')[..2]), path));

    /// <summary>The folder with the data that several repositories share, or null: the variable CALLBACKGEN_SHARED, else a folder above this one.</summary>
    public static string? Shared { get; } =
        Environment.GetEnvironmentVariable("CALLBACKGEN_SHARED") is { Length: > 0 } named ? named
        : Above(AppContext.BaseDirectory, folder => Directory.Exists(Path.Combine(folder, "shared", "corpora"))) is { } above ? Path.Combine(above, "shared")
        : null;

    private static string? Above(string start, Func<string, bool> isWanted)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (isWanted(folder.FullName))
                return folder.FullName;
        }

        return null;
    }
}

/// <summary>A test over shared data; skipped where that is absent.</summary>
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
