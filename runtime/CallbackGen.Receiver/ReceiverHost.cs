using CallbackGen.Receiver.Hosting;
using Microsoft.Extensions.Logging.Console;

namespace CallbackGen.Receiver;

/// <summary>The program's host, with its own configuration: what is served, and where.</summary>
internal static class ReceiverHost
{
    /// <summary>Where it listens when nothing else is configured.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Builds the host; nothing listens yet.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="configure">Changes it before it is built, in tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        SecretFiles.AddTo(builder.Configuration);
        // User secrets count in every environment here, below the environment and the command line.
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

    /// <summary>The addresses that are configured, whether anything listens there or not; empty where they are written otherwise than as URLs.</summary>
    public static string[] AddressesOf(IConfiguration configuration) =>
        configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The address that providers call, where it is configured.</summary>
    public static string? PublicUrlOf(WebApplication app) => app.Configuration["Callbacks:PublicUrl"] is { Length: > 0 } url ? url : null;

    private static void AddLog(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StartState>();
        // Each line names the trace that its request and its work belong to, whether anything exports traces or not.
        builder.Services.AddSingleton<TraceIds>().AddHostedService(provider => provider.GetRequiredService<TraceIds>());
        builder.Logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName);
        // Not by AddConsoleFormatter, which binds options by reflection; there are none.
        builder.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // The forwarder tells of each attempt that fails.
        builder.Logging.AddFilter("Polly", LogLevel.None);
        // A start that fails is told here, a line for each reason, and not as an exception.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static bool HasOwnAddress(ConfigurationManager configuration) =>
        AddressSettings.Any(name => !string.IsNullOrEmpty(configuration[name])) || configuration.GetSection("Kestrel:Endpoints").Exists();
}
