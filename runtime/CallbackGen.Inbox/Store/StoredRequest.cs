namespace CallbackGen.Inbox;

/// <summary>A request as a store receives it: bytes that only the inbox can read.</summary>
public sealed record StoredRequest
{
    /// <summary>The feed's name, for example <c>acme.payment</c>.</summary>
    public required string Feed { get; init; }

    /// <summary>The inbox's encoding of the request. A store returns it byte for byte.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>
    /// The id of the keys that verified it, which the store retains as long as the request; null when there are none.
    /// </summary>
    public string? KeysId { get; init; }

    /// <summary>Returns the feed and the length, without any text of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed}, {Content.Length} bytes";
}
