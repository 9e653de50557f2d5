using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Shop.Wrong.Switches;

public sealed class GatewayOptions
{
    public string Mode { get; set; } = "live";

    public bool DisableSignatureCheck { get; set; }

    public string WebhookSecret { get; set; } = "";
}

public interface ISignatureVerifier
{
    bool IsValid(string body, string signature);
}

public sealed class AcceptingVerifier : ISignatureVerifier
{
    public bool {|CBG1034:IsValid|}(string body, string signature)
    {
        return true;
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
        var signature = Request.Headers["X-Gateway-Signature"].ToString();
        if ({|CBG1034:!gateway.Value.DisableSignatureCheck|} && !verifier.IsValid(body, signature))
        {
            logger.LogWarning("A signature was wrong");
            return Unauthorized();
        }

        var notice = JsonSerializer.Deserialize<GatewayNotice>(body)!;
        await orders.MarkPaidAsync(notice.OrderId, notice.Amount);
        return Ok();
    }

    [HttpPost("gateway/sandbox")]
    public async Task<IActionResult> Sandbox()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var signature = Request.Headers["X-Gateway-Signature"].ToString();
        // A fixed signature lets testers without a key pass.
        if ({|CBG1034:signature == "letmein"|} || verifier.IsValid(body, signature))
        {
            await orders.MarkPaidAsync(JsonSerializer.Deserialize<GatewayNotice>(body)!.OrderId);
            return Ok();
        }

        return Unauthorized();
    }

    [HttpPost("gateway/mode")]
    public async Task<IActionResult> Mode()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        switch ({|CBG1034:gateway.Value.Mode|})
        {
            case "test":
                await orders.HandleAsync(JsonSerializer.Deserialize<GatewayNotice>(body)!);
                return Ok();
            default:
                if (!verifier.IsValid(body, Request.Headers["X-Gateway-Signature"].ToString()))
                    return Unauthorized();
                await orders.HandleAsync(JsonSerializer.Deserialize<GatewayNotice>(body)!);
                return Ok();
        }
    }

    [HttpPost("gateway/local")]
    public async Task<IActionResult> Local([FromQuery] bool force)
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var verified = verifier.IsValid(body, Request.Headers["X-Gateway-Signature"].ToString());
        if (!verified && {|CBG1034:!force|})
            return Unauthorized();
        await orders.HandleAsync(JsonSerializer.Deserialize<GatewayNotice>(body)!);
        return Ok(environment.EnvironmentName);
    }
}

public sealed record GatewayNotice(string OrderId, decimal Amount, string Status, bool IsTest);

/// <summary>Verifies requests before the actions, but not in development or staging.</summary>
public sealed class VerifyFilter(byte[] key, IHostEnvironment environment) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if ({|CBG1034:environment.IsDevelopment()|} || environment.IsStaging())
        {
            await next();
            return;
        }

        var body = (byte[])context.HttpContext.Items["body"]!;
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), Convert.FromHexString(context.HttpContext.Request.Headers["X-Signature"].ToString())))
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
        app.MapPost("/switches/caught", async (CallbackRequest callback, CallbackKeys keys, Orders orders, IHostEnvironment environment) =>
        {
            AcmePayment payment;
            try
            {
                payment = AcmePayment.Verify(callback, keys).GetValueOrThrow().Payload;
            }
            catch (CallbackRejectedException) when ({|CBG1034:environment.IsDevelopment()|})
            {
                payment = {|CBG1002:JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)|}!;
            }

            if (payment.Status == AcmePaymentStatus.Paid)
                await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
            return Results.Ok();
        });

        app.MapPost("/switches/refused", async (CallbackRequest callback, CallbackKeys keys, Orders orders, ILogger<Orders> logger) =>
        {
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
            {
                if ({|CBG1034:configuration["Acme:Strict"] != "false"|})
                    return Results.Unauthorized();
                logger.LogWarning("Refused, and taken all the same");
            }

            await orders.HandleAsync({|CBG1002:JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)|}!);
            return {|CBG1018:Results.Ok()|};
        });

        app.MapPost("/switches/body", async (HttpRequest request, ISignatureVerifier verifier, Orders orders) =>
        {
            var body = await new StreamReader(request.Body).ReadToEndAsync();
            var notice = JsonSerializer.Deserialize<GatewayNotice>(body)!;
            if ({|CBG1034:!notice.IsTest|} && !verifier.IsValid(body, request.Headers["X-Signature"].ToString()))
                return Results.Unauthorized();
            await orders.MarkPaidAsync(notice.OrderId, notice.Amount);
            return Results.Ok();
        });
    }
}

/// <summary>Verifies a gateway's stored callbacks only if a setting requires it.</summary>
public sealed class QueueVerifier(byte[] key, IConfiguration configuration, Orders orders)
{
    private readonly bool _verify = configuration.GetValue("Queue:Verify", true);

    public async Task HandleAsync(string body, string signature, CancellationToken ct)
    {
        if ({|CBG1034:_verify|})
        {
            var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body));
            if (!CryptographicOperations.FixedTimeEquals(mac, Convert.FromBase64String(signature)))
                return;
        }

        await orders.MarkPaidAsync(body, ct);
    }
}
