namespace CallbackGen.Inbox;

/// <summary>A request that a callback endpoint has refused, as it is kept for people to look at. Nobody knows who sent it, unless <see cref="IsProven"/>.</summary>
public sealed record RefusedRequest
{
    /// <summary>When it was refused, by the application's clock. Stores keep milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The feed's name, for example <c>acme.payment</c>; the provider's where several feeds share the address and none was chosen.</summary>
    public required string Feed { get; init; }

    /// <summary>Why it was refused.</summary>
    public required CallbackRejectionReason Reason { get; init; }

    /// <summary>At which place, as <see cref="CallbackRejection.Where"/>.</summary>
    public string Where { get; init; } = "";

    /// <summary>Whether its proof held: then the provider sent it.</summary>
    public bool IsProven { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query, percent-encoded, of which a long one is cut.</summary>
    public required string Path { get; init; }

    /// <summary>The length of the body in bytes, as its sender states it where it was not read; null where nobody knows.</summary>
    public long? Length { get; init; }

    /// <summary>The first bytes of the body, where they are kept; otherwise, and of a feed with secrets, none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Feed and reason, and nothing that the sender wrote.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed} at {At:O}: {Reason} at '{Where}'";
}
