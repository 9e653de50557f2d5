using System.Text.Json;

namespace CallbackGen.Chaos.Shop.Webhooks;

/// <summary>A shop behind a gateway, which knows of callbacks only what it is sent: as the gateway's page tells one to write it.</summary>
public static class WebhookShop
{
    /// <summary>Where it takes webhooks.</summary>
    public const string Path = "/webhooks";

    /// <summary>How long an answer takes at the most, in milliseconds.</summary>
    private const int LongestAnswer = 200;

    /// <summary>Serves until it is killed or nobody speaks to it any more.</summary>
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
        // What is unconfirmed has ".unconfirmed" behind the feed, and proves nothing.
        if (json.RootElement.GetProperty("type").GetString() != data.GetProperty("feed").GetString())
            return Results.BadRequest();
        await book.TakeAsync(request.Headers["webhook-id"].ToString(), data.GetProperty("roles").GetProperty("reference").GetString()!);
        // A gateway that dies is likely to die while it waits for answers to what is committed here.
        await Task.Delay(Random.Shared.Next(LongestAnswer));
        return Results.Ok();
    }
}
