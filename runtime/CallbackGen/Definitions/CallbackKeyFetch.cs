namespace CallbackGen.Definitions;

/// <summary>
/// The location that a public key is fetched from: a fixed address, or an address that the request names on a listed host.
/// </summary>
public sealed record CallbackKeyFetch
{
    /// <summary>The address (https), or null when the request names it.</summary>
    public string? Url { get; init; }

    /// <summary>The source in the request that contains the address, as the schema writes it; or null.</summary>
    public string? From { get; init; }

    /// <summary>The hosts that a request may name; they are compared exactly.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The prefix that the path of an address from a request must have.</summary>
    public string Path { get; init; } = "/";
}
