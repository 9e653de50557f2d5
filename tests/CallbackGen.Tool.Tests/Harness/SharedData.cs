namespace CallbackGen.Tool.Tests.Harness;

/// <summary>The data that several repositories share: the folder that CALLBACKGEN_SHARED names, else one above this repository.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("CALLBACKGEN_SHARED") is { Length: > 0 } named ? named : Above();

    private static string? Above()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "vectors")))
                return Path.Combine(folder.FullName, "shared");
        }

        return null;
    }
}

/// <summary>A test over shared data; skipped where that is absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedData.Folder is null)
            Skip = "There is no folder \"shared\" above this one, and CALLBACKGEN_SHARED is not set.";
    }
}
