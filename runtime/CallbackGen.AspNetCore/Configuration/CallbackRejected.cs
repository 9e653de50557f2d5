namespace CallbackGen;

/// <summary>
/// A request to a callback endpoint that was refused, for <c>OnRejected</c>. What it holds of the request is whatever its sender wrote:
/// unless <see cref="CallbackRejection.IsProven"/> says so, nobody knows who that was.
/// </summary>
public sealed class CallbackRejected
{
    /// <summary>The feed's name, for example <c>acme.invoice</c>; the provider's where several feeds share the address and none was chosen.</summary>
    public required string Feed { get; init; }

    /// <summary>Why it was refused, and whether its proof held.</summary>
    public required CallbackRejection Rejection { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path without the query, percent-encoded.</summary>
    public required string Path { get; init; }

    /// <summary>The bytes of the body as received; empty where it was not read, as one that is too large.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it was refused, by the application's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The services of the request.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Feed and reason, and nothing that the sender wrote.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Feed} {Rejection}";
}
