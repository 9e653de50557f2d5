using CallbackGen.AspNetCore;
using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Serves the feeds until it is stopped.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080";

    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        await using var app = Build(args, output);
        try
        {
            await app.StartAsync(stop);
        }
        catch (OptionsValidationException unusable)
        {
            foreach (var failure in unusable.Failures)
                await error.WriteLineAsync(failure);
            return 1;
        }

        FeedList.Write(output, app.Urls.First(), app.Services.GetRequiredService<CallbackKeyRing>());
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    private static WebApplication Build(string[] args, TextWriter output)
    {
        var builder = WebApplication.CreateBuilder(args);
        // User secrets count in every environment here, below the environment and the command line.
        builder.Configuration.AddUserSecrets(typeof(ServeCommand).Assembly, optional: true).AddEnvironmentVariables().AddCommandLine(args);
        if (!HasOwnAddress(builder.Configuration))
            builder.WebHost.UseUrls(DefaultUrl);
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails is told here, a line for each reason, and not as an exception.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        ReceiverApp.AddServices(builder.Services);
        var app = builder.Build();
        ReceiverApp.Map(app, (feed, message) => output.WriteLine(CallbackLine.Of(feed, message)));
        return app;
    }

    private static bool HasOwnAddress(ConfigurationManager configuration) =>
        AddressSettings.Any(name => !string.IsNullOrEmpty(configuration[name]))
        || configuration.GetSection("Kestrel:Endpoints").Exists();
}
