using System.Diagnostics.CodeAnalysis;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CallbackGen;

/// <summary>Adds feeds, each with its handler, to one address.</summary>
public sealed class CallbackGroupBuilder
{
    private readonly IEndpointRouteBuilder _endpoints;
    private readonly RoutePattern _pattern;
    private readonly List<MappedHandler> _mapped = [];
    private readonly Dictionary<Type, RequestDelegate> _handlers = [];
    private readonly HashSet<CallbackFeed> _answering = [];

    internal CallbackGroupBuilder(IEndpointRouteBuilder endpoints, RoutePattern pattern)
    {
        _endpoints = endpoints;
        _pattern = pattern;
    }

    internal IReadOnlyList<CallbackFeed> Feeds => [.. _mapped.Select(mapped => mapped.Feed)];

    /// <summary>The feeds, each with its handler.</summary>
    internal IReadOnlyList<MappedHandler> Handlers => _mapped;

    /// <summary>Adds a feed whose callbacks a delegate handles.</summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="handler">A minimal-API handler, as for <c>MapCallback</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// The handler has a parameter for another feed's message, or returns a type that is not a response.
    /// </exception>
    [RequiresUnreferencedCode(CallbackEndpointRouteBuilderExtensions.ReflectionReason)]
    [RequiresDynamicCode(CallbackEndpointRouteBuilderExtensions.ReflectionReason)]
    public CallbackGroupBuilder Feed<T>(Delegate handler)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(handler);
        var feed = T.Feed;
        DelegateHandler.Check(handler, feed, _endpoints.ServiceProvider);
        var endpoint = new RouteEndpointBuilder(null, _pattern, order: 0);
        if (DelegateHandler.ReturnsResult(handler))
        {
            _answering.Add(feed);
            endpoint.FilterFactories.Add((_, next) => async context => await next(context) ?? AcknowledgementResult.Instance);
        }

        var options = new RequestDelegateFactoryOptions { ServiceProvider = _endpoints.ServiceProvider, EndpointBuilder = endpoint };
        return Add(new MappedHandler.Bound(feed, handler), RequestDelegateFactory.Create(handler, options).RequestDelegate);
    }

    /// <summary>Adds a feed whose callbacks the registered handler service handles.</summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">No handler is registered.</exception>
    public CallbackGroupBuilder Feed<T>()
        where T : class, ICallbackPayload<T>
    {
        var feed = T.Feed;
        DelegateHandler.CheckRegistered(feed, _endpoints.ServiceProvider);
        return Add(
            new MappedHandler.Registered(feed),
            context => feed.HandleAsync(CallbackScope.Of(context).Get(feed.MessageType), context.RequestServices, context.RequestAborted)
        );
    }

    /// <summary>Adds a feed whose callbacks a function handles that accepts any feed's message.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="handler">
    /// Handles a callback. The schema's acknowledgement follows, unless the function writes its own response.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackGroupBuilder Feed(CallbackFeed feed, Func<CallbackMessage, HttpContext, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new MappedHandler.OfRequest(feed), context => handler(CallbackScope.Of(context).Get(feed.MessageType), context));
    }

    /// <summary>
    /// Adds a feed whose callbacks a function handles that accepts any feed's message and does not need the HTTP request.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="handler">Handles a callback, with the services of its scope. The schema's acknowledgement follows.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackGroupBuilder Feed(CallbackFeed feed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(handler);
        return Add(
            new MappedHandler.Free(feed, handler),
            context => handler(CallbackScope.Of(context).Get(feed.MessageType), context.RequestServices, context.RequestAborted)
        );
    }

    /// <summary>Whether the schema's acknowledgement follows a feed's handler.</summary>
    internal bool Acknowledges(CallbackFeed feed) => !_answering.Contains(feed);

    /// <summary>Passes a verified message to the handler of its feed.</summary>
    internal Task HandleAsync(HttpContext context) => _handlers[CallbackScope.Of(context).Get(typeof(CallbackMessage)).GetType()](context);

    private CallbackGroupBuilder Add(MappedHandler mapped, RequestDelegate handler)
    {
        _mapped.Add(mapped);
        _handlers[mapped.Feed.MessageType] = handler;
        return this;
    }
}
