using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Callback;

/// <summary>
/// Which headers an answer may have. A value in one may be text that anybody sent, so that none is taken that a server, a proxy or
/// a browser acts upon: who chooses a cookie, a redirection or a file to be sent would act in the application's name.
/// </summary>
internal static class AnswerHeaders
{
    // RFC 9110, section 5.6.2: the characters of a field name.
    private static readonly Regex Token = new(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\z", RegexOptions.CultureInvariant);

    /// <summary>What frames the message (RFC 9110, section 7.6.1; RFC 9112) or says what it is: the program writes it.</summary>
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

    /// <summary>What somebody on the way acts upon: browsers (cookies, addresses, policies) and proxies (files, upstreams).</summary>
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

    /// <summary>Whether a text can name a header at all.</summary>
    public static bool IsName(string name) => Token.IsMatch(name);

    /// <summary>Why a header is not one that an answer may have, in words that follow its name; or null.</summary>
    public static string? Refuse(string name) =>
        name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) ? "is what \"content\" says: write it there"
        : OfMessage.Contains(name) ? "is written by the program that answers, and by nobody else"
        : ActedUpon.Contains(name) || Families.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            ? "cannot be a header of an answer: browsers or proxies act upon it, and a provider's handshake needs none of those"
        : null;

    /// <summary>Whether a constant may stand in a value: visible ASCII and spaces (RFC 9110, section 5.5).</summary>
    public static bool IsText(string text) => text.All(character => character is >= ' ' and <= '~');
}
