namespace CallbackGen.Tool.Captures;

/// <summary>The reason why a capture cannot be parsed.</summary>
/// <param name="File">The file, as the user named it.</param>
/// <param name="Line">The line, from 1; null when the fault has no line.</param>
/// <param name="Sentence">The fault and its remedy. It may quote the file.</param>
internal sealed record CaptureFault(string File, int? Line, string Sentence)
{
    /// <inheritdoc />
    public override string ToString() => Line is { } line ? $"{File}({line}): {Sentence}" : $"{File}: {Sentence}";
}

/// <summary>Ends the parsing of a capture. <see cref="CaptureReader"/> catches it.</summary>
/// <param name="line">The line, from 1, or null.</param>
/// <param name="sentence">The fault and its remedy.</param>
internal sealed class CaptureFaultException(int? line, string sentence) : Exception(sentence)
{
    public int? Line => line;
}
