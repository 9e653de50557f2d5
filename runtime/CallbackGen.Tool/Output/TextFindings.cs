using Spectre.Console;

namespace CallbackGen.Tool.Output;

/// <summary>
/// Writes findings in the format of compilers, one line each: <c>file(line,column): error CBG0001: …</c>. Editors and terminals
/// link it to the location.
/// </summary>
internal static class TextFindings
{
    public static void Write(ToolHost host, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var place = finding.Place is { } at ? $"{host.Shown(at.File)}({at.Line},{at.Column}): " : "";
            var link = finding.HelpLink is { } page ? $" ({page})" : "";
            host.Screen.Line($"{place}{Word(finding.Severity)} {finding.Rule}: {finding.Message}{link}", StyleOf(finding.Severity));
        }
    }

    /// <summary>Returns the word for a severity.</summary>
    public static string Word(Severity severity) =>
        severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        };

    private static Style StyleOf(Severity severity) =>
        severity switch
        {
            Severity.Error => new Style(Color.Red),
            Severity.Warning => new Style(Color.Yellow),
            _ => Style.Plain,
        };
}
