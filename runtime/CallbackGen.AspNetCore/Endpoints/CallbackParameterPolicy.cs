using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Verifies the callbacks of ordinary endpoints: those of minimal APIs and controllers that declare a message, such as
/// <c>Verified&lt;T&gt;</c>, as a parameter.
/// </summary>
/// <remarks>
/// Parameters are bound inside the endpoint's own delegate and, from services, synchronously. The policy therefore replaces the
/// endpoint that routing selected by one that verifies first. Authentication, authorization and rate limits of the endpoint have
/// run by then.
/// </remarks>
internal sealed class CallbackParameterPolicy(Func<CallbackEndpointCatalog> catalog, CallbackPipelines pipelines)
    : MatcherPolicy,
        IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _wrapped = [];

    /// <summary>Last: the other policies decide on the original endpoints.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        ContainsDynamicEndpoints(endpoints) || endpoints.Any(IsOrdinaryCallback);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i] is var candidate && IsOrdinaryCallback(candidate.Endpoint))
                candidates.ReplaceEndpoint(i, _wrapped.GetValue(candidate.Endpoint, Wrap), candidate.Values);
        }

        return Task.CompletedTask;
    }

    private bool IsOrdinaryCallback(Endpoint endpoint) =>
        endpoint is RouteEndpoint
        && endpoint.Metadata.GetMetadata<CallbackEndpointMetadata>() is null
        && catalog().FindCallback(endpoint) is not null;

    private RouteEndpoint Wrap(Endpoint endpoint)
    {
        var route = (RouteEndpoint)endpoint;
        var handler = route.RequestDelegate ?? throw new InvalidOperationException($"{route.DisplayName} has no request delegate.");
        return new RouteEndpoint(
            pipelines.Wrap(catalog().FindCallback(route)!, handler, _ => false),
            route.RoutePattern,
            route.Order,
            route.Metadata,
            route.DisplayName
        );
    }
}
