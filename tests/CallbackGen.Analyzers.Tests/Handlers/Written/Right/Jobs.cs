using CallbackGen;
using Microsoft.Extensions.Hosting;

namespace Shop.Right.Jobs;

/// <summary>Reads callbacks from a gateway's queue, and removes each only after it was handled.</summary>
public sealed class QueueReader(IQueue queue, CallbackKeys keys, Orders orders, ILogger<QueueReader> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            while (await queue.TakeAsync(stoppingToken) is { } message)
            {
                try
                {
                    if (await HandleAsync(message, stoppingToken))
                        await queue.CompleteAsync(message, stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.LogError(exception, "{Message} stays in the queue", message.Id);
                }
            }
        }
    }

    private async Task<bool> HandleAsync(QueuedMessage message, CancellationToken ct)
    {
        var result = AcmePayment.Verify(CallbackRequest.Post(message.Body, "application/json", message.Headers), keys);
        if (!result.TryGetValue(out var payment, out var rejection))
        {
            logger.LogWarning("{Message} was refused: {Rejection}", message.Id, rejection);
            return true;
        }

        switch (payment.Payload)
        {
            case { Status.Known: AcmePaymentStatus.Paid, Order: { Number: { Length: > 0 } number } }:
                await orders.MarkPaidAsync(number, payment.Payload.Amount, payment.Payload.Currency);
                return true;
            case { Status.IsListed: false }:
                logger.LogWarning("The status {Status} is new", payment.Payload.Status.Text);
                return false;
            default:
                return true;
        }
    }
}

public interface IQueue
{
    Task<QueuedMessage?> TakeAsync(CancellationToken ct);

    Task CompleteAsync(QueuedMessage message, CancellationToken ct);
}

public sealed record QueuedMessage(string Id, byte[] Body, IReadOnlyDictionary<string, string> Headers);

public sealed record PaymentDto(string Id, decimal Amount)
{
    public static PaymentDto From(Verified<AcmePayment> callback) => new(callback.Payload.Id, callback.Payload.Amount);
}

public static class PaymentMapping
{
    public static Sale ToSale(this AcmePayment payment) => new() { Id = payment.Order.Number, PaymentId = payment.Id, Total = payment.Amount, Currency = payment.Currency };

    public static async IAsyncEnumerable<PaymentDto> ToDtosAsync(this IAsyncEnumerable<Verified<AcmePayment>> callbacks)
    {
        await foreach (var callback in callbacks)
            yield return PaymentDto.From(callback);
    }
}

/// <summary>A job that sends the entries of an outbox, which were verified before they were stored.</summary>
public sealed class OutboxSender(IDictionary<string, string> outbox, HttpClient erp)
{
    public async Task SendAsync(string key, CancellationToken ct)
    {
        var payment = System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(outbox[key])!;
        using var response = await erp.PostAsJsonAsync("/payments", payment, ct);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<PaymentDto>(ct);
        outbox.Remove(answer?.Id ?? key);
    }
}

public sealed class Subscribed(Orders orders, Notifier notifier) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        notifier.Failed += async (_, _) => await Task.Yield();
        if (callback.Payload.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency);
    }
}

public sealed class Notifier
{
    public event EventHandler? Failed;

    public void Fail() => Failed?.Invoke(this, EventArgs.Empty);
}
