using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using CallbackGen.AspNetCore;
using CallbackGen.Inbox;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Shop.Wrong.Answers;

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
        return result.IsSuccess ? Ok() : Unauthorized(new { message = "refused", reason = {|CBG1036:result.Rejection.Detail|} });
    }

    [HttpPost("wallet/own")]
    public async Task<IActionResult> Own()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var computed = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(wallet.Value.WebhookSecret), Encoding.UTF8.GetBytes(body)));
        var received = Request.Headers["X-Wallet-Signature"].ToString();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(computed), Encoding.UTF8.GetBytes(received)))
        {
            Response.Headers.Append("X-Computed", {|CBG1036:computed|});
            return StatusCode(401, $"computed {computed.Length} characters");
        }

        return Ok();
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
            return new ContentResult { Content = {|CBG1036:exception.ToString()|}, StatusCode = 401 };
        }
    }

    [HttpGet("wallet/settings")]
    public ActionResult<WalletOptions> Settings() => Ok({|CBG1036:wallet.Value|});
}

public sealed class KeyHealth(IOptionsMonitor<WalletOptions> wallet) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        wallet.CurrentValue.WebhookSecret.Length > 0
            ? HealthCheckResult.Healthy("configured", new Dictionary<string, object> { ["wallet"] = {|CBG1036:wallet.CurrentValue|} })
            : HealthCheckResult.Unhealthy("not configured"));
}

public static class Routes
{
    public static void Map(WebApplication app)
    {
        {|CBG1036:app.UseDeveloperExceptionPage()|};
        app.MapGet("/answers/keys", (IConfiguration configuration) => Results.Json({|CBG1036:configuration.GetSection("Callbacks").GetChildren()|}.ToDictionary(section => section.Key, section => section.Value)));
        app.MapGet("/answers/all", (IConfiguration configuration) =>
        {
            var text = new StringBuilder();
            foreach (var (key, value) in configuration.AsEnumerable())
                text.AppendLine(key + "=" + value);
            return Results.Text({|CBG1036:text.ToString()|});
        });
        app.MapGet("/answers/options", (IOptions<CallbackOptions> options) => Results.Ok(new { sets = {|CBG1036:options.Value.KeySets|} }));
        app.MapPost("/answers/sign", async (HttpRequest request, IConfiguration configuration) =>
        {
            var body = await new StreamReader(request.Body).ReadToEndAsync();
            using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(configuration["Callbacks:Acme:secret"]!));
            return new { signature = {|CBG1036:Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(body)))|} };
        });

        var operators = app.MapGroup("/answers/operators");
        operators.MapGet("/dead", async (ICallbackStore store, CancellationToken ct) => Results.Ok(await {|CBG1037:store.ListAsync(CallbackState.Dead, 100, ct)|}));
        operators.MapPost("/dead/{id}", async (string id, ICallbackStore store, CancellationToken ct) => await {|CBG1037:store.DiscardAsync(id, "somebody", ct)|} ? Results.NoContent() : Results.NotFound());
    }
}
