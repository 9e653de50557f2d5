using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>The host that serves every feed of the schema files that were compiled into this program.</summary>
internal static class ReceiverApp
{
    /// <summary>The feeds of this program's schema files. A file that is added appears here when the program is built again.</summary>
    public static IReadOnlyList<CallbackFeed> Feeds { get; } =
        [.. CallbackFeedRegistry.Feeds.Where(feed => feed.PayloadType.Assembly == typeof(ReceiverApp).Assembly)];

    /// <summary>The path of a feed: <c>/callbacks/{provider}/{feed}</c>.</summary>
    public static string PathOf(CallbackFeed feed) => $"/callbacks/{feed.Name.Replace('.', '/')}";

    /// <summary>The feeds that are told apart at their provider's one address, by that address: <c>/callbacks/{provider}</c>.</summary>
    public static IReadOnlyDictionary<string, CallbackFeed[]> Groups { get; } =
        Feeds.Where(feed => feed.Definition.HasSelection).GroupBy(GroupPathOf).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>The path that a feed shares with others of its provider, or null.</summary>
    public static string? SharedPathOf(CallbackFeed feed) => feed.Definition.HasSelection ? GroupPathOf(feed) : null;

    /// <summary>Adds what the host needs. Without a key a feed is served too: it refuses, and the log says what to configure.</summary>
    public static void AddServices(IServiceCollection services) =>
        services.AddCallbacks(options => options.RequireKeys = false);

    /// <summary>Maps every feed, the addresses that feeds share, and the list of feeds.</summary>
    /// <param name="app">The host.</param>
    /// <param name="handler">What is done with a callback that was not refused.</param>
    /// <param name="inbox">Where callbacks are stored before that; null when they are not.</param>
    public static void Map(WebApplication app, Action<CallbackFeed, CallbackMessage> handler, ReceiverInbox? inbox = null)
    {
        // A feed has one function at both of its addresses: what the inbox holds of it came to either.
        var handlers = Feeds.ToDictionary(feed => feed, feed => Handle(feed, handler));
        foreach (var feed in Feeds)
        {
            var endpoint = app.MapCallback(feed, PathOf(feed), handlers[feed]);
            inbox?.Store(endpoint, [feed]);
        }

        foreach (var (path, feeds) in Groups)
        {
            var endpoint = app.MapCallbacks(path, on => Array.ForEach(feeds, feed => on.Feed(feed, handlers[feed])));
            inbox?.Store(endpoint, feeds);
        }

        app.MapGet("/", (HttpRequest request, CallbackKeyRing keys) =>
            Feeds.Select(feed => FeedDescription.Of(feed, $"{request.Scheme}://{request.Host}", keys)));
    }

    private static Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Handle(CallbackFeed feed, Action<CallbackFeed, CallbackMessage> handler) => (message, _, _) =>
    {
        handler(feed, message);
        return Task.CompletedTask;
    };

    private static string GroupPathOf(CallbackFeed feed) => $"/callbacks/{feed.Provider.ToLowerInvariant()}";
}
