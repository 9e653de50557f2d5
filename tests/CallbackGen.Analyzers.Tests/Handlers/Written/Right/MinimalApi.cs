using System.Threading.Channels;
using CallbackGen;
using Carter;
using Hangfire;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Wolverine;

namespace Shop.Right.MinimalApi;

public static class Routes
{
    public static void MapWhatPeopleWrite(WebApplication app)
    {
        app.MapCallback<AcmePayment>("/right/1", async (Verified<AcmePayment> payment, Orders orders, CancellationToken ct) =>
        {
            if (payment.Payload.Status != AcmePaymentStatus.Paid)
                return;
            var order = await orders.FindAsync(payment.Payload.Order.Number, ct);
            if (order.Total != payment.Payload.Amount || order.Currency != payment.Payload.Currency)
                throw new InvalidOperationException($"Order {payment.Payload.Order.Number} was paid with another amount.");
            order.MarkPaid();
            await orders.SaveAsync();
        });

        app.MapCallback<AcmePayment>("/right/2", async (Verified<AcmePayment> callback, Orders orders, ILogger<Orders> logger) =>
        {
            var (id, status) = (callback.Payload.Id, callback.Payload.Status);
            switch (status.Known)
            {
                case AcmePaymentStatus.Paid:
                    await orders.MarkPaidAsync(id, callback.Payload.Amount, callback.Payload.Currency);
                    break;
                case AcmePaymentStatus.Failed:
                    logger.LogInformation("Payment {PaymentId} failed", id);
                    break;
                default:
                    logger.LogWarning("Payment {PaymentId} has the status {Status}, which we do not know", id, status.Text);
                    break;
            }
        });

        app.MapCallback<AcmePayment>("/right/3", (Verified<AcmePayment> payment, Orders orders) => payment.Payload switch
        {
            { Status.Known: AcmePaymentStatus.Paid, Amount: > 0, Currency: "MYR" } paid => orders.MarkPaidAsync(paid.Id, paid.Amount),
            { Status.Known: AcmePaymentStatus.Failed } failed => orders.HandleAsync(failed),
            _ => Task.CompletedTask,
        });

        // The callback is stored before it is written to the channel, which only saves the background service a poll.
        app.MapCallback<AcmePayment>("/right/4", async (Verified<AcmePayment> payment, Inbox inbox, Channel<Verified<AcmePayment>> queue, CancellationToken ct) =>
        {
            await inbox.AddAsync(payment.Payload.Id, payment.Payload, ct);
            await queue.Writer.WriteAsync(payment, ct);
        });

        app.MapCallback<AcmePayment>("/right/5", (Verified<AcmePayment> payment) =>
        {
            BackgroundJob.Enqueue<Fulfilment>(job => job.RunAsync(payment.Payload.Id, payment.Payload.Status.Text, CancellationToken.None));
            return Results.Accepted();
        });

        app.MapCallback<AcmePayment>("/right/6", async (Verified<AcmePayment> payment, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new SettlePayment(payment), ct);
            return Results.NoContent();
        });

        app.MapCallback<AcmePayment>("/right/7", async (Verified<AcmePayment> payment, IMessageBus bus) =>
        {
            await bus.PublishAsync(new PaymentChanged(payment.Payload.Id, payment.Payload.Status.Text, payment.Payload.Amount));
        });

        // The callback only starts a job, which queries the provider for the current data.
        app.MapCallback<AcmePayment>("/right/8", (Verified<AcmePayment> payment, IBackgroundJobClient jobs) =>
        {
            jobs.Enqueue<Fulfilment>(job => job.RefreshAsync(payment.Payload.Id, CancellationToken.None));
        });

        app.MapCallback<AcmePayment>("/right/9", async (Verified<AcmePayment> payment, ShopDb db, CancellationToken ct) =>
        {
            if (await db.Seen.AsQueryable().AnyAsync(seen => seen.Key == payment.Receipt.IdempotencyKey, ct))
                return Results.Ok();
            db.Seen.Add(new SeenCallback(payment.Receipt.IdempotencyKey!));
            var sale = await db.Sales.AsQueryable().SingleAsync(candidate => candidate.PaymentId == payment.Payload.Id, ct);
            sale.State = payment.Payload.Status == AcmePaymentStatus.Paid && payment.Payload.Amount >= sale.Total && payment.Payload.Currency == sale.Currency
                ? OrderState.Paid
                : OrderState.Refused;
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException)
            {
                // A concurrent delivery of the same callback was stored first.
                return Results.Ok();
            }

            return Results.Ok();
        });

        app.MapCallbacks("/right/10", on => on
            .Feed<AcmePayment>(async (Verified<AcmePayment> payment, Orders orders) =>
            {
                if (payment.Payload.Status.Known is not AcmePaymentStatus.Paid)
                    return;
                await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
            }));
        app.MapCallbacks("/right/11", on => on
            .Feed<AcmeEvent>((Verified<AcmeEvent> happened, Orders orders) => happened.Payload switch
            {
                AcmeEventPaid paid => orders.MarkPaidAsync(paid.Id),
                AcmeEventFailed failed => orders.HandleAsync(failed),
                _ => Task.CompletedTask,
            }));

        var group = app.MapGroup("/right/group");
        group.MapPost("/payments/{tenant}", Paid).AllowAnonymous();
        group.MapCallback<AcmePayment>("/named", Handlers.PaidAsync);

        static async Task<IResult> Paid(string tenant, Verified<AcmePayment> payment, Orders orders, CancellationToken ct)
        {
            if (payment is not { Payload: { Status.Known: AcmePaymentStatus.Paid, Order.Number: var number, Amount: var amount } })
                return TypedResults.Ok();
            await orders.MarkPaidAsync($"{tenant}/{number}", amount, payment.Payload.Currency);
            return TypedResults.Ok();
        }
    }
}

public static class Handlers
{
    public static async Task PaidAsync(Verified<AcmePayment> payment, ShopDb db, TimeProvider time, CancellationToken ct)
    {
        var paid = payment.Payload.Status == AcmePaymentStatus.Paid;
        if (!paid) return;
        var rows = await db.Sales.Where(sale => sale.PaymentId == payment.Payload.Id && sale.Total == payment.Payload.Amount && sale.Currency == payment.Payload.Currency)
            .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid).SetProperty(sale => sale.PaidAt, time.GetUtcNow()), ct);
        if (rows == 0)
            throw new InvalidOperationException($"No order waits for the payment {payment.Payload.Id}.");
    }
}

public sealed class AcmeModule : ICarterModule
{
    public void AddRoutes(IEndpointRouteBuilder app) =>
        app.MapCallback<AcmePayment>("/right/carter", static async (Verified<AcmePayment> payment, Inbox inbox, Orders orders, CancellationToken ct) =>
        {
            if (!await inbox.TryAddAsync(payment.Receipt.IdempotencyKey, ct))
                return Results.Ok("duplicate");
            await orders.HandleAsync(payment.Payload with { Email = null });
            return Results.Ok();
        });
}

public sealed record SettlePayment(Verified<AcmePayment> Callback) : IRequest<bool>;

public sealed record PaymentChanged(string Id, string Status, decimal Amount);

public sealed class Fulfilment
{
    public Task RunAsync(string id, string status, CancellationToken ct) => Task.CompletedTask;

    public Task RefreshAsync(string id, CancellationToken ct) => Task.CompletedTask;
}

public sealed class SettlePaymentHandler(Orders orders) : IRequestHandler<SettlePayment, bool>
{
    public async Task<bool> Handle(SettlePayment request, CancellationToken ct)
    {
        if (request.Callback.Payload.Status != AcmePaymentStatus.Paid)
            return false;
        await orders.MarkPaidAsync(request.Callback.Payload.Id, ct);
        return true;
    }
}

public sealed class Worker(Channel<Verified<AcmePayment>> queue, IServiceScopeFactory scopes, ILogger<Worker> logger) : Microsoft.Extensions.Hosting.BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var payment in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var orders = scope.ServiceProvider.GetRequiredService<Orders>();
                if (payment.Payload.Status == AcmePaymentStatus.Paid)
                    await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogError(exception, "Payment {PaymentId} could not be handled", payment.Payload.Id);
            }
        }
    }
}
