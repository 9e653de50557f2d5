using CallbackGen.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Samples.Tests;

/// <summary>A sample's program, started as it is, with keys in its configuration.</summary>
/// <typeparam name="TProgram">Any public type of the sample.</typeparam>
internal sealed class SampleHost<TProgram>(IEnumerable<KeyValuePair<string, string?>> configuration) : WebApplicationFactory<TProgram>
    where TProgram : class
{
    /// <summary>What the program logged as errors.</summary>
    public ErrorLog Errors { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.AddProvider(Errors));
        foreach (var (key, value) in configuration)
            builder.UseSetting(key, value);
    }

    /// <summary>Sends a request as its provider would.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, CallbackRequest request) => CreateClient().SendCallbackAsync(path, request);

    public async Task<string> GetAsync(string path) => await (await CreateClient().GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync();
}
