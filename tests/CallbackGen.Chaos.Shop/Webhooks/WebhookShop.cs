using System.Text.Json;

namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>A shop behind a gateway, written as the gateway's page describes.</summary>
public static class WebhookShop
{
    /// <summary>The path for webhooks.</summary>
    public const string Path = "/webhooks";

    /// <summary>The longest delay of an answer, in milliseconds.</summary>
    private const int LongestAnswer = 200;

    /// <summary>Serves until it is killed or its input ends.</summary>
    /// <param name="settings">Settings, as on the command line.</param>
    public static async Task RunAsync(string[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(settings);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(
            builder.Configuration.GetSection("Webhooks").Get<WebhookOptions>()
                ?? throw new InvalidOperationException("Tests start this program, with arguments.")
        );
        builder.Services.AddSingleton<WebhookSignature>().AddSingleton<WebhookBook>();
        builder.Services.AddSingleton<KillSwitch>().AddSingleton<JumpingClock>().AddSingleton<CommandReader>();
        var app = builder.Build();
        app.MapPost(Path, TakeAsync);
        await app.Services.GetRequiredService<WebhookBook>().OpenAsync();
        await app.Services.GetRequiredService<CommandReader>().ServeAsync(app);
    }

    private static async Task<IResult> TakeAsync(HttpRequest request, WebhookSignature signature, WebhookBook book)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (!signature.Verify(request.Headers, body.ToArray()))
            return Results.Unauthorized();
        using var json = JsonDocument.Parse(body.ToArray());
        var data = json.RootElement.GetProperty("data");
        // An unconfirmed callback has ".unconfirmed" after the feed, and proves nothing.
        if (json.RootElement.GetProperty("type").GetString() != data.GetProperty("feed").GetString())
            return Results.BadRequest();
        await book.TakeAsync(request.Headers["webhook-id"].ToString(), data.GetProperty("roles").GetProperty("reference").GetString()!);
        // With the delay, a gateway is often killed while it waits for the answer to a committed webhook.
        await Task.Delay(Random.Shared.Next(LongestAnswer));
        return Results.Ok();
    }
}
