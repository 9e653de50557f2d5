namespace CallbackGen.Tool;

/// <summary>Ends a command with sentences for its user, which go to standard error.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="lines">What is wrong, where, and what to do, a line each. They may quote what somebody else wrote: they are made
/// safe for a terminal when they are shown.</param>
/// <param name="inner">What was thrown, or null.</param>
internal sealed class ToolException(int exitCode, IReadOnlyList<string> lines, Exception? inner = null)
    : Exception(string.Join('\n', lines), inner)
{
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="message">What is wrong, where, and what to do, on one line.</param>
    /// <param name="inner">What was thrown, or null.</param>
    public ToolException(int exitCode, string message, Exception? inner = null)
        : this(exitCode, [message], inner) { }

    public int ExitCode => exitCode;

    /// <summary>The sentences. A line end within one is somebody else's, and ends no line.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>A file that cannot be read, or is not what it should be.</summary>
    public static ToolException Unreadable(string path, string why, Exception? inner = null) =>
        new(Tool.ExitCode.Unreadable, $"{path}: {why}", inner);
}
