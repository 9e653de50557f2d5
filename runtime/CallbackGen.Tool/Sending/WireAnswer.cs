using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>The response to a request.</summary>
/// <param name="Status">The status; 0 when there was no response.</param>
/// <param name="Elapsed">The time from the start of the connection to the end of the response.</param>
internal sealed record WireAnswer(int Status, TimeSpan Elapsed)
{
    /// <summary>The header fields, in the order received.</summary>
    public IReadOnlyList<CaptureHeader> Headers { get; init; } = [];

    /// <summary>The body without its framing.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why there was no response, as a part of a sentence; null when there was one.</summary>
    public string? Failure { get; init; }
}
