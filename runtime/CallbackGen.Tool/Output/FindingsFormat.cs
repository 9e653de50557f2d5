using System.CommandLine;

namespace CallbackGen.Tool.Output;

/// <summary>The output formats of findings, by the names that <c>--format</c> accepts.</summary>
internal static class FindingsFormat
{
    public const string Text = "text";
    public const string Json = "json";

    /// <summary>Every format of findings.</summary>
    public static readonly string[] All = [Text, Json, SarifFindings.Format, WorkflowCommands.Format];

    /// <summary>Creates the option <c>--format</c> of a command.</summary>
    /// <param name="formats">The formats of the command; the first is the default.</param>
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

    /// <summary>Creates the option <c>--fail-on</c> of a command.</summary>
    /// <param name="least">The default severity.</param>
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

    /// <summary>Returns the exit code of a command with findings.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="failOn">The value of <c>--fail-on</c>.</param>
    public static int ExitCodeOf(IReadOnlyList<Finding> findings, string failOn) =>
        findings.Any(finding =>
            finding.Severity == Severity.Error || (finding.Severity == Severity.Warning && failOn == TextFindings.Word(Severity.Warning))
        )
            ? ExitCode.Found
            : ExitCode.Good;

    /// <summary>Writes findings, in the given order.</summary>
    /// <param name="host">Provides the output, and the folder against which paths are made relative.</param>
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
