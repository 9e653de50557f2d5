namespace CallbackGen.AspNetCore;

/// <summary>The addresses from which keys may be fetched.</summary>
internal static class KeyAddress
{
    /// <summary>Parses an address from a schema, which the compiler has checked; null when it is invalid.</summary>
    public static Uri? Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : null;

    /// <summary>
    /// Parses an address that a request names: https at the default port, of a listed host, without user, query or fragment, and
    /// below a path. It must be spelt in its normalized form, so that no later parser can understand it differently.
    /// </summary>
    public static Uri? Parse(string url, IEnumerable<string> hosts, string path)
    {
        // Scheme, host and path have one normalized spelling. A port, a user (also an empty one), a query or a fragment would be
        // additional text, and parsing would normalize dots, escapes, a backslash or an uppercase host.
        return
            Parse(url) is { } address
            && string.Equals($"{address.Scheme}://{address.Host}{address.AbsolutePath}", url, StringComparison.Ordinal)
            && !address.AbsolutePath.Contains('%', StringComparison.Ordinal)
            && hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
            && address.AbsolutePath.StartsWith(path, StringComparison.Ordinal)
            ? address
            : null;
    }
}
