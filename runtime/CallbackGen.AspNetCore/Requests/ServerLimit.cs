using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>Raises the server's own body limit, which must not be below the limit of an endpoint.</summary>
internal static class ServerLimit
{
    /// <summary>The default limit of Kestrel and IIS, in bytes.</summary>
    private const long Default = 30_000_000;

    /// <summary>
    /// Raises the limit for one request. A limit that the application has set for its server stays, unless the application has also
    /// set the limit of the endpoint's callbacks.
    /// </summary>
    /// <param name="context">The request, whose body has not been read.</param>
    /// <param name="maxBodyBytes">The largest body that the endpoint accepts, in bytes.</param>
    /// <param name="isSaid">Whether the application has set that limit, and not only the schemas.</param>
    public static void Raise(HttpContext context, int maxBodyBytes, bool isSaid)
    {
        if (
            context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } server
            && limit < maxBodyBytes
            && (isSaid || limit == Default)
        )
        {
            server.MaxRequestBodySize = maxBodyBytes;
        }
    }
}
