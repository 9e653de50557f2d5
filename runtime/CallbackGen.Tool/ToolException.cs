namespace CallbackGen.Tool;

/// <summary>Ends a command with a sentence for its user, which goes to standard error.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What is wrong, where, and what to do. It may quote what somebody else wrote: it is made safe for a terminal when it is shown.</param>
/// <param name="inner">What was thrown, or null.</param>
internal sealed class ToolException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode => exitCode;

    /// <summary>A file that cannot be read, or is not what it should be.</summary>
    public static ToolException Unreadable(string path, string why, Exception? inner = null) => new(Tool.ExitCode.Unreadable, $"{path}: {why}", inner);
}
