using System.Diagnostics.CodeAnalysis;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallbackGen;

/// <summary>Adds conventions to a callback endpoint.</summary>
public class CallbackEndpointBuilder : IEndpointConventionBuilder
{
    private readonly IEndpointConventionBuilder _endpoint;

    internal CallbackEndpointBuilder(IEndpointConventionBuilder endpoint, IServiceProvider services, IReadOnlyList<MappedHandler> handlers)
    {
        _endpoint = endpoint;
        Services = services;
        Handlers = handlers;
    }

    /// <summary>The application's services.</summary>
    internal IServiceProvider Services { get; }

    /// <summary>The feeds, each with its handler.</summary>
    internal IReadOnlyList<MappedHandler> Handlers { get; }

    /// <inheritdoc />
    public void Add(Action<EndpointBuilder> convention) => _endpoint.Add(convention);

    /// <inheritdoc />
    public void Finally(Action<EndpointBuilder> finallyConvention) => _endpoint.Finally(finallyConvention);
}

/// <summary>Adds conventions to an endpoint for one feed.</summary>
/// <typeparam name="T">The feed's payload.</typeparam>
public sealed class CallbackEndpointBuilder<T> : CallbackEndpointBuilder
    where T : class, ICallbackPayload<T>
{
    internal CallbackEndpointBuilder(IEndpointConventionBuilder endpoint, IServiceProvider services, MappedHandler handler)
        : base(endpoint, services, [handler]) { }

    /// <summary>Adds a filter that runs around the handler.</summary>
    /// <typeparam name="TFilter">The filter, which is created with the application's services.</typeparam>
    /// <returns>This builder.</returns>
    public CallbackEndpointBuilder<T> AddEndpointFilter<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter
    >()
        where TFilter : IEndpointFilter => this.AddEndpointFilter<CallbackEndpointBuilder<T>, TFilter>();

    /// <summary>Declares a response of the endpoint for descriptions of the application such as OpenAPI.</summary>
    /// <typeparam name="TResponse">The type of the response body.</typeparam>
    /// <param name="statusCode">The status code of the response.</param>
    /// <param name="contentType">The content type of the response; <c>application/json</c> when null.</param>
    /// <param name="additionalContentTypes">Other content types that the response may have.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="additionalContentTypes"/> is null.</exception>
    public CallbackEndpointBuilder<T> Produces<TResponse>(
        int statusCode = StatusCodes.Status200OK,
        string? contentType = null,
        params string[] additionalContentTypes
    )
    {
        ArgumentNullException.ThrowIfNull(additionalContentTypes);
        return this.WithMetadata(
            new ProducesResponseTypeMetadata(statusCode, typeof(TResponse), [contentType ?? "application/json", .. additionalContentTypes])
        );
    }
}
