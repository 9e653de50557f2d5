using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>
/// The header fields that are about one connection and not about what is sent over it (RFC 9110, section 7.6.1): whoever passes a
/// message on writes his own.
/// </summary>
internal static class HopByHop
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "Proxy-Connection",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        // The bytes are counted anew, and are the same; nobody is asked beforehand whether he takes them.
        "Content-Length",
        "Expect",
        "HTTP2-Settings",
    };

    /// <summary>The fields without those of the connection, and those that its field <c>Connection</c> names, and <c>Host</c>.</summary>
    public static IReadOnlyList<CaptureHeader> Without(IReadOnlyList<CaptureHeader> headers)
    {
        var named = headers
            .Where(header => header.Is("Connection"))
            .SelectMany(header => header.Text.Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. headers.Where(header => !Names.Contains(header.Name) && !named.Contains(header.Name) && !header.Is("Host"))];
    }
}
