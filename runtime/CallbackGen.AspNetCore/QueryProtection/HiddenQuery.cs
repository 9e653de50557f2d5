using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The query of a request to a callback route, taken away before the host logs the request line, and shown again only
/// while the callback's endpoint runs.
/// </summary>
internal sealed class HiddenQuery
{
    private readonly IHttpRequestFeature _request;
    private readonly string _query;
    private readonly string _rawTarget;
    private readonly string _path;

    private HiddenQuery(IHttpRequestFeature request)
    {
        _request = request;
        _query = request.QueryString;
        _rawTarget = request.RawTarget;
        _path = request.Path;
    }

    /// <summary>Whether the request still goes where it went, and not to an error page; a path base may have been taken off.</summary>
    public bool IsForSamePath => _path.EndsWith(_request.Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the query away.</summary>
    public static HiddenQuery Hide(IHttpRequestFeature request)
    {
        var hidden = new HiddenQuery(request);
        hidden.Hide();
        return hidden;
    }

    /// <summary>The query of a request, hidden or not, as received.</summary>
    public static string Of(HttpContext context) =>
        context.Features.Get<HiddenQuery>()?._query ?? context.Request.QueryString.Value ?? "";

    /// <summary>The target of a request (RFC 9112, section 3.2), its query hidden or not, as received.</summary>
    public static string TargetOf(HttpContext context) =>
        context.Features.Get<HiddenQuery>()?._rawTarget ?? context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";

    /// <summary>Takes the query away again.</summary>
    public void Hide()
    {
        _request.QueryString = "";
        var query = _rawTarget.IndexOf('?', StringComparison.Ordinal);
        _request.RawTarget = query < 0 ? _rawTarget : _rawTarget[..query];
    }

    /// <summary>Puts the query back.</summary>
    public void Show()
    {
        _request.QueryString = _query;
        _request.RawTarget = _rawTarget;
    }
}
