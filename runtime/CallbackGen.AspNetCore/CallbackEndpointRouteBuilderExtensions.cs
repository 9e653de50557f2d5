using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps callback endpoints.</summary>
/// <remarks>
/// A callback endpoint takes the HTTP methods of its feed. What it refuses is answered 400, 401, 413 or 415, and 503 where a
/// key, the public URL or a usable schema is missing, with problem details (RFC 9457) that say the class of the refusal and no
/// more; the log says why. Once the handler has returned, the acknowledgement in the feed's schema is answered; when it throws,
/// the host answers 500, so that the provider repeats the callback. Nothing else is answered with success, and what a handler
/// writes by itself is sent when it has returned: an error page or a middleware cannot make a success of a failure. Where one of
/// the mapped feeds reads the query of its requests, the query of every callback's route is seen by its handler alone: middleware
/// in front of it finds none, and neither does the host's request log, because a callback may carry its payload there.
/// Where a request holds several callbacks, each is verified before the first is handled; the handler, its filters
/// included, runs once for each, in their order and in a service scope of its own, and the acknowledgement follows the
/// last. An exception, or a status that is no success, stops it, so that the provider repeats them all: a handler that
/// keeps the idempotency key of what it has done may be run again.
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
    /// A minimal-API handler. It may take the feed's message, such as <c>Verified&lt;T&gt;</c>, and whatever else a
    /// minimal API binds. When it returns nothing (<c>void</c>, <c>Task</c>, <c>ValueTask</c>), the schema's
    /// acknowledgement follows, unless it has set another status or written the answer by itself. When it returns an
    /// <see cref="IResult"/>, that is the answer; a null one is followed by the acknowledgement. Where a request holds
    /// several callbacks, it must return nothing.
    /// </param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbacks</c> was not called; or the handler asks for another feed's message, or returns something that is
    /// no answer.
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
    /// Maps a feed's callbacks to the handler among the services: <see cref="ICallbackHandler{T}"/>,
    /// <see cref="IAuthenticatedCallbackHandler{T}"/> or <see cref="IReceivedCallbackHandler{T}"/>, by the feed's rung.
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

    /// <summary>Maps a feed's callbacks to a function that takes any feed's message, for programs that serve feeds they do not know.</summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">Acts on a callback. The schema's acknowledgement follows, unless the function has answered by itself.</param>
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

    /// <summary>Maps a feed's callbacks to a function that takes any feed's message, and needs nothing of the request besides.</summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feed">The feed.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">Acts on a callback, with the services of its scope. The schema's acknowledgement follows.</param>
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
