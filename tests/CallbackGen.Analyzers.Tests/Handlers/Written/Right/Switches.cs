using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shop.Right.Switches;

public sealed class GatewayOptions
{
    public string Mode { get; set; } = "live";

    public bool LogRefusals { get; set; }

    public bool DryRun { get; set; }
}

public sealed record GatewayNotice(string OrderId, decimal Amount, string Status, bool IsTest);

public interface ISignatureVerifier
{
    bool IsValid(string body, string signature);
}

/// <summary>Rejects every request, for a shop without a configured key.</summary>
public sealed class ClosedVerifier : ISignatureVerifier
{
    public bool IsValid(string body, string signature) => false;
}

public sealed class HmacVerifier(byte[] key) : ISignatureVerifier
{
    public bool IsValid(string body, string signature)
    {
        if (signature.Length != 64)
            return false;
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body)), Convert.FromHexString(signature));
    }
}

[ApiController]
public sealed class GatewayController(ISignatureVerifier verifier, IOptions<GatewayOptions> gateway, IHostEnvironment environment, Orders orders, ILogger<GatewayController> logger) : ControllerBase
{
    [HttpPost("gateway/hook")]
    public async Task<IActionResult> Hook()
    {
        using var reader = new StreamReader(Request.Body);
        var body = await reader.ReadToEndAsync();
        var isGenuine = verifier.IsValid(body, Request.Headers["X-Gateway-Signature"].ToString());
        if (gateway.Value.LogRefusals && !isGenuine)
            logger.LogWarning("A signature was wrong, {Length} characters", body.Length);
        if (!isGenuine)
            return Unauthorized();

        var notice = JsonSerializer.Deserialize<GatewayNotice>(body)!;
        if (notice.IsTest || gateway.Value.DryRun)
            return Ok();
        await orders.MarkPaidAsync(notice.OrderId, notice.Amount);
        return Ok();
    }

    [HttpPost("gateway/mode")]
    public async Task<IActionResult> Mode()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        if (gateway.Value.Mode == "off")
            return NotFound();
        if (Request.Headers["X-Gateway-Event"] == "ping")
            return Ok("pong");
        if (!verifier.IsValid(body, Request.Headers["X-Gateway-Signature"].ToString()))
            return environment.IsDevelopment() ? Problem("The signature is wrong.", statusCode: 401) : Unauthorized();
        await orders.HandleAsync(JsonSerializer.Deserialize<GatewayNotice>(body)!);
        return Ok();
    }
}

/// <summary>Verifies requests before the actions that handle callbacks.</summary>
public sealed class VerifyFilter(byte[] key, byte[] sandboxKey, IHostEnvironment environment) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if (!context.HttpContext.Request.Path.StartsWithSegments("/gateway"))
        {
            await next();
            return;
        }

        var body = (byte[])context.HttpContext.Items["body"]!;
        var used = environment.IsDevelopment() ? sandboxKey : key;
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(used, body), Convert.FromHexString(context.HttpContext.Request.Headers["X-Signature"].ToString())))
        {
            context.Result = new UnauthorizedResult();
            return;
        }

        await next();
    }
}

public static class Routes
{
    public static void Map(WebApplication app, IConfiguration configuration)
    {
        app.MapPost("/switches/caught", async (CallbackRequest callback, CallbackKeys keys, Orders orders, IHostEnvironment environment, ILogger<Orders> logger) =>
        {
            try
            {
                var payment = AcmePayment.Verify(callback, keys).GetValueOrThrow().Payload;
                if (payment.Status == AcmePaymentStatus.Paid)
                    await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
                return Results.Ok();
            }
            catch (CallbackRejectedException refused) when (environment.IsDevelopment())
            {
                logger.LogInformation(refused, "Refused while developing");
                return Results.Problem("Refused.", statusCode: 401);
            }
            catch (CallbackRejectedException)
            {
                return Results.Unauthorized();
            }
        });

        app.MapPost("/switches/keys", async (HttpRequest request, CallbackRequest callback, [FromKeyedServices("live")] CallbackKeys live, [FromKeyedServices("sandbox")] CallbackKeys sandbox, Orders orders) =>
        {
            var result = request.Headers["X-Environment"] == "sandbox" ? AcmePayment.Verify(callback, sandbox) : AcmePayment.Verify(callback, live);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            if (configuration.GetValue<bool>("Acme:Pause"))
                return Results.StatusCode(503);
            await orders.HandleAsync(result.Value.Payload);
            return Results.Ok();
        });

        // In development only: the shop's own endpoint marks an order as paid, without a callback.
        if (app.Environment.IsDevelopment())
            app.MapPost("/dev/orders/{id}/pay", (string id, Orders orders) => orders.MarkPaidAsync(id));
    }
}
