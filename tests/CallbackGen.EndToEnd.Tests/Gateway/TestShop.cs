using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>A shop that records requests and answers as configured.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestShop(WebApplication app) => _app = app;

    public ConcurrentQueue<ForwardedPost> Requests { get; } = [];

    /// <summary>The answer to a request, given the request and the number of earlier ones; 200 by default.</summary>
    public Func<ForwardedPost, int, ShopAnswer> Answer { get; set; } = (_, _) => new(200);

    public string Url => $"{_app.Urls.First()}/callbacks";

    public static async Task<TestShop> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://{IPAddress.Loopback}:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var shop = new TestShop(app);
        app.MapFallback(shop.TakeAsync);
        await app.StartAsync();
        return shop;
    }

    /// <summary>Waits until the given number of requests have arrived.</summary>
    public async Task<ForwardedPost[]> WaitForAsync(int requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Requests.Count < requests)
            await Task.Delay(10, patience.Token);
        return [.. Requests];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var request = new ForwardedPost(
            $"{context.Request.Method} {context.Request.Path}",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()
        );
        ShopAnswer answer;
        lock (Requests)
        {
            answer = Answer(request, Requests.Count);
            Requests.Enqueue(request);
        }

        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        await Task.Delay(answer.After, context.RequestAborted);
        await answer.Until.WaitAsync(context.RequestAborted);
    }
}

/// <summary>A shop's answer.</summary>
internal sealed record ShopAnswer(int Status, params (string Name, string Value)[] Headers)
{
    public TimeSpan After { get; init; }

    /// <summary>The answer is delayed until this task ends.</summary>
    public Task Until { get; init; } = Task.CompletedTask;
}

/// <summary>A request to a shop.</summary>
internal sealed record ForwardedPost(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public string? Type => Json.GetProperty("type").GetString();

    /// <summary>Whether one of the signatures is valid for a secret, according to Standard Webhooks.</summary>
    public bool IsSignedWith(string secret)
    {
        var content = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        var signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content))}";
        return Headers["webhook-signature"].Split(' ').Contains(signature);
    }
}
