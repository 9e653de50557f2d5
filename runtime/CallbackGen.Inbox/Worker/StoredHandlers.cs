using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.Inbox;

/// <summary>The handlers of the endpoints that store callbacks, by feed and key set.</summary>
internal sealed class StoredHandlers : IDisposable
{
    private readonly EndpointDataSource _endpoints;
    private readonly IDisposable _changes;
    private volatile Dictionary<(string Feed, string KeySet), StoredFeed>? _feeds;
    private int _version;

    public StoredHandlers(EndpointDataSource endpoints)
    {
        _endpoints = endpoints;
        // A program may map endpoints after its start: the callbacks that they acknowledge are handled too.
        _changes = ChangeToken.OnChange(endpoints.GetChangeToken, Forget);
    }

    private Dictionary<(string Feed, string KeySet), StoredFeed> Feeds
    {
        get
        {
            if (_feeds is { } known)
                return known;
            var version = Volatile.Read(ref _version);
            var found = Find(_endpoints);
            // A result that was computed while endpoints changed is used once.
            if (version == Volatile.Read(ref _version))
                _feeds = found;
            return found;
        }
    }

    /// <summary>Returns the feed of a name, whether or not the program stores its callbacks; null when there is none.</summary>
    public static CallbackFeed? FeedNamed(string name) => CallbackFeedRegistry.Feeds.FirstOrDefault(feed => feed.Name == name);

    /// <summary>Returns the feed of a stored request, with its handler; null when the program has none for it.</summary>
    public StoredFeed? Find(ArrivedRequest request) =>
        FeedNamed(request.Feed) is { } feed ? Feeds.GetValueOrDefault(KeyOf(feed, request.KeySet)) : null;

    /// <summary>The names of the feeds whose callbacks this program handles, under at least one key set.</summary>
    public IReadOnlyCollection<string> HandledFeeds =>
        [.. Feeds.Values.Where(stored => stored.ParkReason is null).Select(stored => stored.Feed.Name).Distinct()];

    /// <summary>Finds the handlers now, instead of when a callback waits for one.</summary>
    /// <exception cref="InvalidOperationException">
    /// Two endpoints store the same callbacks for different handlers, or two feeds report one event in ways that cannot be compared.
    /// </exception>
    public void Check()
    {
        if (Feeds.Values.Select(stored => FindConflict(stored.Feed)).FirstOrDefault(conflict => conflict is not null) is { } conflict)
            throw new InvalidOperationException(conflict);
    }

    /// <summary>
    /// Returns why a feed must not report events that a stored feed reports too, or null. For a feed that is signed as a whole, the
    /// callback's row is the event; for others, the provider's confirmation is: each would have its effect.
    /// </summary>
    public string? FindConflict(CallbackFeed feed) =>
        Feeds.Values.FirstOrDefault(stored =>
            CallbackIdentity.ShareEvents(feed, stored.Feed)
            && (stored.Feed.Trust == CallbackTrust.Verified) != (feed.Trust == CallbackTrust.Verified)
        )
            is { } other
            ? $"{feed.Name} and {other.Feed.Name} report the same event, {feed.Definition.Event}, and one of them is signed as a "
                + "whole and the other is confirmed by the provider: the inbox would have the effect of each. Store one of them, and "
                + "leave the other to the application."
            : null;

    /// <inheritdoc />
    public void Dispose() => _changes.Dispose();

    private void Forget()
    {
        Interlocked.Increment(ref _version);
        _feeds = null;
    }

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
                // The same function for both leaves no ambiguity.
                if (found.TryAdd(key, new(feed, handler, keeper.Options)))
                    continue;
                if (found[key].ParkReason is null != keeper.Options.ParkReasonOf(feed) is null)
                    throw new InvalidOperationException(
                        $"{endpoint.DisplayName}: the callbacks of {feed.Name} under the key set {key.KeySet} are parked by one "
                            + "endpoint and handled by another. Park them at both, or at neither."
                    );
                if (found[key].Handler != handler)
                {
                    throw new InvalidOperationException(
                        $"{endpoint.DisplayName}: the callbacks of {feed.Name} under the key set {key.KeySet} are stored by another "
                            + "endpoint too, so their handler is ambiguous. Give one of them another key set, WithKeySet(…)."
                    );
                }
            }
        }

        return found;
    }

    /// <summary>Key sets are found regardless of case, as in configuration.</summary>
    private static (string Feed, string KeySet) KeyOf(CallbackFeed feed, string? keySet) =>
        (feed.Name, (keySet ?? feed.Provider).ToUpperInvariant());
}

/// <summary>A feed whose callbacks are stored.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Handler">Their handler.</param>
/// <param name="Options">How they are stored.</param>
internal sealed record StoredFeed(
    CallbackFeed Feed,
    Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Handler,
    CallbackStoreOptions Options
)
{
    /// <summary>Why its callbacks are not handled; null when they are.</summary>
    public string? ParkReason => Options.ParkReasonOf(Feed);
}

/// <summary>Finds the handlers of stored callbacks when the endpoints are built and before the server listens.</summary>
internal sealed class InboxStartupFilter(Func<StoredHandlers> handlers) : IStartupFilter
{
    /// <inheritdoc />
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            next(app);
            handlers().Check();
        };
}
