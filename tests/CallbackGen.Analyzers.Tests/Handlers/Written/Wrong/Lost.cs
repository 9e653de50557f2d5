using System.Threading.Channels;
using AsyncAwaitBestPractices;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Shop.Wrong.Lost;

public static class Routes
{
    public static void Map(WebApplication app)
    {
        app.MapCallback<AcmePayment>("/lost/1", async (Verified<AcmePayment> payment, Orders orders, ILogger<Orders> logger) =>
        {
            try
            {
                await orders.HandleAsync(payment);
            }
            {|CBG1020:catch|} (Exception exception)
            {
                logger.LogError(exception, "Payment {Id} failed", payment.Payload.Id);
            }
        });

        app.MapCallback<AcmePayment>("/lost/2", async (Verified<AcmePayment> payment, Orders orders, PaymentMetrics metrics) =>
        {
            try
            {
                await orders.HandleAsync(payment);
                return Results.Ok(new { received = true });
            }
            {|CBG1020:catch|} (Exception)
            {
                metrics.Failed();
                return Results.Ok(new { received = false });
            }
        });

        app.MapCallback<AcmePayment>("/lost/3", (Verified<AcmePayment> payment, Orders orders) =>
        {
            {|CBG1010:_ = Task.Run(async () => await orders.HandleAsync(payment));|}
            return Results.Accepted();
        });

        app.MapCallback<AcmePayment>("/lost/4", (Verified<AcmePayment> payment, Orders orders) =>
        {
            {|CBG1010:orders.HandleAsync(payment).SafeFireAndForget();|}
            return Results.Ok();
        });

        app.MapCallback<AcmePayment>("/lost/5", (Verified<AcmePayment> payment, Orders orders, HttpContext context) =>
        {
            {|CBG1010:context.Response.OnCompleted(() => orders.HandleAsync(payment));|}
        });

        app.MapCallback<AcmePayment>("/lost/6", (Verified<AcmePayment> payment, Orders orders) =>
        {
            payment.Payload.Lines?.ToList().ForEach({|CBG1010:async line => await {|CBG1017:orders.ShipAsync(line.Sku + payment.Payload.Status.Text)|}|});
        });

        app.MapCallback<AcmePayment>("/lost/7", (Verified<AcmePayment> payment, Orders orders) =>
        {
            var {|CBG1010:work|} = orders.HandleAsync(payment);
            return Results.Ok();
        });

        app.MapCallback<AcmePayment>("/lost/8", (Verified<AcmePayment> payment, Orders orders) =>
        {
            {|CBG1022:orders.HandleAsync(payment).GetAwaiter().GetResult()|};
        });

        app.MapCallback<AcmePayment>("/lost/9", async (Verified<AcmePayment> payment, Orders orders, HttpContext context, ILogger<Orders> logger) =>
        {
            try
            {
                await orders.HandleAsync(payment);
            }
            {|CBG1020:catch|} (Exception exception)
            {
                logger.LogError(exception, "failed");
                context.Response.StatusCode = StatusCodes.Status200OK;
            }
        });

        app.MapCallback<AcmePayment>("/lost/10", (Verified<AcmePayment> payment, IServiceScopeFactory scopes) =>
        {
            {|CBG1010:Task.Run(async () =>
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<Orders>().HandleAsync(payment);
            });|}
            return Results.Ok();
        });
    }
}

public sealed class PaymentMetrics
{
    public void Failed() { }
}

public abstract class SafeHandler<T>(ILogger logger) : ICallbackHandler<T>
    where T : class, IVerifiedPayload<T>
{
    public async Task HandleAsync(Verified<T> callback, CancellationToken cancellationToken)
    {
        try
        {
            await ProcessAsync(callback, cancellationToken);
        }
        {|CBG1020:catch|} (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "A callback of {Feed} failed", callback.Receipt.Feed);
        }
    }

    protected abstract Task ProcessAsync(Verified<T> callback, CancellationToken cancellationToken);
}

public sealed class Synchronous(Channel<string> queue) : ICallbackHandler<AcmePayment>
{
    private readonly Lock _gate = new();

    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!{|CBG1038:queue.Writer.TryWrite(callback.Payload.Status.Text + callback.Payload.Id)|})
                throw new InvalidOperationException("The queue is full.");
        }

        return Task.CompletedTask;
    }
}

public sealed class Blocking(AcmeApi api, Orders orders) : IReceivedCallbackHandler<AcmePing>
{
    public Task HandleAsync(Received<AcmePing> callback, CancellationToken cancellationToken)
    {
        var confirmed = {|CBG1022:callback.ConfirmAsync((claim, ct) => api.FindPingAsync(claim.Id, ct), cancellationToken).Result|};
        if (confirmed.IsSuccess)
            {|CBG1022:orders.HandleAsync(confirmed.Value).Wait(cancellationToken)|};
        return Task.CompletedTask;
    }
}

[ApiController]
public sealed class LostController(CallbackKeys keys, Orders orders, ILogger<LostController> logger) : ControllerBase
{
    [HttpPost("lost")]
    public async Task<IActionResult> Post(Verified<AcmePayment> callback)
    {
        try
        {
            await orders.HandleAsync(callback);
        }
        {|CBG1020:catch|} (HttpRequestException exception)
        {
            logger.LogWarning(exception, "The order system is away");
        }

        return Ok();
    }

    /// <summary>Verifies the request without the library's endpoint, and loses the callback.</summary>
    [HttpPost("lost/by-hand")]
    public async Task<IActionResult> ByHand()
    {
        using var bytes = new MemoryStream();
        await Request.Body.CopyToAsync(bytes);
        var result = AcmePayment.Verify(CallbackRequest.Post(bytes.ToArray(), "application/json"), keys);
        if (!result.TryGetValue(out var payment, out _))
            return Unauthorized();
        try
        {
            await orders.HandleAsync(payment);
        }
        {|CBG1020:catch|} (Exception exception)
        {
            logger.LogError(exception, "failed");
        }

        return Ok();
    }
}

public sealed class Functions(CallbackKeys keys, Orders orders)
{
    [Function("lost")]
    public IActionResult Run([HttpTrigger("post")] HttpRequest request, string body)
    {
        var payment = AcmePayment.Verify(CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes(body), "application/json"), keys).GetValueOrThrow();
        {|CBG1010:_ = orders.HandleAsync(payment);|}
        return new OkResult();
    }
}
