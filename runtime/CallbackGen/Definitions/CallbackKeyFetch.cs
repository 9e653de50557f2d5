namespace CallbackGen;

/// <summary>Where a public key is fetched: at a fixed address, or at one that the request names on a host that is listed.</summary>
public sealed record CallbackKeyFetch
{
    /// <summary>The address, https; or null when the request names it.</summary>
    public string? Url { get; init; }

    /// <summary>The place in the request that names the address, as the schema writes it; or null.</summary>
    public string? From { get; init; }

    /// <summary>The hosts that a request may name, each exactly.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>What the path of an address that a request names must begin with.</summary>
    public string Path { get; init; } = "/";
}
