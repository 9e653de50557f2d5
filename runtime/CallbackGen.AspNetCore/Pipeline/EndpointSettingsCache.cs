using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The settings of an endpoint, which are found once.</summary>
internal sealed class EndpointSettingsCache(ServedFeeds served, CallbackKeyRing keys)
{
    private volatile EndpointSettings? _known;

    /// <summary>The settings of the endpoint that routing has chosen for a request.</summary>
    public EndpointSettings Of(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        // Conventions may add to the metadata until the endpoint is there: the first request reads it.
        return _known is { } known && known.Endpoint == endpoint ? known : _known = new EndpointSettings(endpoint, served, keys);
    }
}
