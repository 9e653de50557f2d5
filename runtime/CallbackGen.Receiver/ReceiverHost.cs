using CallbackGen.Receiver.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace CallbackGen.Receiver;

/// <summary>Builds the program's host from its configuration.</summary>
internal static class ReceiverHost
{
    /// <summary>The address at which it listens when no other is configured.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Builds the host, which does not listen yet.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="configure">Changes the host before it is built, for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        SecretFiles.AddTo(builder.Configuration);
        // User secrets are read in every environment here; the environment and the command line take precedence over them.
        builder.Configuration.AddUserSecrets(typeof(ServeCommand).Assembly, optional: true).AddEnvironmentVariables().AddCommandLine(args);
        if (!HasOwnAddress(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);
        AddLog(builder);
        var setup = ReceiverSetup.Read(builder.Configuration);
        setup.AddTo(builder.Services);
        var hosting = ReceiverHosting.Add(builder);
        configure?.Invoke(builder);
        var app = builder.Build();
        hosting.Use(app);
        setup.Map(app);
        return app;
    }

    /// <summary>
    /// Returns the configured addresses, whether or not the program listens at them; empty when they are not configured as URLs.
    /// </summary>
    public static string[] AddressesOf(IConfiguration configuration) =>
        configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>Returns the address that providers call, if it is configured.</summary>
    public static string? PublicUrlOf(WebApplication app) => app.Configuration["Callbacks:PublicUrl"] is { Length: > 0 } url ? url : null;

    private static void AddLog(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StartState>();
        // Each line names the trace of its request or attempt, whether or not traces are exported.
        builder.Services.AddSingleton<TraceIds>().AddHostedService(provider => provider.GetRequiredService<TraceIds>());
        builder.Logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName);
        // Not AddConsoleFormatter, which binds options by reflection; this formatter has none.
        builder.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // The forwarder logs each failed attempt.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        // A failed start is reported by this program, one line for each reason, instead of as an exception.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static bool HasOwnAddress(ConfigurationManager configuration) =>
        AddressSettings.Any(name => !string.IsNullOrEmpty(configuration[name])) || configuration.GetSection("Kestrel:Endpoints").Exists();
}
