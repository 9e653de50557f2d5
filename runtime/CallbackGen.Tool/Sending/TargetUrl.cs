using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>The target of requests: an http or https address as it was typed, which is not normalised.</summary>
internal sealed class TargetUrl
{
    private const int MaxShownPath = 120;

    private readonly Uri _origin;

    private TargetUrl(string origin, Uri uri, string path, string query)
    {
        Origin = origin;
        _origin = uri;
        Path = path;
        Query = query;
    }

    /// <summary>Scheme and authority, such as <c>http://localhost:5000</c>.</summary>
    public string Origin { get; }

    /// <summary>The path; <c>/</c> when none was typed.</summary>
    public string Path { get; }

    /// <summary>The query without the question mark; empty when there is none.</summary>
    public string Query { get; }

    /// <summary>The value of the field <c>Host</c> (RFC 9110, section 7.2).</summary>
    public string Authority => Origin[(Origin.IndexOf("://", StringComparison.Ordinal) + 3)..];

    /// <summary>The name or address to connect to.</summary>
    public string Host => _origin.DnsSafeHost;

    public int Port => _origin.Port;

    public bool IsTls => _origin.Scheme == Uri.UriSchemeHttps;

    /// <summary>Parses the value of an option.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="ToolException">The value is not an address that requests can be sent to.</exception>
    public static TargetUrl Parse(string option, string text)
    {
        try
        {
            var (origin, target) = RequestHead.Split(text, line: null);
            if (origin is null || !Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                throw Wrong(option, text, "is no http or https address, such as http://localhost:5000/callbacks/acme");
            if (uri.UserInfo.Length > 0)
                throw Wrong(option, "…@…", "holds a user name: remove it, because shells keep arguments");
            var (path, query) = RequestHead.Divide(target);
            return new(origin, uri, path, query);
        }
        catch (CaptureFaultException fault)
        {
            throw new ToolException(ExitCode.Usage, $"{option}: {fault.Message}");
        }
    }

    /// <summary>
    /// Refuses to send a signed request in clear text over a network, where anyone on the path could read and replay it.
    /// </summary>
    /// <param name="isConfirmed">Whether <c>--yes</c> was given.</param>
    public void DemandPrivate(bool isConfirmed)
    {
        if (!IsTls && !_origin.IsLoopback && !isConfirmed)
            throw new ToolException(
                ExitCode.Usage,
                $"{Origin} is neither https nor this machine: the request is signed, and anyone on the network could read it and send "
                    + "it again. Use https, or --yes where that does not matter."
            );
    }

    /// <summary>Returns path and query for a request with its own, which are kept when the address has no path.</summary>
    /// <param name="target">The request's path and query.</param>
    public string For(string target)
    {
        if (Path == "/" && Query.Length == 0)
            return target;
        var query = Query.Length > 0 ? Query : RequestHead.Divide(target).Query;
        return query.Length > 0 ? $"{Path}?{query}" : Path;
    }

    /// <summary>
    /// Returns the path for output, shortened, with the query masked: it may contain the signature, which allows a replay.
    /// </summary>
    /// <param name="target">The path and query.</param>
    public static string Shown(string target)
    {
        var path = RequestHead.Divide(target).Path;
        return (path.Length <= MaxShownPath ? path : $"{path[..MaxShownPath]}…") + (path.Length == target.Length ? "" : "?…");
    }

    private static ToolException Wrong(string option, string text, string why) =>
        new(ExitCode.Usage, $"{option}: {Output.Visible.Quote(text, 200)} {why}.");
}
