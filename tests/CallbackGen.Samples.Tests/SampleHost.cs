using CallbackGen.Inbox;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Samples.Tests;

/// <summary>A sample's unmodified program, with keys in its configuration and a database in a separate folder.</summary>
/// <typeparam name="TProgram">Any public type of the sample.</typeparam>
/// <param name="configuration">The configuration.</param>
/// <param name="database">The folder of the database; when null, a new one that is deleted with the program.</param>
internal sealed class SampleHost<TProgram>(IEnumerable<KeyValuePair<string, string?>> configuration, string? database = null)
    : WebApplicationFactory<TProgram>
    where TProgram : class
{
    private readonly string _folder = database ?? Directory.CreateTempSubdirectory().FullName;

    /// <summary>The errors that the program logged.</summary>
    public ErrorLog Errors { get; } = new();

    /// <summary>Whether it handles stored callbacks.</summary>
    public bool HasWorker { get; init; } = true;

    /// <summary>Its store.</summary>
    public ICallbackStore Store => Services.GetRequiredService<ICallbackStore>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.AddProvider(Errors));
        foreach (var name in new[] { "Shop", "Ledger" })
            builder.UseSetting($"ConnectionStrings:{name}", $"Data Source={Path.Combine(_folder, "sample.db")}");
        foreach (var (key, value) in configuration)
            builder.UseSetting(key, value);
        if (!HasWorker)
            builder.ConfigureTestServices(services =>
                services.Remove(
                    services.Single(service =>
                        service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "InboxWorker"
                    )
                )
            );
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        // The program's own thread disposes of the host, and the factory does not wait for that.
        for (var tries = 20; database is null && Directory.Exists(_folder) && tries > 0; tries--)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException) when (tries > 1)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Sends a request as its provider does.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, CallbackRequest request) => CreateClient().SendCallbackAsync(path, request);

    public async Task<string> GetAsync(string path) =>
        await (await CreateClient().GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync();

    /// <summary>Waits until the given number of stored callbacks are handled, which happens after their answers.</summary>
    public Task UntilHandledAsync(long count) =>
        UntilAsync(async () => (await Store.CountAsync(default)).GetValueOrDefault(CallbackState.Done) == count);

    /// <summary>Waits until a condition is true.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var left = 2400; left > 0; left--)
        {
            if (await isSo())
                return;
            await Task.Delay(50);
        }

        Assert.Fail("It did not happen within two minutes.");
    }
}
