using CallbackGen.Inbox;
using CallbackGen.Receiver.Forwarding;

namespace CallbackGen.Receiver;

/// <summary>The configured feeds, the store of their callbacks, and their targets.</summary>
/// <param name="Feeds">The feeds that are served.</param>
/// <param name="Inbox">The store of callbacks; null when they are printed and dropped.</param>
/// <param name="Targets">The targets of callbacks; null when they are printed and dropped.</param>
internal sealed record ReceiverSetup(IReadOnlyList<CallbackFeed> Feeds, ReceiverInbox? Inbox, ForwardTargets? Targets)
{
    /// <summary>Reads the configuration.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The configuration cannot be used. Each failure says why, and what to do.
    /// </exception>
    public static ReceiverSetup Read(IConfiguration configuration)
    {
        var feeds = ChosenFeeds.Read(configuration);
        return ReceiverModes.Read(configuration) == ReceiverMode.Inspect
            ? new(feeds, null, null)
            : new(feeds, ReceiverInbox.Read(configuration, feeds), ForwardTargets.Read(configuration, feeds));
    }

    /// <summary>Registers the services that the feeds need.</summary>
    /// <param name="services">The services.</param>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(this);
        ReceiverApp.AddServices(services);
        if (Targets is null)
            return;
        Inbox?.AddTo(services, Targets.Timeout);
        ForwardClient.AddTo(services, Targets.Timeout);
        services.AddSingleton(new RefusalLimit());
        services.AddSingleton<Refusals>();
        services.AddSingleton<ForwardPlaces>();
        services.AddSingleton<Forwarder>();
    }

    /// <summary>Maps the feeds.</summary>
    /// <param name="app">The host.</param>
    public void Map(WebApplication app)
    {
        UnknownFeeds.Use(app);
        if (Inbox is { } inbox && Targets is { } targets)
            ReceiverApp.Map(
                app,
                ReceiverApp.FunctionsOf(Feeds, ForwardAsync),
                endpoint => inbox.Keep(endpoint, store => Keep(store, targets))
            );
        else
            ReceiverApp.Map(app, ReceiverApp.FunctionsOf(Feeds, Inspection.ShowAsync));
    }

    private static void Keep(CallbackStoreOptions store, ForwardTargets targets)
    {
        store.OrderByText(message => targets.OrderOf(message.Receipt.Feed) is { } role ? message.GetRole(role) : null);
        store.ParkBy(feed => targets.Find(feed) is null ? "neither Forward:Url nor Forward:Feeds names a target" : null);
    }

    private Task ForwardAsync(CallbackFeed feed, CallbackMessage message, IServiceProvider services, CancellationToken cancellationToken) =>
        Targets!.Find(feed) is { } target
            ? services
                .GetRequiredService<Forwarder>()
                .ForwardAsync(feed, target, message, services.GetRequiredService<DeliveryHolder>().Delivery, cancellationToken)
            : throw new InvalidOperationException($"{feed.Name} has no target, and is handled.");
}
