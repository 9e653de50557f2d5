using System.Collections.Concurrent;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>A program with an inbox, over HTTP, and the callbacks that it handled.</summary>
internal sealed class InboxApp : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private WebApplication? _app;

    public static CallbackTestKeys Keys { get; } = CallbackTestKeys.Generate([.. Receiver.CallbackFeeds.All, .. CallbackFeeds.All]);

    public ConcurrentQueue<string> Handled { get; } = [];

    public ConcurrentQueue<string> Log { get; } = [];

    public HttpClient Client { get; private set; } = new();

    public ICallbackStore Store => _app!.Services.GetRequiredService<ICallbackStore>();

    public IServiceProvider Services => _app!.Services;

    /// <summary>The folder of the shared key ring.</summary>
    public DirectoryInfo Ring => _folder.CreateSubdirectory("ring");

    public string File => Path.Combine(_folder.FullName, "callbacks.db");

    public async Task StartAsync(
        Action<WebApplication, InboxApp> map,
        Action<CallbackInboxOptions>? configure = null,
        Action<CallbackInboxBuilder>? store = null,
        Action<IServiceCollection>? services = null
    )
    {
        // Settings do not change during a test, and the number of file watchers of a machine is limited.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders().AddProvider(new Lines(Log));
        builder.Configuration.AddInMemoryCollection([
            KeyValuePair.Create<string, string?>("urls", "http://127.0.0.1:0"),
            // Fetched and looked-up keys are not configured.
            .. Keys
                .Feeds.SelectMany(feed =>
                    Keys.Of(feed)
                        .Configured.Where(key =>
                            feed.Definition.Keys.All(known => known.Name != key.Key || (known.Lookup is null && known.Fetch is null))
                        )
                        .Select(key => KeyValuePair.Create<string, string?>($"Callbacks:{feed.Provider}:{key.Key}", key.Value))
                )
                .DistinctBy(pair => pair.Key),
            KeyValuePair.Create<string, string?>("Callbacks:PublicUrl", "https://shop.example"),
        ]);
        var inbox = builder.Services.AddCallbackInbox(options =>
        {
            options.FirstRetry = TimeSpan.FromMilliseconds(50);
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            options.Attempts = 3;
            options.Lease = TimeSpan.FromSeconds(3);
            configure?.Invoke(options);
        });
        if (store is null)
            inbox.UseSqlite(File);
        else
            store(inbox);
        services?.Invoke(builder.Services);
        _app = builder.Build();
        try
        {
            map(_app, this);
            await _app.StartAsync();
        }
        catch
        {
            await _app.DisposeAsync();
            _app = null;
            throw;
        }

        Client.Dispose();
        Client = new()
        {
            BaseAddress = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        };
    }

    public async Task StopAsync()
    {
        if (_app is not { } app)
            return;
        // Disposal alone would close the store while handlers run, as a crash does.
        await app.StopAsync();
        await app.DisposeAsync();
        _app = null;
    }

    /// <summary>Signs a JSON body for a feed and sends it.</summary>
    public Task<HttpResponseMessage> SendAsync(CallbackFeed feed, string json, string path = "/in") =>
        Client.SendCallbackAsync(path, Sign(feed, json));

    /// <summary>Signs a JSON body for a feed, with a new token if the feed has one.</summary>
    public static CallbackRequest Sign(CallbackFeed feed, string json) =>
        new CallbackSigner(Keys.Of(feed)).Sign(
            CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(json), "application/json"),
            feed.Definition.Scheme == "jwt" ? "{}" : null
        );

    /// <summary>The log lines of an event.</summary>
    public IReadOnlyList<string> LinesOf(string eventName) =>
        [.. Log.Where(line => line.StartsWith($"{eventName}: ", StringComparison.Ordinal))];

    /// <summary>The number of callbacks in each state.</summary>
    public async Task<IReadOnlyDictionary<CallbackState, long>> CountAsync() => await Store.CountAsync(default);

    /// <summary>Waits for a condition that becomes true shortly after the answer.</summary>
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

    public Task UntilCountAsync(CallbackState state, long count) =>
        UntilAsync(async () => (await Store.CountAsync(default)).GetValueOrDefault(state) == count);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue($"{eventId.Name}: {formatter(state, exception)}");

        public void Dispose() { }
    }
}
