using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Restricts the headers of a response. A value in one may be text that an attacker sent; so no header is accepted that a server, a
/// proxy or a browser acts upon. A sender that chooses a cookie, a redirection or a file would act in the application's name.
/// </summary>
internal static class AnswerHeaders
{
    // RFC 9110, section 5.6.2: the characters of a field name.
    private static readonly Regex Token = new(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\z", RegexOptions.CultureInvariant);

    /// <summary>The headers that frame or describe the message (RFC 9110, section 7.6.1; RFC 9112), which the program writes.</summary>
    private static readonly HashSet<string> OfMessage = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "HTTP2-Settings",
        "Date",
        "Server",
        "Via",
        "Status",
        "Age",
        "Cache-Control",
        "CDN-Cache-Control",
        "ETag",
        "Expires",
        "Last-Modified",
        "Pragma",
        "Vary",
        "Warning",
        "X-Content-Type-Options",
    };

    /// <summary>
    /// The headers that an intermediary or the recipient acts upon: browsers (cookies, URLs, policies) and proxies (files, upstreams).
    /// </summary>
    private static readonly HashSet<string> ActedUpon = new(StringComparer.OrdinalIgnoreCase)
    {
        "Location",
        "Refresh",
        "Link",
        "Alt-Svc",
        "URI",
        "Set-Cookie",
        "Set-Cookie2",
        "WWW-Authenticate",
        "Authentication-Info",
        "Authentication-Control",
        "Clear-Site-Data",
        "Strict-Transport-Security",
        "Public-Key-Pins",
        "Public-Key-Pins-Report-Only",
        "Expect-CT",
        "X-Frame-Options",
        "X-XSS-Protection",
        "X-Permitted-Cross-Domain-Policies",
        "X-Download-Options",
        "Referrer-Policy",
        "Permissions-Policy",
        "Feature-Policy",
        "Document-Policy",
        "Origin-Agent-Cluster",
        "NEL",
        "Report-To",
        "Reporting-Endpoints",
        "SourceMap",
        "X-SourceMap",
        "Service-Worker-Allowed",
        "Timing-Allow-Origin",
        "Accept-CH",
        "Critical-CH",
        "Speculation-Rules",
        "Supports-Loading-Mode",
        "No-Vary-Search",
        "Use-As-Dictionary",
        "X-DNS-Prefetch-Control",
        "X-Sendfile",
        "X-LIGHTTPD-send-file",
        "X-Reproxy-URL",
    };

    private static readonly string[] Families =
    [
        "Access-Control-",
        "Content-",
        "Cross-Origin-",
        "Proxy-",
        "Sec-",
        "Surrogate-",
        "X-Accel-",
    ];

    /// <summary>Returns whether a text is a valid header name.</summary>
    public static bool IsName(string name) => Token.IsMatch(name);

    /// <summary>Returns the reason why a response must not have a header, in words that follow its name; or null.</summary>
    public static string? Refuse(string name) =>
        name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? "is set by \"content\": write it there"
        : OfMessage.Contains(name) ? "is written only by the program that answers"
        : ActedUpon.Contains(name) || Families.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            ? "cannot be a header of an answer: browsers or proxies act upon it, and a provider's handshake needs none of those"
        : null;

    /// <summary>Returns whether a constant is a valid header value: visible ASCII and spaces (RFC 9110, section 5.5).</summary>
    public static bool IsText(string text) => text.All(character => character is >= ' ' and <= '~');
}
