using CallbackGen.Tests;

namespace CallbackGen.Tool.Tests.Harness;

/// <summary>Data that several repositories share.</summary>
internal static class SharedData
{
    public static string? Folder { get; } = TestFolders.FindShared("vectors");
}

/// <summary>A test over shared data; skipped if they are absent.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (SharedData.Folder is null)
            Skip = "There is no folder \"shared\" above this one, and CALLBACKGEN_SHARED is not set.";
    }
}
