using CallbackGen.Inbox;
using CallbackGen.Tool.Tests.Harness;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Samples.MinimalApi;

namespace CallbackGen.Tool.Tests.Sending;

/// <summary>The sample that stores callbacks first, on a port of this machine.</summary>
public sealed class SampleWithInboxTests : IDisposable
{
    private const string Key = "a-secret-of-a-test-a-secret-of-a-test";

    private readonly ToolFolder _folder = new();

    public SampleWithInboxTests() => _folder.Variables["BAYARCASH"] = Key;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Five_callbacks_at_once_have_one_effect_and_a_forged_one_has_none()
    {
        await using var program = new Program(_folder.PathOf("shop.db"));
        program.UseKestrel(0);
        program.StartServer();
        var to = $"{program.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority)}/callbacks/bayarcash";
        // No order has this number, so each handled payment leaves a row for review.
        string[] send =
        [
            "send",
            "bayarcash.transaction",
            "--to",
            to,
            "--key",
            "apiSecretKey=env:BAYARCASH",
            "--set",
            "/order_number=INV-7",
            "--set",
            "/status=3",
        ];

        var forged = await _folder.RunAsync([.. send, "--tamper", "--expect", "401"]);
        var genuine = await _folder.RunAsync([.. send, "--duplicate", "5", "--parallel", "--expect", "200"]);

        Assert.Equal((ExitCode.Good, ExitCode.Good), (forged.ExitCode, genuine.ExitCode));
        Assert.Equal(5, genuine.Lines.Count(line => line.Contains("  200  ", StringComparison.Ordinal)));
        var store = program.Services.GetRequiredService<ICallbackStore>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await store.CountAsync(patience.Token)).GetValueOrDefault(CallbackState.Done) == 0)
            await Task.Delay(50, patience.Token);
        Assert.Equal(1, (await store.CountAsync(patience.Token)).Values.Sum());
        Assert.Equal("INV-7", Assert.Single(await program.Services.GetRequiredService<Orders>().ReviewsAsync()).OrderNumber);
    }

    private sealed class Program(string database) : WebApplicationFactory<Orders>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("ConnectionStrings:Shop", $"Data Source={database}");
            builder.UseSetting("Callbacks:Bayarcash:apiSecretKey", Key);
        }
    }
}
