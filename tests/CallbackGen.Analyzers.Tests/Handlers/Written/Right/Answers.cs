using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shop.Right.Answers;

public sealed class WalletOptions
{
    public string BaseUrl { get; set; } = "";

    public string WebhookSecret { get; set; } = "";
}

[ApiController]
public sealed class WalletController(IOptions<WalletOptions> wallet, CallbackKeys keys, ILogger<WalletController> logger) : ControllerBase
{
    [HttpPost("wallet/verify")]
    public IActionResult Check([FromServices] CallbackRequest callback)
    {
        var result = AcmePayment.Verify(callback, keys);
        if (result.IsSuccess)
            return Ok();
        logger.LogWarning("Refused: {Reason} at {Where}, {Detail}", result.Rejection.Reason, result.Rejection.Where, result.Rejection.Detail);
        return Unauthorized(new { message = "refused", reason = result.Rejection.Reason });
    }

    [HttpPost("wallet/own")]
    public async Task<IActionResult> Own()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var computed = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(wallet.Value.WebhookSecret), Encoding.UTF8.GetBytes(body)));
        var received = Request.Headers["X-Wallet-Signature"].ToString();
        var isGenuine = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(computed), Encoding.UTF8.GetBytes(received));
        return isGenuine ? Ok(new { received = body.Length, isGenuine }) : StatusCode(401, $"{received.Length} characters are no signature of this body.");
    }

    [HttpPost("wallet/failing")]
    public IActionResult Failing([FromServices] CallbackRequest callback)
    {
        try
        {
            return Ok(AcmePayment.Verify(callback, keys).GetValueOrThrow().Payload.Id);
        }
        catch (CallbackRejectedException exception)
        {
            logger.LogWarning(exception, "Refused");
            return Problem("The callback was refused.", statusCode: 401);
        }
    }

    [HttpGet("wallet/settings")]
    public IActionResult Settings() => Ok(new { wallet.Value.BaseUrl, HasSecret = wallet.Value.WebhookSecret.Length > 0 });

    /// <summary>The wallet's provider requests this to verify that the shop owns the address.</summary>
    [HttpGet("webhooks/wallet")]
    public IActionResult Challenge([FromQuery(Name = "challenge")] string challenge) =>
        Ok(new { response = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(wallet.Value.WebhookSecret), Encoding.UTF8.GetBytes(challenge))) });
}

public sealed class KeyHealth(IConfiguration configuration) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        string.IsNullOrEmpty(configuration["Callbacks:Acme:secret"]) ? HealthCheckResult.Unhealthy("Callbacks:Acme:secret is missing.") : HealthCheckResult.Healthy($"{configuration.GetSection("Callbacks").GetChildren().Count()} providers"));
}

[Authorize(Policy = "operators")]
[Route("operators")]
public sealed class OperatorsController(ICallbackStore store) : ControllerBase
{
    [HttpPost("dead/{id}/replay")]
    public async Task<IActionResult> Replay(string id, CancellationToken ct) => await store.ReplayAsync(id, User.Identity?.Name ?? "?", ct) ? NoContent() : NotFound();
}

public static class Routes
{
    public static void Map(WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.UseDeveloperExceptionPage();
            app.MapGet("/dev/configuration", (IConfiguration configuration) => ((IConfigurationRoot)configuration).GetDebugView());
        }

        app.MapGet("/answers/providers", (IConfiguration configuration) => Results.Json(configuration.GetSection("Callbacks").GetChildren().Select(section => section.Key)));
        var operators = app.MapGroup("/answers/operators").RequireAuthorization("operators");
        operators.MapGet("/dead", async (ICallbackStore store, CancellationToken ct) => Results.Ok(await store.ListAsync(CallbackState.Dead, 100, ct)));
        operators.MapPost("/dead/{id}", async (string id, ICallbackStore store, CancellationToken ct) => await store.DiscardAsync(id, "somebody", ct) ? Results.NoContent() : Results.NotFound());
        app.MapGet("/answers/figures", (ICallbackStore store, CancellationToken ct) => store.CountAsync(ct));
    }
}

/// <summary>A background service, which no request can reach.</summary>
public sealed class NightlyReplay(ICallbackStore store) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var row in await store.ListAsync(CallbackState.Dead, 100, stoppingToken))
            await store.ReplayAsync(row.Id, "the night", stoppingToken);
    }
}
