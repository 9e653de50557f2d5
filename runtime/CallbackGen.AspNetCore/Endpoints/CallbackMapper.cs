using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>Turns the endpoints that route builders create into callback endpoints.</summary>
internal sealed class CallbackMapper(CallbackPipelines pipelines, QueryHiding hiding)
{
    /// <summary>Returns the mapper of an application.</summary>
    /// <exception cref="InvalidOperationException"><c>AddCallbacks</c> was not called.</exception>
    public static CallbackMapper Of(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<CallbackMapper>()
        ?? throw new InvalidOperationException("Callbacks are not among the services: call builder.Services.AddCallbacks().");

    /// <summary>Makes an endpoint verify a request before its handler runs.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint's builder.</param>
    /// <param name="served">The feeds that the endpoint serves.</param>
    /// <param name="acknowledges">
    /// Whether the schema's acknowledgement follows a feed's handler that has not written its own response.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">
    /// Requests carry a query, and the host has started without hiding queries from its log.
    /// </exception>
    public TBuilder Make<TBuilder>(TBuilder builder, ServedFeeds served, Func<CallbackFeed, bool> acknowledges)
        where TBuilder : IEndpointConventionBuilder
    {
        hiding.AskFor(served);
        builder.Add(endpoint =>
        {
            endpoint.DisplayName =
                $"Callback {string.Join(", ", served.Feeds)} => {(endpoint as RouteEndpointBuilder)?.RoutePattern.RawText}";
            endpoint.Metadata.Add(new CallbackEndpointMetadata(served));
            endpoint.RequestDelegate = pipelines.Wrap(served, endpoint.RequestDelegate!, acknowledges);
        });
        return builder;
    }
}
