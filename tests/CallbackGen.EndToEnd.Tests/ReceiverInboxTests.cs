using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Inbox;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using CallbackGen.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The receiver, told to store callbacks before it acknowledges them.</summary>
public sealed class ReceiverInboxTests : IDisposable
{
    private static readonly string[] Base = ["--hostBuilder:reloadConfigOnChange=false", "--urls", "http://127.0.0.1:0"];

    private static readonly string[] Quota = ["--Inbox:Quota:Rows", "100", "--Inbox:Quota:Per", "01:00:00"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("receiver");
    private readonly StringWriter _output = new();

    private string[] Sqlite => ["--Inbox:Sqlite", Path.Combine(_folder.FullName, "callbacks.db")];

    public void Dispose()
    {
        _output.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_comes_to_either_address_of_a_feed_is_stored_and_printed_once_and_its_forged_twin_not_at_all()
    {
        var feed = ReceiverApp.Groups.Values.SelectMany(feeds => feeds).First(feed => feed.Name == "bayarcash.transaction");
        var test = DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"))[feed.Name].First(test => !test.ExpectsRefusal && test.Now is null);
        var (old, altered) = test.Tamper[0];
        string[] keys = [.. test.Keys.SelectMany(key => new[] { $"--Callbacks:{feed.Provider}:{key.Key}", key.Value[0] }), $"--Callbacks:{feed.Provider}:AllowWeakKey", "a published sample"];
        await using var app = ReceiverHost.Build([.. Base, .. Sqlite, .. Quota, .. keys], TextWriter.Synchronized(_output));
        await app.StartAsync();
        var store = app.Services.GetRequiredService<ICallbackStore>();
        using var client = new HttpClient();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(test.Request, ReceiverApp.PathOf(feed)));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(test.Request, ReceiverApp.SharedPathOf(feed)!));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(test.Request with { Body = test.Request.Body!.Replace(old, altered, StringComparison.Ordinal) }, ReceiverApp.PathOf(feed)));

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await store.CountAsync(default)).GetValueOrDefault(CallbackState.Done) == 0)
            await Task.Delay(50, patience.Token);
        Assert.Equal(1, Assert.Single(await store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
        Assert.Equal(1, (await store.CountAsync(default)).Values.Sum());
        await app.StopAsync();
        Assert.StartsWith($"{feed.Name}: Verified ", Assert.Single(_output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        async Task<HttpStatusCode> SendAsync(DemoRequest request, string path)
        {
            using var message = request.ToHttp(app.Urls.First() + path);
            using var response = await client.SendAsync(message);
            return response.StatusCode;
        }
    }

    /// <summary>The key is fetched when the callback comes, and kept; by the time it is handled, the provider's server is gone.</summary>
    [Fact]
    public async Task A_feed_whose_keys_are_fetched_is_stored_and_handled_by_the_key_that_was_kept()
    {
        using var key = RSA.Create(2048);
        await using var published = await KeyServer.StartAsync(RuntimeKeyTests.Set(("one", key)));
        var (isReady, handled) = (false, new ConcurrentQueue<CallbackMessage>());
        await using (var first = await StartAsync())
        {
            Assert.Equal(HttpStatusCode.OK, await RuntimeKeyTests.PostAsync(first, "/fetched", RuntimeKeyTests.Order, Tokens.Detached(RuntimeKeyTests.Order, key, "one")));
            await first.StopAsync();
        }

        Assert.Equal(1, published.Asked);
        await published.StopAsync();
        isReady = true;

        await using var second = await StartAsync();

        var store = second.Services.GetRequiredService<ICallbackStore>();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await store.CountAsync(default)).GetValueOrDefault(CallbackState.Done) == 0)
            await Task.Delay(50, patience.Token);
        Assert.Equal("A-1", Assert.IsType<Verified<AcmeFetched>>(Assert.Single(handled)).Payload.OrderId);
        Assert.Equal(1, published.Asked);
        await second.StopAsync();

        Task<TestApp> StartAsync()
        {
            var inbox = ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine(Sqlite).Build(), [AcmeFetched.Feed])!;
            return TestApp.StartAsync(
                app => inbox.Store(app.MapCallback(AcmeFetched.Feed, "/fetched", (message, _, _) =>
                {
                    if (!isReady)
                        throw new InvalidOperationException();
                    handled.Enqueue(message);
                    return Task.CompletedTask;
                }), [AcmeFetched.Feed]),
                builder =>
                {
                    builder.Services.AddSingleton<ICallbackKeySource>(published);
                    inbox.AddTo(builder.Services);
                    // What has failed is tried again soon.
                    builder.Services.Configure<CallbackInboxOptions>(options => options.FirstRetry = TimeSpan.FromMilliseconds(50));
                },
                ("Callbacks:Unused", null));
        }
    }

    [Fact]
    public void Without_a_quota_for_what_anybody_can_make_up_it_does_not_start_and_says_how_to_give_one()
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(Sqlite).Build();

        var failure = Assert.Throws<OptionsValidationException>(() => ReceiverInbox.Read(configuration, [AcmePing.Feed]));

        var line = Assert.Single(failure.Failures);
        Assert.Contains($"{AcmePing.Feed.Name} proves nothing", line, StringComparison.Ordinal);
        Assert.Contains("--Inbox:Quota:Rows 1000 --Inbox:Quota:Per 01:00:00", line, StringComparison.Ordinal);
        Assert.Equal((1000, TimeSpan.FromHours(1)), ReceiverInbox.Read(new ConfigurationBuilder().AddCommandLine([.. Sqlite, .. line[line.IndexOf("--Inbox", StringComparison.Ordinal)..].TrimEnd('.').Split(' ')]).Build(), [AcmePing.Feed])!.Quota);
    }

    [Theory]
    [InlineData("Inbox:Sqlite", "--Inbox:Sqlite", "")]
    [InlineData("Inbox:Sqlite", "--Inbox:Sqllite", "callbacks.db")]
    [InlineData("Inbox:Quota", "--Inbox:Sqlite", "callbacks.db", "--Inbox:Quota:Rows", "1000")]
    [InlineData("Inbox:Quota", "--Inbox:Sqlite", "callbacks.db", "--Inbox:Quota:Rows", "many", "--Inbox:Quota:Per", "01:00:00")]
    [InlineData("Inbox:Quota", "--Inbox:Sqlite", "callbacks.db", "--Inbox:Quota:Rows", "0", "--Inbox:Quota:Per", "01:00:00")]
    [InlineData("Inbox:Quota", "--Inbox:Sqlite", "callbacks.db", "--Inbox:Quota:Rows", "1000", "--Inbox:Quota:Per", "-01:00:00")]
    public async Task A_setting_that_cannot_be_is_named_in_one_line(string named, params string[] args) =>
        Assert.StartsWith(named, await FailToStartAsync(args), StringComparison.Ordinal);

    /// <summary>A schema that is added may need any of them: the compiler refuses it (CBG0055) where one is missing.</summary>
    [Theory]
    [InlineData("CallbackGen.Ed25519")]
    [InlineData("CallbackGen.IdentityModel")]
    public void Every_package_that_a_schema_may_need_is_the_receivers_own(string package)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CallbackGen.Receiver.deps.json")));
        var program = file.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject().Single(library => library.Name.StartsWith("CallbackGen.Receiver/", StringComparison.Ordinal));

        Assert.True(program.Value.GetProperty("dependencies").TryGetProperty(package, out _));
    }

    private static async Task<string> FailToStartAsync(string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await ServeCommand.RunAsync([.. Base, .. args], output, error));

        Assert.Equal("", output.ToString());
        return Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
