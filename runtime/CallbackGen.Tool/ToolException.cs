namespace CallbackGen.Tool;

/// <summary>Ends a command with sentences for its user, which are written to standard error.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="lines">
/// The fault, its location, and the remedy, one line each. They may quote untrusted text: they are made safe for a terminal when
/// they are printed.
/// </param>
/// <param name="inner">The original exception, or null.</param>
internal sealed class ToolException(int exitCode, IReadOnlyList<string> lines, Exception? inner = null)
    : Exception(string.Join('\n', lines), inner)
{
    /// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
    /// <param name="message">The fault, its location, and the remedy, on one line.</param>
    /// <param name="inner">The original exception, or null.</param>
    public ToolException(int exitCode, string message, Exception? inner = null)
        : this(exitCode, [message], inner) { }

    public int ExitCode => exitCode;

    /// <summary>The sentences. A line end within one comes from quoted text, and is escaped.</summary>
    public IReadOnlyList<string> Lines => lines;

    /// <summary>Creates the exception for a file that cannot be read or has the wrong content.</summary>
    public static ToolException Unreadable(string path, string why, Exception? inner = null) =>
        new(Tool.ExitCode.Unreadable, $"{path}: {why}", inner);
}
