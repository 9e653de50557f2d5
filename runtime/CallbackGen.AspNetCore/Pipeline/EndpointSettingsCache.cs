using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>Caches the settings of an endpoint.</summary>
internal sealed class EndpointSettingsCache(ServedFeeds served, CallbackKeyRing keys)
{
    private volatile EndpointSettings? _known;

    /// <summary>Returns the settings of the endpoint that routing has selected for a request.</summary>
    public EndpointSettings Of(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        // Conventions may add metadata until the endpoint is built: the first request reads it.
        return _known is { } known && known.Endpoint == endpoint ? known : _known = new EndpointSettings(endpoint, served, keys);
    }
}
