using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

namespace CallbackGen.Inbox;

/// <summary>What runs on stored callbacks: the handlers of the endpoints that store them, found by feed and key set.</summary>
internal sealed class StoredHandlers(EndpointDataSource endpoints, CallbackKeyRing keys)
{
    private readonly Lazy<Dictionary<(string Feed, string KeySet), StoredFeed>> _feeds = new(() => Find(endpoints));

    /// <summary>The feed of a stored request, with its handler; null when the program has none for it.</summary>
    public StoredFeed? Find(StoredRequest request) =>
        CallbackFeedRegistry.Feeds.FirstOrDefault(feed => feed.Name == request.Feed) is { } feed
            ? _feeds.Value.GetValueOrDefault(KeyOf(feed, request.KeySet))
            : null;

    /// <summary>Finds the handlers now, instead of when a callback waits for one.</summary>
    /// <exception cref="InvalidOperationException">Two endpoints store the same callbacks.</exception>
    public void Check() => _ = _feeds.Value;

    /// <summary>The keys in force of a stored request's feed.</summary>
    public CallbackKeys KeysOf(StoredFeed stored, StoredRequest request) => keys.GetKeys(stored.Feed, request.KeySet);

    private static Dictionary<(string Feed, string KeySet), StoredFeed> Find(EndpointDataSource endpoints)
    {
        var found = new Dictionary<(string Feed, string KeySet), StoredFeed>();
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<StoringKeeper>() is not { } keeper)
                continue;
            foreach (var (feed, handler) in keeper.Handlers)
            {
                var key = KeyOf(feed, endpoint.Metadata.GetMetadata<ICallbackKeySetMetadata>()?.KeySet);
                if (!found.TryAdd(key, new(feed, handler)))
                {
                    throw new InvalidOperationException(
                        $"{endpoint.DisplayName}: the callbacks of {feed.Name} under the key set {key.KeySet} are stored by another endpoint too, so that nothing says which handler they are for. Give one of them another key set, WithKeySet(…).");
                }
            }
        }

        return found;
    }

    /// <summary>Key sets are found regardless of case, as configuration finds them.</summary>
    private static (string Feed, string KeySet) KeyOf(CallbackFeed feed, string? keySet) => (feed.Name, (keySet ?? feed.Provider).ToUpperInvariant());
}

/// <summary>A feed whose callbacks are stored.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Handler">What runs on them.</param>
internal sealed record StoredFeed(CallbackFeed Feed, Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Handler);

/// <summary>Finds the handlers of stored callbacks when the endpoints are there and before the server listens.</summary>
internal sealed class InboxStartupFilter(Func<StoredHandlers> handlers) : IStartupFilter
{
    /// <inheritdoc />
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        handlers().Check();
    };
}
