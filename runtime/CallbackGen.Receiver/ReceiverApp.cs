using CallbackFunction = System.Func<
    CallbackGen.CallbackMessage,
    System.IServiceProvider,
    System.Threading.CancellationToken,
    System.Threading.Tasks.Task
>;

namespace CallbackGen.Receiver;

/// <summary>What serves the feeds of the schema files that were compiled into this program.</summary>
internal static class ReceiverApp
{
    /// <summary>How a command of this program is given: by the SDK from the repository's root, or by the published program's own name.</summary>
    public static string Program { get; } =
        IsInRepository() ? "dotnet run --project runtime/CallbackGen.Receiver --" : "CallbackGen.Receiver";

    /// <summary>The feeds of this program's schema files. A file that is added appears here when the program is built again.</summary>
    public static IReadOnlyList<CallbackFeed> Feeds { get; } =
    [.. CallbackFeedRegistry.Feeds.Where(feed => feed.PayloadType.Assembly == typeof(ReceiverApp).Assembly)];

    /// <summary>The path of a feed: <c>/callbacks/{provider}/{feed}</c>.</summary>
    public static string PathOf(CallbackFeed feed) => $"/callbacks/{feed.Name.Replace('.', '/')}";

    /// <summary>The feeds that are told apart at their provider's one address, by that address: <c>/callbacks/{provider}</c>.</summary>
    public static IReadOnlyDictionary<string, CallbackFeed[]> Groups { get; } = GroupsOf(Feeds);

    /// <summary>The path that a feed shares with others of its provider, or null.</summary>
    public static string? SharedPathOf(CallbackFeed feed) => feed.Definition.HasSelection ? GroupPathOf(feed) : null;

    /// <summary>Adds what the host needs. Without a key a feed is served too: it refuses, and the log says what to configure.</summary>
    public static void AddServices(IServiceCollection services) => services.AddCallbacks(options => options.RequireKeys = false);

    /// <summary>One function for each feed at all of its addresses: the inbox finds what handles a callback by the feed, and not by the address.</summary>
    /// <param name="feeds">The feeds.</param>
    /// <param name="handle">What is done with a callback that was not refused.</param>
    public static IReadOnlyDictionary<CallbackFeed, CallbackFunction> FunctionsOf(
        IEnumerable<CallbackFeed> feeds,
        Func<CallbackFeed, CallbackMessage, IServiceProvider, CancellationToken, Task> handle
    ) => feeds.ToDictionary(feed => feed, feed => new CallbackFunction((message, services, stop) => handle(feed, message, services, stop)));

    /// <summary>Maps feeds and the addresses that they share.</summary>
    /// <param name="app">The host.</param>
    /// <param name="functions">The feeds, each with what is done with a callback that was not refused.</param>
    /// <param name="keep">Has the callbacks of an endpoint stored before that: of a feed's own, and of one that several share. Null where they are not.</param>
    public static void Map(
        IEndpointRouteBuilder app,
        IReadOnlyDictionary<CallbackFeed, CallbackFunction> functions,
        Action<CallbackEndpointBuilder>? keep = null
    )
    {
        foreach (var (feed, function) in functions)
        {
            var endpoint = app.MapCallback(feed, PathOf(feed), function);
            keep?.Invoke(endpoint);
        }

        foreach (var (path, group) in GroupsOf(functions.Keys))
        {
            var endpoint = app.MapCallbacks(path, on => Array.ForEach(group, feed => on.Feed(feed, functions[feed])));
            keep?.Invoke(endpoint);
        }
    }

    private static Dictionary<string, CallbackFeed[]> GroupsOf(IEnumerable<CallbackFeed> feeds) =>
        feeds.Where(feed => feed.Definition.HasSelection).GroupBy(GroupPathOf).ToDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Whether the program runs where it was built, <c>bin/Debug/net10.0</c> below its project.</summary>
    private static bool IsInRepository() =>
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)) is { Parent.Parent.Parent: { } project }
        && File.Exists(Path.Combine(project.FullName, "CallbackGen.Receiver.csproj"));

    private static string GroupPathOf(CallbackFeed feed) => $"/callbacks/{feed.Provider.ToLowerInvariant()}";
}
