using CallbackGen;

namespace Shop.Wrong.Styles;

public sealed class Checks(CallbackKeys keys, Orders orders, ILogger<Checks> logger)
{
    public async Task OptionalAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        var id = result.Value?.Payload.Id;
        if (id is not null)
            return;
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task ReasonAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (result.Rejection?.Reason != CallbackRejectionReason.SignatureMismatch)
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task CountedAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        switch (result.IsSuccess, request.Query.Length)
        {
            case (true, > 0):
                await orders.ShipAsync(result.Value!.Payload.Id);
                break;
            case (_, 0):
                await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
                break;
        }
    }

    public async Task DefaultAsync(IReadOnlyList<CallbackRequest> requests)
    {
        CallbackResult<Verified<AcmePayment>> last = default;
        foreach (var request in requests)
        {
            last = AcmePayment.Verify(request, keys);
            if (!last.IsSuccess)
                break;
        }

        await orders.ShipAsync({|CBG1003:last.Value|}!.Payload.Id);
    }

    public async Task RetriedAsync(CallbackRequest request, CallbackKeys old)
    {
        var result = AcmePayment.Verify(request, keys);
        if (!result.IsSuccess)
            result = AcmePayment.Verify(request, old);
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
    }

    public async Task TriedAsync(CallbackRequest request)
    {
        Verified<AcmePayment>? payment = null;
        try
        {
            payment = {|CBG1003:AcmePayment.Verify(request, keys).Value|}!;
        }
        finally
        {
            logger.LogInformation("Verified");
        }

        await orders.HandleAsync(payment);
    }

    public async Task CheckedLaterAsync(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
        if (!result.IsSuccess)
            throw new CallbackRejectedException(result.Rejection);
    }

    public IEnumerable<string> Yielded(IEnumerable<CallbackRequest> requests)
    {
        foreach (var request in requests)
        {
            var result = AcmePayment.Verify(request, keys);
            yield return {|CBG1003:result.Value|}!.Payload.Id;
        }
    }
}

public sealed class Both(AcmeApi api, Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    /// <summary>Confirms the callback, but ships regardless of the confirmed status.</summary>
    public async Task HandleAsync(Authenticated<AcmeNotice> {|CBG1005:callback|}, CancellationToken cancellationToken)
    {
        var confirmed = await callback.ConfirmAsync((claim, ct) => api.FindNoticeAsync(claim.InvoiceId, ct), cancellationToken);
        if (confirmed.IsSuccess)
            await {|CBG1017:orders.ShipAsync(confirmed.Value.Payload.InvoiceId)|};
    }
}

public sealed class Looked(Orders orders) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> {|CBG1005:callback|}, CancellationToken cancellationToken)
    {
        var order = await orders.FindAsync(callback.Payload.Order.Number, cancellationToken);
        if (order.State == OrderState.Open && order.Total == callback.Payload.Amount && order.Currency == callback.Payload.Currency)
        {
            order.MarkPaid();
            await orders.SaveAsync();
        }
    }
}

public static class Routes
{
    public static void Map(WebApplication app)
    {
        app.MapCallback<AcmePing>("/styles/ping", async (Received<AcmePing> ping, Orders orders) =>
        {
            if (ping.Payload is { {|CBG1004:State|}: "paid", {|CBG1004:Total|}: { } total })
                await orders.MarkPaidAsync(ping.Payload.Id, total);
        });

        app.MapCallback<AcmePayment>("/styles/continued", (Verified<AcmePayment> payment, Orders orders, ILogger<Orders> logger) =>
        {
            {|CBG1010:orders.HandleAsync(payment).ContinueWith(task => logger.LogError(task.Exception, "failed"), TaskContinuationOptions.OnlyOnFaulted);|}
        });

        app.MapCallback<AcmePayment>("/styles/parallel", (Verified<AcmePayment> payment, Orders orders) =>
        {
            Parallel.ForEach(payment.Payload.Lines ?? [], {|CBG1010:async line => await {|CBG1017:orders.ShipAsync(line.Sku + payment.Payload.Status.Text)|}|});
            return Results.Ok();
        });
    }
}
