using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Hides the query of requests to callback routes. It wraps the context factory, because the host logs the request line ("Request
/// starting … GET /path?query") as soon as the context exists, before any middleware runs; and a callback that arrives as a query
/// has its whole payload and its signature there.
/// </summary>
/// <param name="inner">Creates the contexts.</param>
/// <param name="catalog">The callback endpoints, which do not exist yet when the host resolves the factory.</param>
internal sealed class CallbackHttpContextFactory(IHttpContextFactory inner, Func<CallbackEndpointCatalog> catalog) : IHttpContextFactory
{
    private readonly Lazy<CallbackEndpointCatalog> _catalog = new(catalog);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        ArgumentNullException.ThrowIfNull(featureCollection);
        var request = featureCollection.Get<IHttpRequestFeature>();
        if (request is { QueryString.Length: > 0 } && _catalog.Value is var callbacks && callbacks.Routes.IsMatch(request.Path))
        {
            var hidden = HiddenQuery.Hide(request);
            featureCollection.Set(hidden);
            featureCollection.Set<IEndpointFeature>(
                new HidingEndpointFeature(hidden, callbacks, featureCollection.Get<IHttpResponseFeature>())
            );
        }

        return inner.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => inner.Dispose(httpContext);
}
