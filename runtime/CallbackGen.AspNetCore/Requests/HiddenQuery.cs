using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The query of a request to a callback route. It is removed before the host logs the request line, and restored only while the
/// callback's endpoint runs.
/// </summary>
internal sealed class HiddenQuery
{
    private readonly IHttpRequestFeature _request;
    private readonly string _path;

    private HiddenQuery(IHttpRequestFeature request)
    {
        _request = request;
        Query = request.QueryString;
        RawTarget = request.RawTarget;
        _path = request.Path;
    }

    /// <summary>The query as received.</summary>
    public string Query { get; }

    /// <summary>The request target (RFC 9112, section 3.2) as received.</summary>
    public string RawTarget { get; }

    /// <summary>
    /// Whether the request still has its original path and is not re-executed for an error page; a path base may have been removed.
    /// </summary>
    public bool IsForSamePath => _path.EndsWith(_request.Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Removes the query from a request.</summary>
    public static HiddenQuery Hide(IHttpRequestFeature request)
    {
        var hidden = new HiddenQuery(request);
        hidden.Hide();
        return hidden;
    }

    /// <summary>Returns the query that was removed from a request, or null when none was.</summary>
    public static HiddenQuery? Of(HttpContext context) => context.Features.Get<HiddenQuery>();

    /// <summary>Removes the query again.</summary>
    public void Hide()
    {
        _request.QueryString = "";
        var query = RawTarget.IndexOf('?', StringComparison.Ordinal);
        _request.RawTarget = query < 0 ? RawTarget : RawTarget[..query];
    }

    /// <summary>Restores the query.</summary>
    public void Show()
    {
        _request.QueryString = Query;
        _request.RawTarget = RawTarget;
    }
}
