using System.Net;

namespace CallbackGen.Receiver.Hosting;

/// <summary>Asks the program that runs here whether it is ready: for containers whose image holds no other program.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="settings">The settings that the program was started with, as far as they are on its command line.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where it goes why there is none.</param>
    /// <returns>The exit code: 0 when it is ready, else 1.</returns>
    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter error)
    {
        if (AddressOf(WebApplication.CreateSlimBuilder(settings).Configuration) is not { } address)
        {
            await error.WriteLineAsync(
                "The program listens on no address of http that could be asked, such as --urls http://127.0.0.1:5080."
            );
            return 1;
        }

        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout };
            using var response = await client.GetAsync(new Uri(address, ReceiverHealth.Ready));
            await output.WriteLineAsync(LineFormatter.OneLine(await response.Content.ReadAsStringAsync()));
            return response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            await error.WriteLineAsync(
                $"Nothing answers on {address.GetLeftPart(UriPartial.Authority)}: is the program started, with the same --urls?"
            );
            return 1;
        }
    }

    /// <summary>The first address of http, in which what stands for all of the machine's is the loopback.</summary>
    private static Uri? AddressOf(ConfigurationManager configuration)
    {
        var urls = ReceiverHost
            .AddressesOf(configuration)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>())
            .ToArray();
        if (urls.Length == 0)
            urls =
            [
                .. (configuration["http_ports"] ?? "")
                    .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(port => $"http://127.0.0.1:{port}"),
            ];
        if (urls.Length == 0)
            urls = [ReceiverHost.DefaultUrl];
        return urls.Select(url =>
                url.Replace("//*:", "//127.0.0.1:", StringComparison.Ordinal)
                    .Replace("//+:", "//127.0.0.1:", StringComparison.Ordinal)
                    .Replace("//0.0.0.0:", "//127.0.0.1:", StringComparison.Ordinal)
                    .Replace("//[::]:", "//[::1]:", StringComparison.Ordinal)
            )
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp ? address : null)
            .FirstOrDefault(address => address is not null);
    }
}
