using System.Collections.Frozen;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Shop.Right.Styles;

/// <summary>A table contains the action for each status.</summary>
public sealed class Table : ICallbackHandler<AcmePayment>
{
    private readonly FrozenDictionary<AcmePaymentStatus, Func<AcmePayment, CancellationToken, Task>> _actions;

    public Table(Orders orders) => _actions = new Dictionary<AcmePaymentStatus, Func<AcmePayment, CancellationToken, Task>>
    {
        [AcmePaymentStatus.Paid] = (payment, _) => orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency),
        [AcmePaymentStatus.Failed] = (payment, _) => orders.HandleAsync(payment),
    }.ToFrozenDictionary();

    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
        callback.Payload.Status.Known is { } status && _actions.TryGetValue(status, out var act) ? act(callback.Payload, cancellationToken) : Task.CompletedTask;
}

public interface IPaymentStrategy
{
    bool CanHandle(string status);

    Task HandleAsync(AcmePayment payment, CancellationToken ct);
}

public sealed class Strategies(IEnumerable<IPaymentStrategy> strategies) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var strategy = strategies.FirstOrDefault(candidate => candidate.CanHandle(callback.Payload.Status.Text))
            ?? throw new NotSupportedException($"No strategy for {callback.Payload.Status.Text}.");
        await strategy.HandleAsync(callback.Payload, cancellationToken);
    }
}

public sealed class Transactional(ShopDb db, ITransactions transactions) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        await using var transaction = await transactions.BeginAsync(cancellationToken);
        try
        {
            var sale = await db.Sales.FindAsync(callback.Payload.Order.Number, cancellationToken);
            if (sale is { State: OrderState.Open } && callback.Payload.Status.Is(AcmePaymentStatus.Paid) && callback.Payload.Amount == sale.Total && callback.Payload.Currency == sale.Currency)
                sale.State = OrderState.Paid;
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch
        {
            await transaction.RollbackAsync();
            throw;
        }
    }
}

public interface ITransactions
{
    Task<ITransaction> BeginAsync(CancellationToken ct);
}

public interface ITransaction : IAsyncDisposable
{
    Task CommitAsync(CancellationToken ct);

    Task RollbackAsync();
}

public sealed class Captured(Orders orders, ILogger<Captured> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var line in callback.Payload.Lines ?? [])
                logger.LogDebug("Line {Sku}", line.Sku);
            await Parallel.ForEachAsync(callback.Payload.Lines ?? [], cancellationToken, async (line, ct) => await orders.ShipAsync(line.Sku + callback.Payload.Status.Text + callback.Receipt.IdempotencyKey));
            await Task.WhenAll((callback.Payload.Lines ?? []).Select(async line => await orders.ShipAsync(line.Sku)));
        }
        catch (Exception exception) when (Log(exception))
        {
            throw;
        }
    }

    private bool Log(Exception exception)
    {
        logger.LogError(exception, "A payment failed");
        return false;
    }
}

public static class Endpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapCallback<AcmePayment>("/styles/answers", async Task<IResult> (Verified<AcmePayment> payment, Orders orders, CancellationToken ct) =>
        {
            try
            {
                if (payment.Payload.Status.Text.Equals("paid", StringComparison.OrdinalIgnoreCase))
                    await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
                return TypedResults.Ok();
            }
            catch (Exception)
            {
                return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        });

        app.MapCallback<AcmePayment>("/styles/role", (Verified<AcmePayment> payment, Orders orders) =>
            payment.GetRole(CallbackRole.Status) == "paid" ? orders.MarkPaidAsync(payment.GetRole(CallbackRole.Reference)!, payment.Payload.Amount, payment.Payload.Currency) : Task.CompletedTask);

        app.MapCallback<AcmePayment>("/styles/notify", async (Verified<AcmePayment> payment, Func<string, Task> notify, Inbox inbox, CancellationToken ct) =>
        {
            await inbox.AddAsync(payment.Payload.Id, payment, ct);
            _ = notify(payment.Payload.Order.Number);
        });

        app.MapCallback<AcmeNotice>("/styles/notice", async (Authenticated<AcmeNotice> notice, AcmeApi api, Orders orders, CancellationToken ct) =>
        {
            var answer = await notice.ConfirmAsync(async (claim, token) =>
            {
                var found = await api.FindNoticeAsync(claim.InvoiceId, token);
                return found is null || found.Amount != claim.Amount ? null : found;
            }, ct);
            if (!answer.IsSuccess)
                return Results.Problem("not confirmed", statusCode: 503);
            if (answer.Value.Payload is { Status.Known: AcmeNoticeStatus.Success } paid)
                await orders.MarkPaidAsync(paid.InvoiceId, paid.Amount, paid.Currency);
            return Results.Ok();
        });

        app.MapCallback(AcmePayment.Feed, "/styles/any", async (message, context) =>
        {
            var inbox = context.RequestServices.GetRequiredService<Inbox>();
            await inbox.AddAsync(message.Receipt.IdempotencyKey ?? "", message, context.RequestAborted);
        });
    }
}

public sealed class Checks(CallbackKeys keys, Orders orders)
{
    public async Task<IResult> NullableAsync(CallbackRequest? request)
    {
        CallbackResult<Verified<AcmePayment>>? maybe = request is null ? (CallbackResult<Verified<AcmePayment>>?)null : AcmePayment.Verify(request, keys);
        if (maybe is not { IsSuccess: true, Value: var payment })
            return Results.Unauthorized();
        await orders.ShipAsync(payment!.Payload.Id);
        return Results.Ok();
    }

    public async Task<string?> OptionalAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        var id = result.Value?.Payload.Id;
        if (id is null)
            return null;
        await orders.ShipAsync(result.Value!.Payload.Id);
        return result.Value?.Payload.Amount > 0 ? result.Value!.Payload.Currency : id;
    }

    public async Task HasValueAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        var amount = result.Value?.Payload.Amount;
        if (!amount.HasValue)
            return;
        await orders.MarkPaidAsync(result.Value!.Payload.Id, amount.Value);
        if (result.Rejection?.Reason is null)
            await orders.ShipAsync(result.Value!.Payload.Id);
    }

    public async Task TypedAsync(CallbackRequest request)
    {
        if (AcmePayment.Verify(request, keys).Value is Verified<AcmePayment> { Payload.Amount: > 0 } payment)
            await orders.ShipAsync(payment.Payload.Id);
        var result = AcmePayment.Verify(request, keys);
        ArgumentNullException.ThrowIfNull(result.Value);
        await orders.ShipAsync(result.Value.Payload.Id);
    }

    public async Task LoopAsync(Func<CallbackRequest> next)
    {
        while (true)
        {
            var result = AcmePayment.Verify(next(), keys);
            if (!result.IsSuccess)
                continue;
            await orders.ShipAsync(result.Value.Payload.Id);
            break;
        }
    }

    public (bool Ok, Verified<AcmePayment>? Payment) Pair(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        return (result.IsSuccess, result.Value);
    }

    public async Task PairedAsync(CallbackRequest request)
    {
        if (Pair(request) is (true, { } payment))
            await orders.ShipAsync(payment.Payload.Id);
    }

    public async Task BothAsync(CallbackRequest request, CallbackRequest other)
    {
        var (first, second) = (AcmePayment.Verify(request, keys), AcmePayment.Verify(other, keys));
        if (first.IsSuccess && second.IsSuccess)
            await orders.MarkPaidAsync(first.Value.Payload.Id, second.Value!.Payload.Amount);
        switch (first.IsSuccess, second.IsSuccess)
        {
            case (true, true):
                await orders.ShipAsync(first.Value!.Payload.Id + second.Value!.Payload.Id);
                break;
            case (true, false):
                await orders.ShipAsync(first.Value!.Payload.Id);
                break;
        }
    }

    public IResult Closure(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (!Passed())
            return Results.Unauthorized();
        return Results.Ok(result.Value!.Payload.Id);

        bool Passed() => result.IsSuccess;
    }

    public async Task UsingAsync(IEnumerable<CallbackRequest> requests, CancellationToken ct)
    {
        var verified = new List<Verified<AcmePayment>>();
        foreach (var result in requests.Select(request => AcmePayment.Verify(request, keys)))
        {
            ct.ThrowIfCancellationRequested();
            if (result.TryGetValue(out var payment, out _))
                verified.Add(payment);
        }

        await Task.WhenAll(verified.Select(payment => orders.ShipAsync(payment.Payload.Id)));
    }
}

[Route("styles")]
public sealed class UploadController(ILogger<UploadController> logger) : ControllerBase
{
    [HttpPost("upload")]
    public async Task<IActionResult> Upload([FromForm] IFormFile file, [FromForm] string hash, [FromHeader(Name = "X-Signature-Version")] string version)
    {
        await using var stream = file.OpenReadStream();
        var actual = Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(stream));
        if (hash != actual || Request.Form["hash"] == Stored(file.FileName))
            return BadRequest();
        logger.LogInformation("{File} of version {Version}, {Headers} headers, {Path}", file.FileName, version, Request.Headers.Count, Request.Path);
        return Ok();
    }

    [HttpGet("search")]
    public IActionResult Search()
    {
        logger.LogInformation("Searched for {Query}", Request.QueryString);
        return Ok();
    }

    private static string Stored(string name) => name;
}
