using System.Text.Json;
using CallbackGen;
using FastEndpoints;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Wolverine.Http;

namespace Shop.Right.Web;

[ApiController]
[Route("callbacks/acme")]
public sealed class AcmeController(Orders orders, Inbox inbox, ILogger<AcmeController> logger) : ControllerBase
{
    [HttpPost("payment")]
    public async Task<IActionResult> Payment(Verified<AcmePayment> callback, CancellationToken ct)
    {
        if (!await inbox.TryAddAsync(callback.Receipt.IdempotencyKey, ct))
            return Ok(new { status = "duplicate" });

        switch (callback.Payload.Status.Known)
        {
            case AcmePaymentStatus.Paid:
                await orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency);
                return Ok();
            case AcmePaymentStatus.Failed:
                logger.LogInformation("Payment {Id} failed", callback.Payload.Id);
                return Ok();
            default:
                return StatusCode(StatusCodes.Status501NotImplemented);
        }
    }

    [HttpPost("event")]
    public async Task<ActionResult> Event(Verified<AcmeEvent> callback)
    {
        if (callback.Payload is AcmeEventPaid { Id: var id })
            await orders.MarkPaidAsync(id);
        return NoContent();
    }

    /// <summary>Shows stored data to logged-in operators.</summary>
    [HttpGet("payment/{id}"), Microsoft.AspNetCore.Authorization.Authorize]
    public async Task<ActionResult<AcmePayment>> Get(string id, [FromServices] IDictionary<string, string> stored)
    {
        await Task.Yield();
        return JsonSerializer.Deserialize<AcmePayment>(stored[id])!;
    }

    [HttpGet("payments")]
    public IEnumerable<AcmePayment> All([FromQuery] int page) => [];
}

/// <summary>The base class of all callback controllers.</summary>
public abstract class CallbackController<T>(ICallbackHandler<T> handler) : ControllerBase
    where T : class, IVerifiedPayload<T>
{
    [HttpPost]
    public async Task<IActionResult> Post(Verified<T> callback, CancellationToken ct)
    {
        await handler.HandleAsync(callback, ct);
        return Ok();
    }
}

[Route("callbacks/generic")]
public sealed class GenericPaymentController(ICallbackHandler<AcmePayment> handler) : CallbackController<AcmePayment>(handler);

public sealed class ReturnModel(Orders orders) : PageModel
{
    public bool IsPaid { get; private set; }

    public async Task OnGetAsync(string order) => IsPaid = (await orders.FindAsync(order)).IsPaid;

    public async Task<IActionResult> OnPostAsync(Verified<AcmePayment> callback)
    {
        if (callback.Payload.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency);
        return Page();
    }
}

public sealed class PaymentEndpoint(CallbackKeys keys, Orders orders) : EndpointWithoutRequest
{
    public override async Task HandleAsync(CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await HttpContext.Request.Body.CopyToAsync(buffer, ct);
        var result = AcmePayment.Verify(CallbackRequest.Post(buffer.ToArray(), "application/json"), keys);
        if (result is { IsSuccess: false })
        {
            HttpContext.Response.StatusCode = 401;
            return;
        }

        await orders.ShipAsync(result.Value!.Payload.Id);
    }
}

public sealed record CheckoutRequest(string OrderId, decimal Amount);

public sealed class CheckoutEndpoint : Endpoint<CheckoutRequest>
{
    public override void Configure() => Post("/checkout");

    public override Task HandleAsync(CheckoutRequest request, CancellationToken ct) => Task.CompletedTask;
}

public static class WolverineEndpoints
{
    [WolverinePost("/checkout")]
    public static string Post(CheckoutRequest request) => request.OrderId;

    // A message inside the application.
    public static Task Handle(AcmePayment payment, Orders orders) => orders.ShipAsync(payment.Id);
}

/// <summary>Verifies the request before the action, and passes the message to it.</summary>
public sealed class VerifyAcmeFilter(CallbackKeys keys) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        request.EnableBuffering();
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer);
        request.Body.Position = 0;
        var result = AcmePayment.Verify(CallbackRequest.Post(buffer.ToArray(), request.ContentType ?? "", request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))), keys);
        if (!result.IsSuccess)
        {
            context.Result = new UnauthorizedResult();
            return;
        }

        context.HttpContext.Items["acme"] = result.Value;
        await next();
    }
}

public sealed class TenantMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, ILogger<TenantMiddleware> logger)
    {
        if (context.Request.Query["tenant"] is [{ Length: > 0 } tenant])
            context.Items["tenant"] = tenant;
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "{Path} failed", context.Request.Path);
            context.Response.StatusCode = 500;
        }
    }
}

/// <summary>Reads stored payloads, and data from the provider's API.</summary>
public sealed class Reconciliation(HttpClient http, Orders orders)
{
    public async Task RunAsync(IEnumerable<string> stored, CancellationToken ct)
    {
        foreach (var json in stored)
        {
            var payment = JsonSerializer.Deserialize<AcmePayment>(json);
            var now = await http.GetFromJsonAsync<AcmePayment>($"https://api.acme.example/payments/{payment!.Id}", ct);
            using var message = new HttpRequestMessage(HttpMethod.Get, $"https://api.acme.example/refunds/{payment.Id}");
            using var response = await http.SendAsync(message, ct);
            var refunds = await response.Content.ReadFromJsonAsync<AcmePayment[]>(ct);
            if (now!.Status != payment.Status || refunds is { Length: > 0 })
                await orders.HandleAsync(now);
        }
    }

    /// <summary>A verified callback reports a change; the provider's API returns the current data.</summary>
    public async Task RefreshAsync(Verified<AcmePayment> callback, CancellationToken ct)
    {
        var current = await http.GetFromJsonAsync<AcmePayment>($"https://api.acme.example/payments/{callback.Payload.Id}", ct);
        await orders.HandleAsync(current!);
    }
}
