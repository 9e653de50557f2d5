namespace CallbackGen.Inbox;

/// <summary>
/// A request that a callback endpoint has refused, as it is stored for operators. Its sender is unknown, unless
/// <see cref="IsProven"/> is true.
/// </summary>
public sealed record RefusedRequest
{
    /// <summary>The time of the refusal, by the application's clock. Stores have a precision of 1 ms.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The feed's name, for example <c>acme.payment</c>; the provider's name if several feeds share the address and none was selected.
    /// </summary>
    public required string Feed { get; init; }

    /// <summary>Why it was refused.</summary>
    public required CallbackRejectionReason Reason { get; init; }

    /// <summary>The path of the rejected value, as <see cref="CallbackRejection.Where"/>.</summary>
    public string Where { get; init; } = "";

    /// <summary>Whether its proof was valid, which means that the provider sent it.</summary>
    public bool IsProven { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query, percent-encoded and truncated.</summary>
    public required string Path { get; init; }

    /// <summary>The length of the body in bytes, as the sender states it if it was not read; null when it is unknown.</summary>
    public long? Length { get; init; }

    /// <summary>The first bytes of the body, if bodies are stored; otherwise, and for a feed with secrets, empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Returns feed, time, reason and position, without any text of the request.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Feed} at {At:O}: {Reason} at '{Where}'";
}
