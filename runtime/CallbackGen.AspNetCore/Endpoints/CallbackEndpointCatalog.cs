using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The application's callback endpoints: those that MapCallback mapped, and those that declare a message as a parameter.
/// </summary>
internal sealed class CallbackEndpointCatalog : IDisposable
{
    private readonly EndpointDataSource _endpoints;
    private readonly CallbackKeyRing _keys;
    private readonly ConditionalWeakTable<Endpoint, CallbackEndpoint> _known = [];
    private readonly IDisposable _changes;
    private volatile CallbackRouteTable? _routes;
    private int _version;

    public CallbackEndpointCatalog(EndpointDataSource endpoints, CallbackKeyRing keys)
    {
        _endpoints = endpoints;
        _keys = keys;
        _changes = ChangeToken.OnChange(endpoints.GetChangeToken, Forget);
    }

    /// <summary>
    /// The routes whose queries are kept out of the log: none, or all of them as soon as one endpoint reads the query, because
    /// senders may then append a query to the wrong route.
    /// </summary>
    public CallbackRouteTable Routes
    {
        get
        {
            if (_routes is { } known)
                return known;
            var version = Volatile.Read(ref _version);
            var callbacks = _endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => FindCallback(endpoint) is not null).ToList();
            var routes = new CallbackRouteTable(
                callbacks.Exists(endpoint => FindCallback(endpoint) is { ReadsQuery: true })
                    ? callbacks.Select(endpoint => endpoint.RoutePattern)
                    : []
            );

            // A table that was built while endpoints changed is valid for this request only.
            if (version == Volatile.Read(ref _version))
                _routes = routes;
            return routes;
        }
    }

    /// <summary>The feeds of each callback endpoint.</summary>
    public IEnumerable<ServedFeeds> Served => _endpoints.Endpoints.Select(FindCallback).OfType<ServedFeeds>();

    /// <summary>Returns the feeds of an endpoint, or null when it is not a callback endpoint.</summary>
    public ServedFeeds? FindCallback(Endpoint endpoint) => Inspect(endpoint).Served;

    private void Forget()
    {
        Interlocked.Increment(ref _version);
        _routes = null;
    }

    /// <summary>Checks every callback endpoint, its keys and its public URL.</summary>
    /// <exception cref="InvalidOperationException">An endpoint declares a message that it cannot receive.</exception>
    /// <exception cref="OptionsValidationException">Keys, or the public URL, are missing or unusable.</exception>
    public void Validate()
    {
        CheckAddresses();
        var failures = new List<string>(_keys.CheckPublicUrlAtStart());
        var served = new HashSet<(CallbackFeed, string?)>();
        var calledAtPublicUrl = new HashSet<CallbackFeed>();
        foreach (var endpoint in _endpoints.Endpoints)
        {
            var callback = Inspect(endpoint);
            if (callback.Problem is { } problem)
                throw new InvalidOperationException($"{endpoint.DisplayName}: {problem}");
            var keySet = endpoint.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet;
            foreach (var feed in callback.Served?.Feeds ?? [])
            {
                failures.AddRange(
                    feed.Definition.TimeZones.Where(zone => !Reading.LocalZone.Of(zone).IsKnown)
                        .Select(zone =>
                            $"{feed.Name} has local times of the zone {zone}, which this system does not know. Correct the "
                            + "schema's timeZone, or install time zone data (the package tzdata)."
                        )
                );
                if (served.Add((feed, keySet)))
                    failures.AddRange(_keys.CheckAtStart(feed, keySet));
                if (endpoint.Metadata.GetMetadata<PublicUrlMetadata>() is null && calledAtPublicUrl.Add(feed))
                    failures.AddRange(_keys.CheckPublicUrlAtStart(feed));
            }
        }

        _keys.WarnOfSharedKeys(served);
        if (failures.Count > 0)
            throw new UnusableCallbackOptionsException([.. failures.Distinct(StringComparer.Ordinal)]);
    }

    public void Dispose() => _changes.Dispose();

    /// <summary>
    /// Throws when two endpoints have the same address. Routing would detect the ambiguity only at a request, and answer 500.
    /// </summary>
    private void CheckAddresses()
    {
        var taken = new Dictionary<string, Endpoint>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in _endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<CallbackEndpointMetadata>() is not { } mapped)
                continue;
            var hosts = string.Join(',', endpoint.Metadata.GetMetadata<IHostMetadata>()?.Hosts ?? []);
            foreach (var method in mapped.Served.Methods)
            {
                var address = $"{method} {hosts}/{endpoint.RoutePattern.RawText?.Trim('/')}";
                if (!taken.TryAdd($"{address} {endpoint.Order}", endpoint))
                    throw new InvalidOperationException(
                        $"{taken[$"{address} {endpoint.Order}"].DisplayName} and {endpoint.DisplayName} both serve {address}: map "
                            + "their feeds together, MapCallbacks(…)."
                    );
            }
        }
    }

    private CallbackEndpoint Inspect(Endpoint endpoint) => _known.GetValue(endpoint, CallbackEndpoint.Inspect);

    /// <summary>The result of inspecting an endpoint.</summary>
    private sealed record CallbackEndpoint(ServedFeeds? Served, string? Problem)
    {
        private static readonly CallbackEndpoint None = new(null, null);

        public static CallbackEndpoint Inspect(Endpoint endpoint)
        {
            if (endpoint.Metadata.GetMetadata<CallbackEndpointMetadata>() is { } mapped)
                return new(mapped.Served, null);
            var asked = ParameterTypes(endpoint).Where(typeof(CallbackMessage).IsAssignableFrom).Distinct().ToArray();
            if (asked.Length == 0)
                return None;
            if (asked.Length > 1)
                return new(
                    null,
                    $"it asks for {string.Join(" and ", asked.Select(type => type.ToString()))}, but a request is one callback. "
                        + "Map one endpoint per feed."
                );
            var feed = CallbackFeedRegistry.Feeds.FirstOrDefault(feed => feed.MessageType == asked[0]);
            if (feed is null)
                return new(null, $"no known feed yields {asked[0]}. If it is in a library, pass that library's feeds to AddCallbacks.");
            return feed.Definition.HasItems
                ? new(
                    null,
                    $"a request of {feed.Name} contains several callbacks, and one answer of this endpoint cannot serve them all. Map "
                        + "the feed with MapCallback, which handles each and then acknowledges the request."
                )
                : new(new ServedFeeds(feed), null);
        }

        /// <summary>
        /// Returns the parameter types: minimal APIs list their bound parameters in the metadata, controllers in the action descriptor.
        /// </summary>
        private static IEnumerable<Type> ParameterTypes(Endpoint endpoint) =>
            endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action
                ? action.Parameters.Select(parameter => parameter.ParameterType)
                : endpoint
                    .Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
                    .Select(parameter => parameter.ParameterInfo.ParameterType);
    }
}
