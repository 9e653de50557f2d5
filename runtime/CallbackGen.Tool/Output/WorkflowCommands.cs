namespace CallbackGen.Tool.Output;

/// <summary>
/// Writes findings as workflow commands, which a build service shows beside the changed line: <c>::error
/// file=…,line=…::message</c> (its documentation, "Workflow commands", describes the form and the escapes).
/// </summary>
internal static class WorkflowCommands
{
    /// <summary>The name of that service, by which users select the format.</summary>
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
