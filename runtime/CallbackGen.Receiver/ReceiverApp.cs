using CallbackFunction = System.Func<
    CallbackGen.CallbackMessage,
    System.IServiceProvider,
    System.Threading.CancellationToken,
    System.Threading.Tasks.Task
>;

namespace CallbackGen.Receiver;

/// <summary>Serves the feeds of the schema files that were compiled into this program.</summary>
internal static class ReceiverApp
{
    /// <summary>
    /// The prefix of this program's commands: the SDK's <c>dotnet run</c> in the repository, or the published program's name.
    /// </summary>
    public static string Program { get; } =
        IsInRepository() ? "dotnet run --project runtime/CallbackGen.Receiver --" : "CallbackGen.Receiver";

    /// <summary>The feeds of this program's schema files. A new file appears here after the next build.</summary>
    public static IReadOnlyList<CallbackFeed> Feeds { get; } =
    [.. CallbackFeedRegistry.Feeds.Where(feed => feed.PayloadType.Assembly == typeof(ReceiverApp).Assembly)];

    /// <summary>Returns the path of a feed: <c>/callbacks/{provider}/{feed}</c>.</summary>
    public static string PathOf(CallbackFeed feed) => $"/callbacks/{feed.Name.Replace('.', '/')}";

    /// <summary>
    /// The groups of feeds that share one address of their provider and are selected by content, by that address:
    /// <c>/callbacks/{provider}</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, CallbackFeed[]> Groups { get; } = GroupsOf(Feeds);

    /// <summary>Returns the path that a feed shares with others of its provider, or null.</summary>
    public static string? SharedPathOf(CallbackFeed feed) => feed.Definition.HasSelection ? GroupPathOf(feed) : null;

    /// <summary>
    /// Registers the services of the host. A feed without a key is served too: it rejects its callbacks, and the log says what to
    /// configure.
    /// </summary>
    public static void AddServices(IServiceCollection services) => services.AddCallbacks(options => options.RequireKeys = false);

    /// <summary>
    /// Creates one function for each feed, used at all of its addresses: the inbox finds the handler of a callback by the feed,
    /// not by the address.
    /// </summary>
    /// <param name="feeds">The feeds.</param>
    /// <param name="handle">Handles a callback that was not rejected.</param>
    public static IReadOnlyDictionary<CallbackFeed, CallbackFunction> FunctionsOf(
        IEnumerable<CallbackFeed> feeds,
        Func<CallbackFeed, CallbackMessage, IServiceProvider, CancellationToken, Task> handle
    ) => feeds.ToDictionary(feed => feed, feed => new CallbackFunction((message, services, stop) => handle(feed, message, services, stop)));

    /// <summary>Maps feeds and the addresses that they share.</summary>
    /// <param name="app">The host.</param>
    /// <param name="functions">The feeds, each with the handler of callbacks that were not rejected.</param>
    /// <param name="keep">
    /// Configures an endpoint, a feed's own or a shared one, to store callbacks before they are handled. Null when they are not
    /// stored.
    /// </param>
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

    /// <summary>Returns whether the program runs from its build output, <c>bin/Debug/net10.0</c> below its project.</summary>
    private static bool IsInRepository() =>
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)) is { Parent.Parent.Parent: { } project }
        && File.Exists(Path.Combine(project.FullName, "CallbackGen.Receiver.csproj"));

    private static string GroupPathOf(CallbackFeed feed) => $"/callbacks/{feed.Provider.ToLowerInvariant()}";
}
