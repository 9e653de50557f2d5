namespace CallbackGen.Tool.Output;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    Note = 1,
    Warning,
    Error,
}

/// <summary>A place in a file: lines and columns from 1, columns in UTF-16 units; the end is behind the last character.</summary>
/// <param name="File">The absolute path.</param>
/// <param name="Line">The line of its first character.</param>
/// <param name="Column">The column of its first character.</param>
/// <param name="EndLine">The line of its end.</param>
/// <param name="EndColumn">The column of its end.</param>
internal sealed record SourcePlace(string File, int Line, int Column, int EndLine, int EndColumn)
{
    /// <summary>The beginning of a file, where nothing nearer is known.</summary>
    public static SourcePlace StartOf(string file) => new(file, 1, 1, 1, 1);
}

/// <summary>Something that a command found.</summary>
/// <param name="Rule">The rule's id, such as <c>CBG0012</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong and what to do. It may quote a file: each writer escapes it.</param>
/// <param name="Place">Where it is, or null.</param>
internal sealed record Finding(string Rule, Severity Severity, string Message, SourcePlace? Place)
{
    /// <summary>The rule in a few words, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The rule's page, or null.</summary>
    public string? HelpLink { get; init; }
}
