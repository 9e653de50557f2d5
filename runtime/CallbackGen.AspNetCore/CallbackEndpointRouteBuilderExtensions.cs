using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps callback endpoints.</summary>
/// <remarks>
/// <para>
/// A callback endpoint accepts the HTTP methods of its feed. It refuses a request with 400, 401, 413 or 415, or with 503 when a
/// key, the public URL or a usable schema is missing. The problem details (RFC 9457) name only the class of the refusal; the log
/// has the reason.
/// </para>
/// <para>
/// After the handler has returned, the response is the acknowledgement in the feed's schema. When the handler throws, the host
/// answers 500, so that the provider redelivers the callback. No other response is a success. A handler's own response is sent only
/// after the handler has returned: an error page or a middleware cannot turn a failure into a success.
/// </para>
/// <para>
/// A callback may carry its payload in its query. When one of the mapped feeds reads the query, only the handlers of callback
/// routes see the query: earlier middleware and the host's request log see none.
/// </para>
/// <para>
/// When a request contains several callbacks, all are verified before the first is handled. The handler and its filters run once
/// for each, in order, each in its own service scope, and the acknowledgement follows the last. An exception, or a status that is
/// not a success, stops the loop, and the provider redelivers all of them: a handler that stores the idempotency key of each
/// completed callback can safely run again.
/// </para>
/// </remarks>
public static partial class CallbackEndpointRouteBuilderExtensions
{
    internal const string ReflectionReason =
        "Parameters of a handler delegate are bound by reflection. Map the callback with a handler class where that is not available.";

    /// <summary>Maps a feed's callbacks to a delegate.</summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">
    /// A minimal-API handler. It may have a parameter for the feed's message, such as <c>Verified&lt;T&gt;</c>, and any others that
    /// a minimal API binds. When it returns no value (<c>void</c>, <c>Task</c>, <c>ValueTask</c>), the schema's acknowledgement
    /// follows, unless the handler has set another status or written its own response. When it returns an <see cref="IResult"/>,
    /// that is the response; a null result is followed by the acknowledgement. When a request contains several callbacks, it must
    /// return no value.
    /// </param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbacks</c> was not called; or the handler has a parameter for another feed's message, or returns a type that is not
    /// a response.
    /// </exception>
    [RequiresUnreferencedCode(ReflectionReason)]
    [RequiresDynamicCode(ReflectionReason)]
    public static CallbackEndpointBuilder<T> MapCallback<T>(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(handler);
        var feed = T.Feed;
        var mapper = CallbackMapper.Of(endpoints);
        DelegateHandler.Check(handler, feed, endpoints.ServiceProvider);
        var served = new ServedFeeds(feed);
        var builder = endpoints.MapMethods(pattern, served.Methods, handler);
        var answers = DelegateHandler.ReturnsResult(handler);
        if (answers)
            builder.AddEndpointFilter(async (context, next) => await next(context) ?? AcknowledgementResult.Instance);
        return new(mapper.Make(builder, served, _ => !answers), endpoints.ServiceProvider, new MappedHandler.Bound(feed, handler));
    }

    /// <summary>
    /// Maps a feed's callbacks to the registered handler service: <see cref="ICallbackHandler{T}"/>,
    /// <see cref="IAuthenticatedCallbackHandler{T}"/> or <see cref="IReceivedCallbackHandler{T}"/>, by the feed's trust level.
    /// </summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddCallbacks</c> was not called, or no handler is registered.</exception>
    public static CallbackEndpointBuilder<T> MapCallback<T>(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var feed = T.Feed;
        _ = CallbackMapper.Of(endpoints);
        DelegateHandler.CheckRegistered(feed, endpoints.ServiceProvider);
        return new(
            Map(endpoints, feed, pattern, (message, context) => feed.HandleAsync(message, context.RequestServices, context.RequestAborted)),
            endpoints.ServiceProvider,
            new MappedHandler.Registered(feed)
        );
    }

    /// <summary>
    /// Maps a feed's callbacks to a function that accepts any feed's message, for programs that do not know their feeds at compile time.
    /// </summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">
    /// Handles a callback. The schema's acknowledgement follows, unless the function writes its own response.
    /// </param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddCallbacks</c> was not called.</exception>
    public static CallbackEndpointBuilder MapCallback(
        this IEndpointRouteBuilder endpoints,
        CallbackFeed feed,
        [StringSyntax("Route")] string pattern,
        Func<CallbackMessage, HttpContext, Task> handler
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(handler);
        return new(Map(endpoints, feed, pattern, handler), endpoints.ServiceProvider, [new MappedHandler.OfRequest(feed)]);
    }

    /// <summary>Maps a feed's callbacks to a function that accepts any feed's message and does not need the HTTP request.</summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">Handles a callback, with the services of its scope. The schema's acknowledgement follows.</param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException"><c>AddCallbacks</c> was not called.</exception>
    public static CallbackEndpointBuilder MapCallback(
        this IEndpointRouteBuilder endpoints,
        CallbackFeed feed,
        [StringSyntax("Route")] string pattern,
        Func<CallbackMessage, IServiceProvider, CancellationToken, Task> handler
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(handler);
        return new(
            Map(endpoints, feed, pattern, (message, context) => handler(message, context.RequestServices, context.RequestAborted)),
            endpoints.ServiceProvider,
            [new MappedHandler.Free(feed, handler)]
        );
    }

    private static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints,
        CallbackFeed feed,
        string pattern,
        Func<CallbackMessage, HttpContext, Task> handler
    )
    {
        var mapper = CallbackMapper.Of(endpoints);
        var served = new ServedFeeds(feed);
        var builder = endpoints.MapMethods(
            pattern,
            served.Methods,
            (RequestDelegate)(context => handler(CallbackScope.Of(context).Get(feed.MessageType), context))
        );
        return mapper.Make(builder, served, _ => true);
    }
}
