using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Restores the query when routing selects an endpoint that is not a callback: patterns overlap, and only routing knows which of
/// them matches.
/// </summary>
/// <remarks>
/// The query stays hidden when the request was re-executed for an error page, because a callback may have failed. A fallback
/// endpoint also receives misspelt callback addresses: it sees the query, but the host's final log line does not.
/// </remarks>
internal sealed class HidingEndpointFeature(HiddenQuery query, CallbackEndpointCatalog catalog, IHttpResponseFeature? response)
    : IEndpointFeature
{
    /// <summary>The order that <c>MapFallback</c> assigns to its endpoints.</summary>
    private const int FallbackOrder = int.MaxValue;

    private Endpoint? _endpoint;

    public Endpoint? Endpoint
    {
        get => _endpoint;
        set
        {
            _endpoint = value;
            // Routing's own refusals (405, 415) are not route endpoints; the query of a callback with the wrong method stays hidden.
            if (value is not RouteEndpoint route || !query.IsForSamePath || catalog.FindCallback(value) is not null)
                return;
            query.Show();
            if (route.Order == FallbackOrder)
                response?.OnCompleted(HideAsync, query);
        }
    }

    private static Task HideAsync(object query)
    {
        ((HiddenQuery)query).Hide();
        return Task.CompletedTask;
    }
}
