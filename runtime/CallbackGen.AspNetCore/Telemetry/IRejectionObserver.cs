namespace CallbackGen.AspNetCore;

/// <summary>
/// Is notified of each refused request that is not stored, after its response was sent. A service; several may be registered.
/// </summary>
internal interface IRejectionObserver
{
    /// <summary>The most bytes of the body that it receives; 0 for none.</summary>
    int MaxBodyBytes => 0;

    /// <summary>Records a request. It must not block; an exception is logged and has no other effect.</summary>
    /// <param name="request">The request.</param>
    void Observe(RejectedRequest request);
}

/// <summary>A refused request, without its query and its headers.</summary>
/// <param name="Feed">The feed's name, or the name of the address if the feed is not known.</param>
/// <param name="Rejection">Why it was refused, and whether its proof was valid.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query, percent-encoded and truncated.</param>
/// <param name="Length">
/// The length of the body in bytes, as the sender states it if it was not read; null when it is unknown.
/// </param>
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
    /// <summary>The first bytes of the body, if an observer requests them and the body was read; otherwise empty.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Returns the feed and the reason, without any text of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed} {Rejection}";
}
