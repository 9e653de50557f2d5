namespace CallbackGen.AspNetCore;

/// <summary>The addresses from which keys may be fetched.</summary>
internal static class KeyAddress
{
    /// <summary>An address that the schema states, or null when it is none; the compiler has checked it.</summary>
    public static Uri? Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? address : null;

    /// <summary>
    /// An address that a request names: https at its usual port, of a host that is listed, without user, query or fragment, and
    /// below a path; spelt as it is understood, so that nothing is understood twice.
    /// </summary>
    public static Uri? Parse(string url, IEnumerable<string> hosts, string path)
    {
        // There is one way to write scheme, host and path. A port, a user (an empty one too), a query or a fragment is more than
        // that, and dots, escapes, a backslash or a host in capitals are spelt anew when they are parsed.
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
