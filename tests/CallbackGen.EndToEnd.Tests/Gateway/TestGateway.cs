using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Inbox;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using CallbackGen.Receiver.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>The receiver, started as a program in a separate folder that a later one can continue to use.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwU3Zk8bW0aXk=";

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
        }
    );

    private readonly Uri _address;

    private TestGateway(WebApplication app, CapturedLogs logs, TestClock clock, DemoKeys keys) =>
        (_app, _address, Logs, Clock, Keys) = (app, new(app.Urls.First()), logs, clock, keys);

    public static IReadOnlyDictionary<string, DemoTest[]> Examples { get; } =
        DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"));

    public CapturedLogs Logs { get; }

    public TestClock Clock { get; }

    public DemoKeys Keys { get; }

    public ICallbackStore Store => _app.Services.GetRequiredService<ICallbackStore>();

    /// <summary>The settings of a gateway whose inbox is in a folder.</summary>
    public static string[] In(DirectoryInfo folder) =>
        [
            "--urls",
            "http://127.0.0.1:0",
            "--contentRoot",
            folder.FullName,
            "--hostBuilder:reloadConfigOnChange=false",
            "--Inbox:Sqlite",
            Path.Combine(folder.FullName, "callbacks.db"),
        ];

    /// <summary>The settings of a gateway that forwards to a shop.</summary>
    public static string[] To(TestShop shop) => ["--Forward:Url", shop.Url, "--Forward:Secret", Secret];

    public static async Task<TestGateway> StartAsync(DirectoryInfo folder, params string[] settings)
    {
        var (logs, clock, keys) = (new CapturedLogs(), new TestClock(), new DemoKeys());
        var app = ReceiverHost.Build(
            [.. In(folder), .. settings],
            builder =>
            {
                builder.Configuration.Sources.Add(keys);
                builder.Logging.ClearProviders().AddProvider(logs);
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                // A shop uses the real time, even if the test uses another.
                builder.Services.Replace(
                    ServiceDescriptor.Singleton(services => new ForwardClient(
                        services.GetRequiredService<IHttpClientFactory>(),
                        TimeProvider.System
                    ))
                );
                // Failed and refused callbacks are retried soon.
                if (builder.Services.Any(service => service.ServiceType == typeof(RefusalLimit)))
                    builder.Services.Replace(
                        ServiceDescriptor.Singleton(
                            new RefusalLimit { Waits = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20)] }
                        )
                    );
                builder.Services.Configure<CallbackInboxOptions>(options =>
                    (options.FirstRetry, options.PollInterval) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20))
                );
            }
        );
        await app.StartAsync();
        return new(app, logs, clock, keys);
    }

    /// <summary>Starts the program as a command that fails, and checks that it prints only the reason.</summary>
    public static async Task<string[]> FailToStartAsync(params string[] settings)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(1, await ServeCommand.RunAsync(settings, output, error));

        Assert.Equal("", output.ToString());
        return error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    public static CallbackFeed Feed(string name) => ReceiverApp.Feeds.Single(feed => feed.Name == name);

    /// <summary>The first genuine example of a feed.</summary>
    public static DemoTest Genuine(string feed) => Examples[feed].First(test => !test.ExpectsRefusal && !test.IsHandshake);

    /// <summary>Sends an example, or a request instead of its own, with its keys and at its time.</summary>
    public async Task<HttpStatusCode> SendAsync(string feed, DemoTest test, DemoRequest? request = null, string? path = null)
    {
        Clock.Now = test.Now;
        Keys.Set(Feed(feed).Provider, test.Keys, test.Request.Origin);
        using var message = (request ?? test.Request).ToHttp(_app.Urls.First() + (path ?? ReceiverApp.PathOf(Feed(feed))));
        using var response = await _client.SendAsync(message);
        return response.StatusCode;
    }

    public Task<HttpStatusCode> SendAsync(string feed) => SendAsync(feed, Genuine(feed));

    /// <summary>Whether a connection is accepted.</summary>
    public async Task<bool> ListensAsync()
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(_address.Host, _address.Port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    /// <summary>Waits until the given number of callbacks are in a state.</summary>
    public async Task<IReadOnlyList<CallbackRow>> WaitForAsync(CallbackState state, int callbacks = 1)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Store.CountAsync(default)).GetValueOrDefault(state) < callbacks)
        {
            Assert.False(
                patience.IsCancellationRequested,
                $"There are not {callbacks} of {state}: {string.Join('\n', Logs.Lines.TakeLast(8).Select(line => line.Everything))}"
            );
            await Task.Delay(10);
        }

        return await Store.ListAsync(state, 1000, default);
    }

    /// <summary>Waits for a log line.</summary>
    public async Task<CapturedLog> WaitForLineAsync(string eventName)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!Logs.Named(eventName).Any())
            await Task.Delay(10, patience.Token);
        return Logs.Named(eventName).First();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>
    /// The time of a test, or the system's. A <see cref="FakeTimeProvider"/> would stop the timers of retries and forwarding.
    /// </summary>
    internal sealed class TestClock : TimeProvider
    {
        public DateTimeOffset? Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();
    }
}
