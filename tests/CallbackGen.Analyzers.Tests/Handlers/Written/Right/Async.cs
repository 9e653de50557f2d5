using CallbackGen;
using Polly;

namespace Shop.Right.Asynchrony;

public sealed class Together(Orders orders, Mailer mailer) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var order = orders.FindAsync(callback.Payload.Order.Number, cancellationToken);
        var work = new List<Task> { orders.HandleAsync(callback), mailer.SendAsync("office@shop.example", "paid", cancellationToken) };
        work.Add(orders.SaveAsync());
        await Task.WhenAll(work);
        if (order.IsCompletedSuccessfully && order.Result.IsPaid)
            return;
        (await order).MarkPaid();
    }
}

public sealed class Resilient(ResiliencePipeline pipeline, Orders orders) : ICallbackHandler<AcmePayment>
{
    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
        pipeline.ExecuteAsync(async ct =>
        {
            if (callback.Payload.Status == AcmePaymentStatus.Paid)
                await orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency);
        }, cancellationToken).AsTask();
}

/// <summary>A failed callback is stored for an operator.</summary>
public sealed class DeadLetters(Orders orders, Inbox failed, ILogger<DeadLetters> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        try
        {
            await orders.HandleAsync(callback);
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Callback {Id} failed", callback.Payload.Id);
            await failed.AddAsync(callback.Payload.Id, callback.Payload, CancellationToken.None);
        }
    }
}

public sealed class Retried(Orders orders, ILogger<Retried> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await orders.HandleAsync(callback);
                return;
            }
            catch (Exception exception) when (attempt < 3)
            {
                logger.LogWarning(exception, "Attempt {Attempt} failed", attempt);
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellationToken);
            }
        }
    }
}

public sealed class Remembered(Orders orders) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await orders.HandleAsync(callback);
        }
        catch (HttpRequestException exception)
        {
            failure = exception;
        }

        if (failure is not null)
            throw new InvalidOperationException("The order system is away.", failure);
    }
}

public sealed class Unwrapped(AcmeApi api, Orders orders) : IReceivedCallbackHandler<AcmePing>
{
    public async Task HandleAsync(Received<AcmePing> callback, CancellationToken cancellationToken)
    {
        var found = api.FindPingAsync(callback.Payload.Id, cancellationToken);
        await found;
        var confirmed = await callback.ConfirmAsync((_, _) => found, cancellationToken);
        if (!confirmed.TryGetValue(out var ping, out _))
            throw new InvalidOperationException($"Acme does not know {callback.Payload.Id}.");
        if (ping.Payload.State == "paid")
            await orders.MarkPaidAsync(ping.Payload.Id, ping.Payload.Total ?? 0, null);
    }

    /// <summary>Another service has already queried the provider.</summary>
    public static Task<CallbackResult<Confirmed<AcmePing>>> ConfirmWith(Received<AcmePing> callback, AcmePing answer) =>
        callback.ConfirmAsync((_, _) => Task.FromResult<AcmePing?>(answer));

    public static Task<CallbackResult<Confirmed<AcmeNotice>>> ConfirmFrom(Authenticated<AcmeNotice> callback, IReadOnlyDictionary<string, AcmeNotice> fetched) =>
        callback.ConfirmAsync((claim, _) => Task.FromResult(fetched.TryGetValue(claim.InvoiceId, out var notice) ? notice : null));
}
