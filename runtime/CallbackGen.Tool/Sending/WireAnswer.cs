using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>What came back for a request.</summary>
/// <param name="Status">The status; 0 where nothing came back.</param>
/// <param name="Elapsed">The time from the beginning of the connection to the end of the answer.</param>
internal sealed record WireAnswer(int Status, TimeSpan Elapsed)
{
    /// <summary>The header fields, in the order received.</summary>
    public IReadOnlyList<CaptureHeader> Headers { get; init; } = [];

    /// <summary>The body without its framing.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why nothing came back, as a part of a sentence; null where something did.</summary>
    public string? Failure { get; init; }
}
