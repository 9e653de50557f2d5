using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>The server's own limit of a body, which must not be below what an endpoint takes.</summary>
internal static class ServerLimit
{
    /// <summary>What Kestrel and IIS allow where nobody has said anything.</summary>
    private const long Default = 30_000_000;

    /// <summary>
    /// Raises the limit for one request. A limit that the application has given its server stays, unless it has also said how large
    /// the callbacks of the endpoint are.
    /// </summary>
    /// <param name="context">The request, of whose body nothing has been read.</param>
    /// <param name="maxBodyBytes">The largest body that the endpoint takes.</param>
    /// <param name="isSaid">Whether the application has said so, and not only the schemas.</param>
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
