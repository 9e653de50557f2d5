using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>
/// The header fields that concern one connection and not the message (RFC 9110, section 7.6.1): an intermediary that forwards a
/// message replaces them.
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
        // The length is computed again, and is the same; no 100 Continue is requested.
        "Content-Length",
        "Expect",
        "HTTP2-Settings",
    };

    /// <summary>
    /// Returns the fields without <c>Host</c>, those of the connection, and those that its field <c>Connection</c> names.
    /// </summary>
    public static IReadOnlyList<CaptureHeader> Without(IReadOnlyList<CaptureHeader> headers)
    {
        var named = headers
            .Where(header => header.Is("Connection"))
            .SelectMany(header => header.Text.Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. headers.Where(header => !Names.Contains(header.Name) && !named.Contains(header.Name) && !header.Is("Host"))];
    }
}
