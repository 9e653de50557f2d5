using System.Net;

namespace CallbackGen.Receiver.Hosting;

/// <summary>Queries whether the program on this machine is ready, for containers whose image contains no other program.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="settings">The settings on the command line of the serving program.</param>
    /// <param name="output">Receives the answer.</param>
    /// <param name="error">Receives the reason when there is no answer.</param>
    /// <returns>The exit code: 0 when the program is ready, else 1.</returns>
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

    /// <summary>Returns the first http address, with a wildcard host (all addresses) replaced by the loopback address.</summary>
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
