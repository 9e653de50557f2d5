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

/// <summary>A shop: it keeps what it is sent, and answers as it is told.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestShop(WebApplication app) => _app = app;

    public ConcurrentQueue<ForwardedPost> Requests { get; } = [];

    /// <summary>How a request is answered, by what came and how many requests there were before it; 200 by itself.</summary>
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

    /// <summary>Waits until so many requests have come.</summary>
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

/// <summary>How a shop answers.</summary>
internal sealed record ShopAnswer(int Status, params (string Name, string Value)[] Headers)
{
    public TimeSpan After { get; init; }

    /// <summary>It answers when this has ended.</summary>
    public Task Until { get; init; } = Task.CompletedTask;
}

/// <summary>What a shop was sent.</summary>
internal sealed record ForwardedPost(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public JsonElement Data => Json.GetProperty("data");

    public string? Type => Json.GetProperty("type").GetString();

    /// <summary>Whether one of the signatures is of a secret, as Standard Webhooks has it.</summary>
    public bool IsSignedWith(string secret)
    {
        var content = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        var signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), content))}";
        return Headers["webhook-signature"].Split(' ').Contains(signature);
    }
}
