namespace CallbackGen.Tool.Captures;

/// <summary>
/// The limits of a capture. A callback is about a thousand times smaller; a file beyond the limits is something else.
/// </summary>
internal static class CaptureLimits
{
    /// <summary>The largest file, in bytes.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>The largest number of requests in a file.</summary>
    public const int Requests = 1000;

    /// <summary>The largest number of header fields of a request.</summary>
    public const int Headers = 500;
}
