using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Tests;

/// <summary>A provider's server of public keys, over HTTP on loopback: it answers the requests that a schema makes over https.</summary>
internal sealed class KeyServer : ICallbackKeySource, IAsyncDisposable
{
    private readonly HttpKeySource _source = new(allowPrivateAddresses: true);
    private readonly WebApplication _app;
    private int _asked;

    private KeyServer(string document)
    {
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", "--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _asked);
            return context.Response.WriteAsync(document);
        });
    }

    /// <summary>The number of requests for its document.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static async Task<KeyServer> StartAsync(string document)
    {
        var server = new KeyServer(document);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Stops answering.</summary>
    public Task StopAsync() => _app.StopAsync();

    public Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken) =>
        _source.GetAsync(new Uri(_app.Urls.First() + address.AbsolutePath), maxBytes, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _source.Dispose();
        await _app.DisposeAsync();
    }
}
