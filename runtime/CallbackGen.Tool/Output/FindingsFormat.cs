using System.CommandLine;

namespace CallbackGen.Tool.Output;

/// <summary>The forms in which findings are written, by the names that <c>--format</c> takes.</summary>
internal static class FindingsFormat
{
    public const string Text = "text";
    public const string Json = "json";

    /// <summary>Every form of findings.</summary>
    public static readonly string[] All = [Text, Json, SarifFindings.Format, WorkflowCommands.Format];

    /// <summary>The option <c>--format</c> of a command.</summary>
    /// <param name="formats">What the command can write; the first is the default.</param>
    public static Option<string> CreateOption(params string[] formats)
    {
        var option = new Option<string>("--format")
        {
            Description = $"How the result is written: {string.Join(", ", formats)}.",
            DefaultValueFactory = _ => formats[0],
        };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

    /// <summary>The option <c>--fail-on</c> of a command.</summary>
    /// <param name="least">The severity where it is left out.</param>
    public static Option<string> CreateFailOn(Severity least)
    {
        var option = new Option<string>("--fail-on")
        {
            Description = "From which severity on the command ends with 1: error or warning.",
            DefaultValueFactory = _ => TextFindings.Word(least),
        };
        option.AcceptOnlyFromAmong(TextFindings.Word(Severity.Error), TextFindings.Word(Severity.Warning));
        return option;
    }

    /// <summary>What a command ends with that found something.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The value of <c>--fail-on</c>.</param>
    public static int ExitCodeOf(IReadOnlyList<Finding> findings, string failOn) =>
        findings.Any(finding =>
            finding.Severity == Severity.Error || (finding.Severity == Severity.Warning && failOn == TextFindings.Word(Severity.Warning))
        )
            ? ExitCode.Found
            : ExitCode.Good;

    /// <summary>Writes findings, in the order given.</summary>
    /// <param name="host">Where they go, and the folder from which paths are shown.</param>
    /// <param name="format">One of <see cref="All"/>.</param>
    /// <param name="findings">The findings.</param>
    public static void Write(ToolHost host, string format, IReadOnlyList<Finding> findings)
    {
        switch (format)
        {
            case Json:
                JsonFindings.Write(host, findings);
                break;
            case SarifFindings.Format:
                SarifFindings.Write(host, findings);
                break;
            case WorkflowCommands.Format:
                WorkflowCommands.Write(host, findings);
                break;
            default:
                TextFindings.Write(host, findings);
                break;
        }
    }
}
