namespace CallbackGen.Tool.Captures;

/// <summary>What a capture may have. A callback has a thousandth of it; beyond it a file is something else.</summary>
internal static class CaptureLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>The most requests of a file.</summary>
    public const int Requests = 1000;

    /// <summary>The most header fields of a request.</summary>
    public const int Headers = 500;
}
