using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallbackGen;
using Microsoft.EntityFrameworkCore;

namespace Shop.Right.Classes;

public sealed partial class PaymentHandler(ShopDb db, ILogger<PaymentHandler> logger) : ICallbackHandler<AcmePayment>
{
    private readonly ShopDb _db = db;

    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var payment = callback.Payload;
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["PaymentId"] = payment.Id, ["Feed"] = callback.Receipt.Feed });
        if (payment.Status.Known is null)
        {
            UnknownStatus(payment.Id, payment.Status.Text);
            return;
        }

        if (await _db.Sales.FindAsync(payment.Order.Number, cancellationToken) is not { } sale)
        {
            LogUnknownOrder(payment.Order.Number);
            throw new KeyNotFoundException($"There is no order {payment.Order.Number}.");
        }

        sale.State = payment.Status == AcmePaymentStatus.Paid && sale.Total == payment.Amount && sale.Currency == payment.Currency ? OrderState.Paid : OrderState.Refused;
        await _db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "Payment {PaymentId} has the unknown status {Status}")]
    private partial void UnknownStatus(string paymentId, string status);

    [LoggerMessage(LogLevel.Error, "There is no order {Number}")]
    private partial void LogUnknownOrder(string number);

    private partial void UnknownStatus(string paymentId, string status) { }

    private partial void LogUnknownOrder(string number) { }
}

/// <summary>The base class of several handlers: it detects repetitions.</summary>
public abstract class OnceHandler<T>(Inbox inbox) : ICallbackHandler<T>
    where T : class, IVerifiedPayload<T>
{
    public async Task HandleAsync(Verified<T> callback, CancellationToken cancellationToken)
    {
        if (!await inbox.TryAddAsync(callback.Receipt.IdempotencyKey, cancellationToken))
            return;
        await HandleOnceAsync(callback, cancellationToken);
    }

    protected abstract Task HandleOnceAsync(Verified<T> callback, CancellationToken cancellationToken);
}

public sealed class OncePaid(Inbox inbox, Orders orders) : OnceHandler<AcmePayment>(inbox)
{
    protected override Task HandleOnceAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
        callback.Payload.Status == AcmePaymentStatus.Paid
            ? orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency)
            : Task.CompletedTask;
}

/// <summary>A decorator that measures the duration of the handler.</summary>
public sealed class Measured<T>(ICallbackHandler<T> inner, Histogram<double> duration, ActivitySource source) : ICallbackHandler<T>
    where T : class, IVerifiedPayload<T>
{
    public async Task HandleAsync(Verified<T> callback, CancellationToken cancellationToken)
    {
        using var activity = source.StartActivity("callback");
        activity?.SetTag("callback.feed", callback.Receipt.Feed);
        var start = Stopwatch.GetTimestamp();
        try
        {
            await inner.HandleAsync(callback, cancellationToken);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.GetType().Name);
            throw;
        }
        finally
        {
            duration.Record(Stopwatch.GetElapsedTime(start).TotalMilliseconds, new KeyValuePair<string, object?>("feed", callback.Receipt.Feed));
        }
    }
}

/// <summary>A decorator of one feed that logs ids.</summary>
public sealed class Logged(ICallbackHandler<AcmePayment> inner, ILogger<Logged> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        logger.LogInformation("Callback {Id} of {Feed} arrived", callback.Payload.Id, callback.Receipt.Feed);
        await inner.HandleAsync(callback, cancellationToken);
        logger.LogInformation("Callback {Id} was handled", callback.Payload.Id);
    }
}

public sealed class Duplicates(ShopDb db, ILogger<Duplicates> logger) : ICallbackHandler<AcmePayment>
{
    async Task ICallbackHandler<AcmePayment>.HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        try
        {
            db.Seen.Add(new SeenCallback(callback.Receipt.IdempotencyKey ?? callback.Payload.Id));
            var sale = await db.Sales.FindAsync(callback.Payload.Order.Number, cancellationToken);
            sale!.State = callback.Payload is { Status.Known: AcmePaymentStatus.Paid, Amount: var amount } && amount == sale.Total && callback.Payload.Currency == sale.Currency ? OrderState.Paid : sale.State;
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (IsDuplicate(exception))
        {
            logger.LogInformation("Callback {Id} was handled before", callback.Payload.Id);
        }
    }

    private static bool IsDuplicate(DbUpdateException exception) => exception.InnerException is not null;
}

public sealed class StoredFirst(Inbox inbox, Mailer mailer, ILogger<StoredFirst> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        await inbox.AddAsync(callback.Payload.Id, callback.Payload, cancellationToken);
        try
        {
            await mailer.SendAsync("office@shop.example", $"Payment {callback.Payload.Id}", cancellationToken);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "No mail about {Id}", callback.Payload.Id);
        }
    }
}

public class NoticeHandler(AcmeApi api, Orders orders, ILogger<NoticeHandler> logger) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        logger.LogDebug("Acme says that {Invoice} is {Status}", callback.Payload.InvoiceId, callback.Payload.Status.Text);
        var answer = await callback.ConfirmAsync(AskAsync, cancellationToken);
        if (!answer.TryGetValue(out var confirmed, out var rejection))
        {
            logger.LogWarning("{Invoice} was not confirmed: {Rejection}", callback.Payload.InvoiceId, rejection);
            throw new CallbackRejectedException(rejection);
        }

        if (confirmed.Payload.Status != AcmeNoticeStatus.Success)
            return;
        await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Payload.Amount, confirmed.Payload.Currency);
    }

    private Task<AcmeNotice?> AskAsync(AcmeNotice claim, CancellationToken ct) => api.FindNoticeAsync(claim.InvoiceId, ct);
}

public class PingHandler(HttpClient http, Orders orders) : IReceivedCallbackHandler<AcmePing>
{
    public async Task HandleAsync(Received<AcmePing> callback, CancellationToken cancellationToken)
    {
        var confirmed = (await callback.ConfirmAsync(Ask, cancellationToken)).GetValueOrThrow();
        if (confirmed.Payload.State is "paid")
            await orders.MarkPaidAsync(confirmed.Payload.Id, confirmed.Payload.Total ?? 0);

        async Task<AcmePing?> Ask(AcmePing claim, CancellationToken ct)
        {
            using var response = await http.GetAsync($"https://api.acme.example/payments/{Uri.EscapeDataString(callback.Payload.Id)}", ct);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<AcmePing>(ct);
        }
    }
}

public class AskedFirst(HttpClient http, Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        var invoice = await http.GetFromJsonAsync<AcmeNotice>($"https://api.acme.example/invoices/{callback.Payload.InvoiceId}", cancellationToken);
        var answer = await callback.ConfirmAsync((_, _) => Task.FromResult(invoice), cancellationToken);
        if (answer is not { IsSuccess: true, Value.Payload: { } payload })
            return;
        if (payload.Status == AcmeNoticeStatus.Success)
            await orders.MarkPaidAsync(payload.InvoiceId, payload.Amount, payload.Currency);
    }
}
