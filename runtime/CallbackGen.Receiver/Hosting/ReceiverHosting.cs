using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver.Hosting;

/// <summary>What a program that the world reaches needs besides its endpoints: proxies, limits, health, and an end that loses no request.</summary>
/// <param name="Proxies">The proxies in front of it.</param>
/// <param name="Limits">How much it takes on.</param>
internal sealed record ReceiverHosting(ReceiverProxies Proxies, ReceiverLimits Limits)
{
    /// <summary>For how long the host waits for requests and handlers when it stops.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Reads the settings and adds the services. After the inbox's, whose health is asked.</summary>
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

    /// <summary>Has it used by the host, before anything else is.</summary>
    /// <param name="app">The host.</param>
    public void Use(WebApplication app)
    {
        Proxies.Use(app);
        ReceiverLimits.Use(app);
        ReceiverHealth.Map(app);
    }
}
