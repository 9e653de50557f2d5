namespace CallbackGen.Tests;

/// <summary>The folders that tests read, found from the tests' own location.</summary>
internal static class TestFolders
{
    /// <summary>The repository's folder, which contains the solution.</summary>
    public static string Repository { get; } =
        FindAbove(folder => File.Exists(Path.Combine(folder, "CallbackGen.sln")))
        ?? throw new InvalidOperationException("The tests must run from inside the repository: no folder above holds CallbackGen.sln.");

    /// <summary>
    /// The folder with the data that several repositories share: the one that the variable CALLBACKGEN_SHARED names, otherwise a folder
    /// <c>shared</c> above this repository.
    /// </summary>
    /// <param name="holding">A file or folder that a folder <c>shared</c> must contain to be accepted.</param>
    /// <returns>The folder, or null if there is none.</returns>
    public static string? FindShared(string holding) =>
        Environment.GetEnvironmentVariable("CALLBACKGEN_SHARED") is { Length: > 0 } named ? named
        : FindAbove(folder => Directory.Exists(Path.Combine(folder, "shared", holding))) is { } above ? Path.Combine(above, "shared")
        : null;

    private static string? FindAbove(Func<string, bool> isWanted)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (isWanted(folder.FullName))
                return folder.FullName;
        }

        return null;
    }
}
