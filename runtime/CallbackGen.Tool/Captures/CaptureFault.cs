namespace CallbackGen.Tool.Captures;

/// <summary>Why a capture cannot be read.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, from 1; null where it is none.</param>
/// <param name="Sentence">What is wrong and what to do. It may quote the file.</param>
internal sealed record CaptureFault(string File, int? Line, string Sentence)
{
    /// <inheritdoc />
    public override string ToString() => Line is { } line ? $"{File}({line}): {Sentence}" : $"{File}: {Sentence}";
}

/// <summary>Ends the reading of a capture. It does not leave <see cref="CaptureReader"/>.</summary>
/// <param name="line">The line, from 1, or null.</param>
/// <param name="sentence">What is wrong and what to do.</param>
internal sealed class CaptureFaultException(int? line, string sentence) : Exception(sentence)
{
    public int? Line => line;
}
