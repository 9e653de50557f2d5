using System.Diagnostics.Metrics;
using CallbackGen.AspNetCore;
using CallbackGen.Inbox;
using CallbackGen.Inbox.Sqlite;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the inbox, which stores callbacks before they are acknowledged.</summary>
public static class CallbackInboxServiceCollectionExtensions
{
    /// <summary>Registers the inbox. It needs a store, such as <see cref="CallbackInboxBuilder.UseSqlite"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets how stored callbacks are handled.</param>
    /// <returns>A builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static CallbackInboxBuilder AddCallbackInbox(this IServiceCollection services, Action<CallbackInboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddCallbacks();
        services.AddOptions<CallbackInboxOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CallbackInboxOptions>, CheckCallbackInboxOptions>());
        services.TryAddSingleton<InboxSignal>();
        services.TryAddSingleton<InboxVault>();
        services.TryAddSingleton<InboxSealer>();
        services.TryAddSingleton<KeyKeeper>();
        services.TryAddSingleton<StoredHandlers>();
        services.TryAddSingleton<InboxLoad>();
        services.TryAddSingleton<InboxPulse>();
        services.TryAddSingleton<CallbackInboxTelemetry>(provider =>
            new(provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<InboxLoad>())
        );
        services.TryAddSingleton<InboxReporter>();
        services.TryAddSingleton<HandlerWatch>();
        services.TryAddSingleton<OpenedBatches>();
        services.TryAddSingleton<StoredVerifier>();
        services.TryAddSingleton<Releases>();
        services.TryAddSingleton<AttemptRunner>();
        services.TryAddSingleton<ICallbackInbox, CallbackInbox>();
        services.TryAddScoped<DeliveryHolder>();
        services.TryAddScoped<ICallbackDelivery>(provider => provider.GetRequiredService<DeliveryHolder>().Delivery);
        services.TryAddEnumerable(
            ServiceDescriptor.Transient<IStartupFilter, InboxStartupFilter>(provider => new(provider.GetRequiredService<StoredHandlers>))
        );
        services.AddHostedService<InboxWorker>();
        services.AddHostedService<InboxMonitor>();
        services.TryAddSingleton<RefusedQueue>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IRejectionObserver, RefusedQueue>(provider => provider.GetRequiredService<RefusedQueue>())
        );
        services.AddHostedService<RefusedWriter>();
        return new(services);
    }
}

/// <summary>Selects the store of an inbox.</summary>
public sealed class CallbackInboxBuilder
{
    internal CallbackInboxBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Stores callbacks in a SQLite file, on the disk of the one program that serves them.</summary>
    /// <param name="path">
    /// The path of the file, or a connection string. Not on a network drive, where SQLite's locks do not work.
    /// </param>
    /// <returns>This builder.</returns>
    /// <remarks>
    /// The key ring that wraps the inbox's key is a folder beside the file, <c>callbacks.db.keys</c>, unless the application has
    /// configured the location of the ASP.NET Core Data Protection key ring.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or white space.</exception>
    public CallbackInboxBuilder UseSqlite(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        UseRing(SqliteDatabase.FileOf(path) is { } file ? InboxRing.InFolder($"{file}.keys") : InboxRing.OfProgram);
        return UseStore(provider => new SqliteCallbackStore(
            path,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.EffectLimit,
            provider.GetRequiredService<InboxReporter>().LogNotCopied
        ));
    }

    /// <summary>
    /// Stores callbacks in a custom store, which must satisfy the contract of <see cref="ICallbackStore"/>. Unless it replaces
    /// another store, the application must configure the location of its ASP.NET Core Data Protection key ring, and an application name.
    /// </summary>
    /// <param name="create">Creates the store.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    public CallbackInboxBuilder UseStore(Func<IServiceProvider, ICallbackStore> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Services.Replace(ServiceDescriptor.Singleton(create));
        Services.TryAddSingleton(InboxRing.OfApplication);
        return this;
    }

    /// <summary>Selects the key ring that wraps the inbox's key.</summary>
    internal void UseRing(InboxRing ring) => Services.Replace(ServiceDescriptor.Singleton(ring));
}

/// <summary>Reports invalid settings when the program starts.</summary>
internal sealed class CheckCallbackInboxOptions : IValidateOptions<CallbackInboxOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, CallbackInboxOptions options) =>
        options.Check() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
