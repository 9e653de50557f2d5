using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CallbackGen;

namespace Shop.Right.Shapes;

/// <summary>One class handles every feed of the provider.</summary>
public sealed partial class Acme(Orders orders, AcmeApi api) : ICallbackHandler<AcmePayment>, ICallbackHandler<AcmeEvent>, IAuthenticatedCallbackHandler<AcmeNotice>
{
    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
        callback.Payload.Status == AcmePaymentStatus.Paid ? orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency) : Task.CompletedTask;

    public Task HandleAsync(Verified<AcmeEvent> callback, CancellationToken cancellationToken) => callback.Payload switch
    {
        AcmeEventPaid paid => orders.MarkPaidAsync(paid.Id, cancellationToken),
        _ => Task.CompletedTask,
    };
}

public sealed partial class Acme
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        if (await callback.ConfirmAsync(async (claim, ct) => await api.FindNoticeAsync(claim.InvoiceId, ct) is { } found ? claim with { Status = found.Status, Amount = found.Amount } : null, cancellationToken)
            is { IsSuccess: true, Value: { } confirmed })
            await orders.HandleAsync(confirmed);
    }
}

public static class Mapping
{
    public static IEndpointRouteBuilder MapFeed<T>(this IEndpointRouteBuilder app, string path)
        where T : class, IVerifiedPayload<T>
    {
        app.MapCallback<T>(path, (Verified<T> message, ICallbackHandler<T> handler, CancellationToken ct) => handler.HandleAsync(message, ct));
        return app;
    }

    public static void MapAll(WebApplication app)
    {
        app.MapFeed<AcmePayment>("/shapes/payment").MapFeed<AcmeEvent>("/shapes/event");
        app.MapCallback<AcmePayment>("/shapes/keyed", async ([FromKeyedServices("erp")] Orders erp, Verified<AcmePayment> payment, HttpContext context) =>
        {
            try
            {
                await erp.HandleAsync(payment.Payload with { Currency = payment.Payload.Currency.ToUpperInvariant() });
            }
            catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                context.Response.Headers.Append("X-Duplicate", "1");
            }
        });

        app.MapCallback<AcmePayment>("/shapes/cleanup", (Verified<AcmePayment> payment, Orders orders, HttpContext context) =>
        {
            var buffer = new MemoryStream();
            context.Response.OnCompleted(() => buffer.DisposeAsync().AsTask());
            return orders.HandleAsync(payment);
        });

        // An endpoint that receives no callback.
        app.MapPost("/shapes/search", (string text, HttpRequest request) => Results.Ok(text + request.Query["page"]));
    }
}

public sealed class PaymentException(AcmePayment payment) : Exception($"Payment {payment.Id} cannot be booked: {payment.Status.Text}.")
{
    public AcmePayment Payment => payment;
}

public sealed class Booked(Orders orders, ILogger<Booked> logger, CallbackKeys keys) : ICallbackHandler<AcmePayment>
{
    public CallbackResult<Verified<AcmePayment>> Last { get; private set; }

    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var payment = callback.Payload;
        Activity.Current?.AddTag("payment", payment.ToString());
        logger.LogInformation("Summary {Json}", JsonSerializer.Serialize(new { payment.Id, payment.Amount, Status = payment.Status.Text }));
        logger.LogInformation("{Sign} by {Key}", callback.Receipt.VerifiedAt, callback.Receipt.KeyId);
        var order = await orders.FindAsync(payment.Order.Number, cancellationToken);
        if (order is { IsPaid: true })
            return;
        if (payment is not { Status.Known: AcmePaymentStatus.Paid })
            throw new PaymentException(payment);
        await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
    }

    public string Check(CallbackRequest request)
    {
        Last = AcmePayment.Verify(request, keys);
        _ = AcmePayment.Verify(request, keys).GetValueOrThrow();
        var lazy = new Lazy<CallbackResult<Verified<AcmePayment>>>(() => AcmePayment.Verify(request, keys));
        var outcome = new { Result = AcmePayment.Verify(request, keys), At = DateTimeOffset.UtcNow };
        return (lazy.Value, outcome.Result, Last) switch
        {
            ({ IsSuccess: true, Value: { } first }, { IsSuccess: true }, _) => first.Payload.Id,
            (_, _, { Rejection: { } why }) => why.Detail,
            _ => "",
        };
    }
}
