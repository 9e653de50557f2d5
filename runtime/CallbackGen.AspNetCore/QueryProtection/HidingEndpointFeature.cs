using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Gives the query back when routing chooses an endpoint that is no callback: patterns overlap, and only routing
/// knows which of them wins. Not when the request was sent on to an error page: then a callback may have failed. A fallback takes
/// what nobody else does, a callback's address that is nearly right included: it gets the query, and the host's last line does not.
/// </summary>
internal sealed class HidingEndpointFeature(HiddenQuery query, CallbackEndpointCatalog catalog, IHttpResponseFeature? response)
    : IEndpointFeature
{
    /// <summary>The order that <c>MapFallback</c> gives to its endpoints.</summary>
    private const int FallbackOrder = int.MaxValue;

    private Endpoint? _endpoint;

    public Endpoint? Endpoint
    {
        get => _endpoint;
        set
        {
            _endpoint = value;
            // Routing's own refusals (405, 415) are not routes; a callback sent with the wrong method stays hidden.
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
