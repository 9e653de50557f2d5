using Microsoft.Extensions.Logging.Console;

namespace CallbackGen.Receiver;

/// <summary>The program's host, with its own configuration: what is served, and where.</summary>
internal static class ReceiverHost
{
    /// <summary>Where it listens when nothing else is configured.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Builds the host; nothing listens yet.</summary>
    public static WebApplication Build(string[] args, TextWriter output)
    {
        var builder = WebApplication.CreateBuilder(args);
        // User secrets count in every environment here, below the environment and the command line.
        builder.Configuration.AddUserSecrets(typeof(ServeCommand).Assembly, optional: true).AddEnvironmentVariables().AddCommandLine(args);
        if (!HasOwnAddress(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Services.AddSingleton<StartState>();
        builder.Logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName).AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told here, a line for each reason, and not as an exception.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        ReceiverApp.AddServices(builder.Services);
        var inbox = ReceiverInbox.Read(builder.Configuration, ReceiverApp.Feeds);
        inbox?.AddTo(builder.Services);
        var app = builder.Build();
        ReceiverApp.Map(app, (feed, message) => output.WriteLine(CallbackLine.Of(feed, message)), inbox);
        return app;
    }

    /// <summary>The addresses that are configured, whether anything listens there or not; empty where they are written otherwise than as URLs.</summary>
    public static string[] AddressesOf(WebApplication app) =>
        app.Configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static bool HasOwnAddress(ConfigurationManager configuration) =>
        AddressSettings.Any(name => !string.IsNullOrEmpty(configuration[name]))
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
