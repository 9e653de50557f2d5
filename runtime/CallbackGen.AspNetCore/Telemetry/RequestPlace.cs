using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The data by which an operator finds a request in other logs: its path, the address of its sender, and its trace id; without its
/// query, its headers and its body.
/// </summary>
/// <param name="Path">The path without the query, percent-encoded, so that it is one line whatever was sent.</param>
/// <param name="RemoteAddress">The address of the sender, or of the proxy in front unless forwarded headers are read.</param>
/// <param name="TraceId">The trace id (W3C Trace Context), or the server's own identifier of the request.</param>
internal readonly record struct RequestPlace(string Path, string RemoteAddress, string TraceId)
{
    private const int LongestPath = 200;

    public static RequestPlace Of(HttpContext context)
    {
        var path = context.Request.PathBase.Add(context.Request.Path).ToUriComponent();
        return new(
            path.Length <= LongestPath ? path : string.Concat(path.AsSpan(0, LongestPath), "..."),
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier
        );
    }
}
