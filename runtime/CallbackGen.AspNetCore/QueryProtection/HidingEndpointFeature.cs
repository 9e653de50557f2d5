using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Gives the query back when routing chooses an endpoint that is no callback: patterns overlap, and only routing
/// knows which of them wins. Not when the request was sent on to an error page: then a callback may have failed.
/// </summary>
internal sealed class HidingEndpointFeature(HiddenQuery query, CallbackEndpointCatalog catalog) : IEndpointFeature
{
    private Endpoint? _endpoint;

    public HiddenQuery Query => query;

    public Endpoint? Endpoint
    {
        get => _endpoint;
        set
        {
            _endpoint = value;
            // Routing's own refusals (405, 415) are not routes; a callback sent with the wrong method stays hidden.
            if (value is RouteEndpoint && query.IsForSamePath && catalog.FindCallback(value) is null)
                query.Show();
        }
    }
}
