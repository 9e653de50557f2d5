namespace CallbackGen.Inbox;

/// <summary>A request as a store keeps it: bytes that only the inbox reads.</summary>
public sealed record StoredRequest
{
    /// <summary>The feed's name, for example <c>acme.payment</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>What the inbox has written of the request. It comes back byte for byte.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The id of the keys that verified it, which the store keeps for as long as the request; null where there are none.</summary>
    public string? KeysId { get; init; }

    /// <summary>No text of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed}, {Content.Length} bytes";
}
