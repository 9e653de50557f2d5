namespace CallbackGen.AspNetCore;

/// <summary>
/// Is told of each request that was refused and not kept, once its answer was sent. A service, of which there may be several.
/// </summary>
internal interface IRejectionObserver
{
    /// <summary>How many bytes of the body it is given at the most; 0 for none.</summary>
    int MaxBodyBytes => 0;

    /// <summary>Takes note of a request. It must not wait; what it throws is logged and changes nothing.</summary>
    /// <param name="request">The request.</param>
    void Observe(RejectedRequest request);
}

/// <summary>A request that was refused: nothing of its query and its headers.</summary>
/// <param name="Feed">The feed's name, or the address's where it is not known of which feed it is.</param>
/// <param name="Rejection">Why, and whether its proof held.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query, percent-encoded, of which a long one is cut.</param>
/// <param name="Length">The length of the body in bytes, as its sender states it where it was not read; null where nobody knows.</param>
/// <param name="At">When it was refused.</param>
internal sealed record RejectedRequest(
    string Feed,
    CallbackRejection Rejection,
    string Method,
    string Path,
    long? Length,
    DateTimeOffset At
)
{
    /// <summary>The first bytes of the body, where an observer asks for them and it was read; otherwise none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Feed and reason, and nothing that the sender wrote.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed} {Rejection}";
}
