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
        var option = new Option<string>("--format") { Description = $"How the result is written: {string.Join(", ", formats)}.", DefaultValueFactory = _ => formats[0] };
        option.AcceptOnlyFromAmong(formats);
        return option;
    }

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
