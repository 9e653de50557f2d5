using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Microsoft.AspNetCore.Builder;

/// <content>Maps several feeds to one address.</content>
public static partial class CallbackEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps several feeds to one address, for a provider that sends different records to one URL. The first feed whose schema
    /// selects the request, by bytes that are not verified yet, verifies it from scratch.
    /// </summary>
    /// <example>
    /// <code>
    /// app.MapCallbacks("/callbacks/acme", on => on
    ///     .Feed&lt;AcmePayment&gt;((Verified&lt;AcmePayment&gt; payment) => { … })
    ///     .Feed&lt;AcmeRefund&gt;());
    /// </code>
    /// </example>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="configure">Adds the feeds, each with its handler.</param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbacks</c> was not called; or no feed was added, or one was added twice; or a feed without a <c>select</c>, which
    /// accepts every request, was added before others.
    /// </exception>
    public static CallbackEndpointBuilder MapCallbacks(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Action<CallbackGroupBuilder> configure
    )
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(configure);
        var mapper = CallbackMapper.Of(endpoints);
        var group = new CallbackGroupBuilder(endpoints, RoutePatternFactory.Parse(pattern));
        configure(group);
        if (group.Feeds.Count == 0)
            throw new InvalidOperationException($"No feed was added to {pattern}: add at least one, on.Feed<T>(…).");
        if (ServedFeeds.FindConflict(group.Feeds) is { } conflict)
            throw new InvalidOperationException($"{pattern}: {conflict}");
        var served = new ServedFeeds(group.Feeds);
        var builder = mapper.Make(
            endpoints.MapMethods(pattern, served.Methods, (RequestDelegate)group.HandleAsync),
            served,
            group.Acknowledges
        );
        return new(builder, endpoints.ServiceProvider, group.Handlers);
    }

    /// <summary>
    /// Maps several feeds to one address and one function, for programs that do not know their feeds at compile time.
    /// </summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feeds">The feeds, in the order in which they are tried.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">
    /// Handles a callback of any of the feeds. The schema's acknowledgement follows, unless the function writes its own response.
    /// </param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbacks</c> was not called; or no feed was given, or one was given twice; or a feed without a <c>select</c> precedes others.
    /// </exception>
    public static CallbackEndpointBuilder MapCallbacks(
        this IEndpointRouteBuilder endpoints,
        IEnumerable<CallbackFeed> feeds,
        [StringSyntax("Route")] string pattern,
        Func<CallbackMessage, HttpContext, Task> handler
    )
    {
        ArgumentNullException.ThrowIfNull(feeds);
        return endpoints.MapCallbacks(
            pattern,
            on =>
            {
                foreach (var feed in feeds)
                    on.Feed(feed, handler);
            }
        );
    }
}
