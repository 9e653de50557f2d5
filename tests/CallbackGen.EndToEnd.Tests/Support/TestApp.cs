using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>An application on Kestrel at a free loopback port that records all log lines.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string Key = "acme-test-hash-key-0123456789abcdef";

    private readonly WebApplication _app;

    private TestApp(WebApplication app, CapturedLogs logs, TestConfiguration configuration)
    {
        _app = app;
        Logs = logs;
        Configuration = configuration;
    }

    public CapturedLogs Logs { get; }

    public TestConfiguration Configuration { get; }

    public IServiceProvider Services => _app.Services;

    public HttpClient Client { get; } =
        new(new SocketsHttpHandler { UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 });

    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts an application with one valid key, unless the configuration overrides it.</summary>
    public static async Task<TestApp> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? services = null,
        params (string Key, string? Value)[] configuration
    )
    {
        var app = Create(map, services, configuration);
        await app._app.StartAsync();
        return app;
    }

    /// <summary>The exception that prevents the start.</summary>
    public static async Task<TException> FailToStartAsync<TException>(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? services = null,
        params (string Key, string? Value)[] configuration
    )
        where TException : Exception =>
        await Assert.ThrowsAnyAsync<TException>(async () =>
        {
            await using var app = Create(map, services, configuration);
            await app._app.StartAsync();
        });

    public static string Sign(string text, string key = Key) => Sign(Encoding.UTF8.GetBytes(text), key);

    public static string Sign(byte[] bytes, string key = Key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), bytes));

    /// <summary>Posts a JSON body with a signature in a header; it is signed with the configured key if no signature is given.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string? signature = null) =>
        PostAsync(path, Encoding.UTF8.GetBytes(json), signature);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] json, string? signature = null)
    {
        using var request = Request(path, new ByteArrayContent(json), signature ?? Sign(json));
        return await Client.SendAsync(request);
    }

    /// <summary>A request with a JSON body; an empty signature omits the header.</summary>
    public HttpRequestMessage Request(string path, HttpContent content, string signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path)) { Content = content };
        content.Headers.ContentType ??= new MediaTypeHeaderValue("application/json");
        if (signature.Length > 0)
            request.Headers.Add("X-Signature", signature);
        return request;
    }

    /// <summary>Stops the application, so that all lines have been logged.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static TestApp Create(Action<WebApplication> map, Action<WebApplicationBuilder>? services, (string Key, string? Value)[] values)
    {
        var builder = WebApplication.CreateBuilder();
        var configuration = new TestConfiguration(values.Length == 0 ? [("Callbacks:Acme:hashKey", Key)] : values);
        builder.Configuration.Sources.Clear();
        builder.Configuration.Sources.Add(configuration);
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        var logs = new CapturedLogs();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        if (services is null)
            builder.Services.AddCallbacks();
        else
            services(builder);
        var app = builder.Build();
        map(app);
        return new TestApp(app, logs, configuration);
    }
}

/// <summary>Configuration that a test changes while the application runs.</summary>
internal sealed class TestConfiguration : ConfigurationProvider, IConfigurationSource
{
    public TestConfiguration(params (string Key, string? Value)[] values) => Fill(values);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Reload(params (string Key, string? Value)[] values)
    {
        Fill(values);
        OnReload();
    }

    private void Fill((string Key, string? Value)[] values)
    {
        Data.Clear();
        foreach (var (key, value) in values)
            Data[key] = value;
    }
}
