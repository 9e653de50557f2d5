using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using MediatR;

namespace Shop.Wrong.Contents;

/// <summary>Reads unsigned members.</summary>
public sealed class Unsigned(Orders orders, AcmeApi api, ILogger<Unsigned> logger) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        if (callback.Payload.{|CBG1004:Status|} == AcmeNoticeStatus.Success)
            await orders.MarkPaidAsync(callback.Payload.InvoiceId, callback.Payload.{|CBG1004:Amount|}, callback.Payload.{|CBG1004:Currency|});
    }

    /// <summary>Queries the provider, and then reads the unconfirmed payload.</summary>
    public async Task AskedAsync(Authenticated<AcmeNotice> callback)
    {
        var payload = callback.Payload;
        var confirmed = await callback.ConfirmAsync((claim, ct) => api.FindNoticeAsync(claim.InvoiceId, ct));
        if (!confirmed.IsSuccess)
            return;
        await orders.MarkPaidAsync(payload.InvoiceId, payload.{|CBG1004:Amount|}, confirmed.Value.Payload.Currency);
    }

    public Task Switched(Authenticated<AcmeNotice> callback) => callback.Payload switch
    {
        { {|CBG1004:Status|}.Known: AcmeNoticeStatus.Success } paid => orders.ShipAsync(paid.InvoiceId),
        _ => Task.CompletedTask,
    };

    public async Task TupledAsync(Authenticated<AcmeNotice> callback)
    {
        var (id, amount) = (callback.Payload.InvoiceId, callback.Payload.{|CBG1004:Amount|});
        logger.LogInformation("Marking {Id}", id);
        await orders.MarkPaidAsync(id, amount);
    }

    public async Task PingedAsync(Received<AcmePing> callback)
    {
        if (callback is { Payload: { {|CBG1004:State|}: "paid", Id: var id } })
            await orders.ShipAsync(id);
    }

    public Task Roles(Authenticated<AcmeNotice> callback) =>
        {|CBG1004:callback.GetRole(CallbackRole.Status)|} == "success" ? orders.ShipAsync(callback.Payload.InvoiceId) : Task.CompletedTask;
}

/// <summary>Handlers that never read the status.</summary>
public static class StatusRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapCallback<AcmePayment>("/status/1", async (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) =>
            await {|CBG1017:orders.ShipAsync(payment.Payload.Order.Number)|});

        app.MapCallback<AcmePayment>("/status/2", async (Verified<AcmePayment> {|CBG1005:payment|}, ShopDb db, CancellationToken ct) =>
        {
            var sale = await db.Sales.FindAsync(payment.Payload.Order.Number, ct);
            if (sale is null || sale.Total != payment.Payload.Amount || sale.Currency != payment.Payload.Currency)
                return Results.BadRequest();
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync(ct);
            return Results.Ok();
        });

        app.MapCallback<AcmePayment>("/status/3", async (Verified<AcmePayment> {|CBG1005:payment|}, ShopDb db) =>
        {
            var rows = await db.Sales.Where(sale => sale.PaymentId == payment.Payload.Id).ExecuteUpdateAsync(set => set.SetProperty(sale => sale.PaidAt, DateTimeOffset.UtcNow));
            return rows == 0 ? Results.NotFound() : Results.Ok();
        });

        app.MapCallback<AcmePayment>("/status/4", async (Verified<AcmePayment> {|CBG1005:payment|}, IMediator mediator) =>
            Results.Ok(await {|CBG1017:mediator.Send(new ShipOrder(payment.Payload.Order.Number))|}));

        app.MapCallback<AcmePayment>("/status/5", (Verified<AcmePayment> {|CBG1005:payment|}, Hangfire.IBackgroundJobClient jobs) =>
            Results.Ok(jobs.Enqueue<Orders>(orders => {|CBG1017:orders.ShipAsync(payment.Payload.Id)|})));

        // The first case compares the amount with zero only; the others do not compare it.
        app.MapCallback<AcmePayment>("/amount/1", async (Verified<AcmePayment> payment, Orders orders) =>
        {
            var order = await orders.FindAsync(payment.Payload.Order.Number);
            if (payment.Payload.Status == AcmePaymentStatus.Paid && payment.Payload.Amount > 0)
                {|CBG1006:order.MarkPaid()|};
        });

        app.MapCallback<AcmePayment>("/amount/2", async (Verified<AcmePayment> payment, ShopDb db, CancellationToken ct) =>
        {
            if (payment.Payload.Status != AcmePaymentStatus.Paid)
                return;
            var sale = await db.Sales.FindAsync(payment.Payload.Order.Number, ct);
            {|CBG1006:sale!.State = OrderState.Paid|};
            await db.SaveChangesAsync(ct);
        });

        app.MapCallback<AcmePayment>("/amount/3", async (Verified<AcmePayment> payment, Ledger ledger) =>
        {
            if (payment.Payload.Status == AcmePaymentStatus.Paid)
                await {|CBG1006:ledger.SetStateAsync(payment.Payload.Id, OrderState.Paid)|};
        });
    }
}

public sealed record ShipOrder(string Number) : IRequest<string>;

public sealed class Ledger
{
    public Task SetStateAsync(string id, OrderState state) => Task.CompletedTask;
}

[ApiController]
public sealed class StatusController(Orders orders) : ControllerBase
{
    [HttpPost("status")]
    public async Task<IActionResult> Post(Verified<AcmePayment> {|CBG1005:callback|})
    {
        await {|CBG1017:orders.ShipAsync(callback.Payload.Id)|};
        return Ok();
    }
}

public sealed class StatusModel(Orders orders) : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
{
    public Task OnPostAsync(Verified<AcmePayment> {|CBG1005:callback|}) => {|CBG1017:orders.ShipAsync(callback.Payload.Id)|};
}

public sealed class StatusHandler(Orders orders, ILogger<StatusHandler> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> {|CBG1005:callback|}, CancellationToken cancellationToken)
    {
        // The status is only logged.
        logger.PaymentIs(callback.Payload.Status.Text);
        await {|CBG1017:orders.ShipAsync(callback.Payload.Id)|};
    }
}

internal static partial class PaymentEvents
{
    [LoggerMessage(17, LogLevel.Information, "Payment is {Status}")]
    public static partial void PaymentIs(this ILogger logger, string status);

    public static partial void PaymentIs(this ILogger logger, string status) { }
}
