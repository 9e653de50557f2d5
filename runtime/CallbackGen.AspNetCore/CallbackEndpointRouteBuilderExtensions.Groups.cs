using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Microsoft.AspNetCore.Builder;

/// <content>Several feeds on one address.</content>
public static partial class CallbackEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps several feeds to one address, for a provider that sends different records to one URL. A request goes to the
    /// first feed whose schema selects it, by bytes that nobody verified yet; that feed verifies it from scratch.
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
    /// <c>AddCallbacks</c> was not called; or no feed was added, one twice, or one without a <c>select</c> before others
    /// that it would take every request from.
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

    /// <summary>Maps several feeds to one address and one function, for programs that serve feeds they do not know.</summary>
    /// <param name="endpoints">The route builder: the application, or a group of it.</param>
    /// <param name="feeds">The feeds, in the order in which they are asked.</param>
    /// <param name="pattern">The route pattern.</param>
    /// <param name="handler">Acts on a callback of any of them. The schema's acknowledgement follows, unless the function has answered by itself.</param>
    /// <returns>A builder for the endpoint's conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">As above.</exception>
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
