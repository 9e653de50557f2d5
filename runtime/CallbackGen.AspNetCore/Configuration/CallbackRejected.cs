namespace CallbackGen;

/// <summary>
/// A refused request to a callback endpoint, for <c>OnRejected</c>. Its content is whatever its sender wrote: the sender is unknown
/// unless <see cref="CallbackRejection.IsProven"/> is true.
/// </summary>
public sealed class CallbackRejected
{
    /// <summary>
    /// The feed's name, for example <c>acme.invoice</c>; the provider's name if several feeds share the address and none was selected.
    /// </summary>
    public required string Feed { get; init; }

    /// <summary>Why it was refused, and whether its proof was valid.</summary>
    public required CallbackRejection Rejection { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query, percent-encoded.</summary>
    public required string Path { get; init; }

    /// <summary>The bytes of the body as received; empty if it was not read, for example because it is too large.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The time of the refusal, by the application's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The services of the request.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Returns the feed and the reason, without any text of the request.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Feed} {Rejection}";
}
