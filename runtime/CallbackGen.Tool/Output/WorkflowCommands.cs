namespace CallbackGen.Tool.Output;

/// <summary>
/// Writes findings as workflow commands of GitHub Actions, which shows them next to the changed lines: <c>::error
/// file=…,line=…::message</c>. Its documentation, "Workflow commands for GitHub Actions", describes the syntax and the escapes.
/// </summary>
internal static class WorkflowCommands
{
    /// <summary>The value of the option <c>--format</c> that selects this output.</summary>
    public const string Format = "github";

    public static void Write(ToolHost host, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var properties = finding.Place is { } place
                ? $"file={Property(host.Shown(place.File).Replace('\\', '/'))},line={place.Line},endLine={place.EndLine},"
                    + $"col={place.Column},endColumn={place.EndColumn},"
                : "";
            host.Out.WriteLine(
                $"::{CommandOf(finding.Severity)} "
                    + $"{properties}title={Property($"{finding.Rule} {finding.Title}".TrimEnd())}::{Message(finding.Message)}"
            );
        }
    }

    private static string CommandOf(Severity severity) => severity == Severity.Note ? "notice" : TextFindings.Word(severity);

    // Invisible characters are escaped, including line ends, so that none can end the command.
    private static string Message(string text) => Visible.Text(text).Replace("%", "%25", StringComparison.Ordinal);

    private static string Property(string text) =>
        Message(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
