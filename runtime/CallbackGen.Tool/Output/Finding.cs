namespace CallbackGen.Tool.Output;

/// <summary>The severity of a finding.</summary>
internal enum Severity
{
    Note = 1,
    Warning,
    Error,
}

/// <summary>A span in a file: lines and columns from 1, columns in UTF-16 units; the end is after the last character.</summary>
/// <param name="File">The absolute path.</param>
/// <param name="Line">The line of its first character.</param>
/// <param name="Column">The column of its first character.</param>
/// <param name="EndLine">The line of its end.</param>
/// <param name="EndColumn">The column of its end.</param>
internal sealed record SourcePlace(string File, int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>Returns the beginning of a file, for a finding without a more specific location.</summary>
    public static SourcePlace StartOf(string file) => new(file, 1, 1, 1, 1);
}

/// <summary>A finding of a command.</summary>
/// <param name="Rule">The rule's id, such as <c>CBG0012</c>.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Message">The fault and its remedy. It may quote a file: each writer escapes it.</param>
/// <param name="Place">The location, or null.</param>
internal sealed record Finding(string Rule, Severity Severity, string Message, SourcePlace? Place)
{
    /// <summary>The rule in a few words, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The rule's page, or null.</summary>
    public string? HelpLink { get; init; }
}
