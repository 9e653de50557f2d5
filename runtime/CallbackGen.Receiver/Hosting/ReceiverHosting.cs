using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>
/// The parts that an Internet-facing program needs besides its endpoints: proxies, limits, health, and a stop that loses no
/// request.
/// </summary>
/// <param name="Proxies">The proxies in front of the program.</param>
/// <param name="Limits">The limits of requests.</param>
internal sealed record ReceiverHosting(ReceiverProxies Proxies, ReceiverLimits Limits)
{
    /// <summary>How long the host waits for requests and handlers when it stops.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads the settings and registers the services. Call it after the inbox is added, whose health is checked.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <exception cref="OptionsValidationException">A setting cannot be used.</exception>
    public static ReceiverHosting Add(WebApplicationBuilder builder)
    {
        var hosting = new ReceiverHosting(ReceiverProxies.Read(builder.Configuration), ReceiverLimits.Read(builder.Configuration));
        hosting.Limits.AddTo(builder);
        ReceiverHealth.AddTo(builder);
        builder.Services.AddSingleton(DrainTime.Read(builder.Configuration));
        builder.Services.AddSingleton<ReceiverLifetime>();
        builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<ReceiverLifetime>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        return hosting;
    }

    /// <summary>Adds the middleware to the host's pipeline. Call it first.</summary>
    /// <param name="app">The host.</param>
    public void Use(WebApplication app)
    {
        Proxies.Use(app);
        ReceiverLimits.Use(app);
        ReceiverHealth.Map(app);
    }
}
