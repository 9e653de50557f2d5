using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>Makes callback endpoints of those that route builders make.</summary>
internal sealed class CallbackMapper(CallbackPipelines pipelines, QueryHiding hiding)
{
    /// <summary>The mapper of an application.</summary>
    /// <exception cref="InvalidOperationException"><c>AddCallbacks</c> was not called.</exception>
    public static CallbackMapper Of(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<CallbackMapper>()
        ?? throw new InvalidOperationException("Callbacks are not among the services: call builder.Services.AddCallbacks().");

    /// <summary>Has an endpoint verify before it handles.</summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's builder.</param>
    /// <param name="served">What it serves.</param>
    /// <param name="acknowledges">Whether the schema's acknowledgement follows a feed's handler that has not answered by itself.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">Requests carry a query, and it is too late to keep it out of the host's log.</exception>
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
