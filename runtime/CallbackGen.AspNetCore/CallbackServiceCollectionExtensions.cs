using System.Diagnostics.Metrics;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the services that callback endpoints need.</summary>
public static class CallbackServiceCollectionExtensions
{
    /// <summary>Registers callbacks with keys from the application's configuration, section <c>Callbacks</c>.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    /// <remarks>
    /// The keys of a provider are read from <c>Callbacks:{Provider}:{keyName}</c>, as one value or, while a key is rotated, as an
    /// array of values. They are checked when the application starts, before it listens, and read again when the configuration
    /// reloads. A reload without a usable key is logged as an error, and the previous keys stay in force. If a known feed reads the
    /// query of its requests, the <see cref="IHttpContextFactory"/> is wrapped by one that hides the queries of callback routes
    /// from the log; otherwise the registered factory is used unchanged.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddCallbacks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddCore(services);
        // The configuration may be absent: keys may come from code alone.
        if (services.Any(service => service.ServiceType == typeof(DefaultKeysMarker)))
            return services;
        services.AddSingleton<DefaultKeysMarker>();
        services.AddSingleton<IConfigureOptions<CallbackOptions>>(provider =>
            provider.GetService<IConfiguration>() is { } configuration
                ? new ConfigureCallbackOptions(configuration.GetSection(CallbackOptions.DefaultSection))
                : new ConfigureOptions<CallbackOptions>(null)
        );
        services.AddSingleton<IOptionsChangeTokenSource<CallbackOptions>>(provider => new ConfigurationChangeTokenSource<CallbackOptions>(
            provider.GetService<IConfiguration>() ?? new ConfigurationManager()
        ));
        return services;
    }

    /// <summary>Registers callbacks with keys from a configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">
    /// The section that contains the providers, or the root of a configuration, whose section <c>Callbacks</c> is used.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddCallbacks(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        AddCore(services);
        var section = configuration as IConfigurationSection ?? configuration.GetSection(CallbackOptions.DefaultSection);
        services.AddSingleton<IConfigureOptions<CallbackOptions>>(new ConfigureCallbackOptions(section));
        services.AddSingleton<IOptionsChangeTokenSource<CallbackOptions>>(new ConfigurationChangeTokenSource<CallbackOptions>(section));
        return services;
    }

    /// <summary>Registers callbacks with keys from the application's configuration and from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Adds to the configured options; runs again whenever the configuration reloads.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddCallbacks(this IServiceCollection services, Action<CallbackOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddCallbacks().Configure(configure);
    }

    /// <summary>
    /// Registers callbacks with keys from the application's configuration and from code that uses services, such as a vault.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Adds to the configured options; runs again whenever the configuration reloads.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddCallbacks(this IServiceCollection services, Action<IServiceProvider, CallbackOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        services
            .AddCallbacks()
            .AddSingleton<IConfigureOptions<CallbackOptions>>(provider => new ConfigureNamedOptions<CallbackOptions>(
                Options.Options.DefaultName,
                options => configure(provider, options)
            ));
        return services;
    }

    /// <summary>
    /// Registers callbacks of feeds from other assemblies. The feeds of the program's own assembly are known without this call; a
    /// library's feeds are known only once the library has been used.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="feeds">The feeds, such as a library's <c>CallbackFeeds.All</c>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddCallbacks(this IServiceCollection services, IEnumerable<CallbackFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        CallbackFeedRegistry.Register(feeds);
        return services.AddCallbacks();
    }

    private static void AddCore(IServiceCollection services)
    {
        AddMessages(services);
        if (services.Any(service => service.ServiceType == typeof(CallbackPipelines)))
            return;
        services.AddLogging();
        services.AddRouting();
        services.AddOptions();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new CallbackTelemetry(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<CallbackReporter>();
        AddKeys(services);
        AddEndpoints(services);
        AddQueryProtection(services);
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddSingleton(provider => new CallbackKeyRing(
            provider.GetRequiredService<IOptionsFactory<CallbackOptions>>(),
            provider.GetServices<IOptionsChangeTokenSource<CallbackOptions>>(),
            provider.GetRequiredService<ILogger<CallbackKeyRing>>()
        ));
        services.TryAddSingleton<ICallbackKeySource>(provider => new HttpKeySource(
            provider.GetRequiredService<CallbackKeyRing>().KeyFetch.AllowPrivateAddresses
        ));
        services.AddSingleton(provider => new RuntimeKeys(
            provider.GetRequiredService<ICallbackKeySource>(),
            () => provider.GetRequiredService<CallbackKeyRing>().KeyFetch,
            provider.GetRequiredService<CallbackTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RuntimeKeys>>()
        ));
        services.AddSingleton<IConfigureOptions<CallbackOptions>>(provider => new ConfigureOptions<CallbackOptions>(options =>
            options.HasKeyLookup = provider.GetService<IServiceProviderIsService>()?.IsService(typeof(ICallbackKeyLookup)) == true
        ));
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddSingleton<CallbackPipelines>();
        services.AddSingleton<CallbackMapper>();
        services.AddSingleton<CallbackEndpointCatalog>();
        services.AddSingleton<MatcherPolicy>(provider => new CallbackParameterPolicy(
            provider.GetRequiredService<CallbackEndpointCatalog>,
            provider.GetRequiredService<CallbackPipelines>()
        ));
        services.AddSingleton<IStartupFilter>(provider => new CallbackStartupFilter(
            provider.GetRequiredService<CallbackEndpointCatalog>,
            provider.GetRequiredService<QueryHiding>()
        ));
        services.AddSingleton<IConfigureOptions<MvcOptions>, ConfigureMvcForCallbacks>();
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, CallbackDescriptions>());
    }

    /// <summary>
    /// Registers each feed's message as a scoped service of the request, through which minimal APIs bind parameters of that type.
    /// </summary>
    private static void AddMessages(IServiceCollection services)
    {
        services.TryAddScoped<CallbackScope>();
        services.TryAddScoped(static provider => provider.GetRequiredService<CallbackScope>().Get(typeof(CallbackMessage)));
        foreach (var type in CallbackFeedRegistry.Feeds.Select(feed => feed.MessageType))
            services.TryAdd(ServiceDescriptor.Scoped(type, provider => provider.GetRequiredService<CallbackScope>().Get(type)));
    }

    /// <summary>Wraps the context factory that is registered so far, if a feed needs its query protected.</summary>
    private static void AddQueryProtection(IServiceCollection services)
    {
        var inner = services.LastOrDefault(service => service.ServiceType == typeof(IHttpContextFactory) && !service.IsKeyedService);
        services.AddSingleton(new QueryHiding(() => CallbackFeedRegistry.Feeds));
        services.AddSingleton<IHttpContextFactory>(provider =>
            provider.GetRequiredService<QueryHiding>().Decide()
                ? new CallbackHttpContextFactory(Create(provider, inner), provider.GetRequiredService<CallbackEndpointCatalog>)
                : Create(provider, inner)
        );

        static IHttpContextFactory Create(IServiceProvider provider, ServiceDescriptor? registered) =>
            registered switch
            {
                null => new DefaultHttpContextFactory(provider),
                { ImplementationInstance: IHttpContextFactory instance } => instance,
                { ImplementationFactory: { } factory } => (IHttpContextFactory)factory(provider),
                _ => (IHttpContextFactory)ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!),
            };
    }

    /// <summary>Marks that the application's own configuration is already used.</summary>
    private sealed class DefaultKeysMarker;
}
