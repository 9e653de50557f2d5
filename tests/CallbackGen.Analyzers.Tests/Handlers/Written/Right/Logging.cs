using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;

namespace Shop.Right.Logging;

internal static partial class PaymentEvents
{
    [LoggerMessage(EventId = 17, Level = LogLevel.Information, Message = "Payment {Id} is {Status}")]
    public static partial void PaymentArrived(this ILogger logger, string id, string status);

    [LoggerMessage(18, LogLevel.Information, "Callback {Payment}")]
    public static partial void WholeArrived(ILogger logger, AcmePayment payment);

    public static partial void PaymentArrived(this ILogger logger, string id, string status) { }

    public static partial void WholeArrived(ILogger logger, AcmePayment payment) { }
}

public sealed class NoticeHandler(ILogger<NoticeHandler> logger, Counter<long> notices, Histogram<double> amounts, AcmeApi api, Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        // An unproven value is logged as a claim.
        logger.PaymentArrived(callback.Payload.InvoiceId, callback.Payload.Status.Text);
        notices.Add(1, new KeyValuePair<string, object?>("status", callback.Payload.Status.Text));
        amounts.Record((double)callback.Payload.Amount);
        Activity.Current?.SetTag("acme.status", callback.Payload.Status.Text);
        if (logger.IsEnabled(LogLevel.Debug))
            logger.LogDebug("Claimed: {Amount} {Currency}", callback.Payload.Amount, callback.Payload.Currency);

        var confirmed = (await callback.ConfirmAsync((claim, ct) => api.FindNoticeAsync(claim.InvoiceId, ct), cancellationToken)).GetValueOrThrow();
        if (confirmed.Payload.Status == AcmeNoticeStatus.Success)
            await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Payload.Amount, confirmed.Payload.Currency);
    }
}

public sealed class PaymentHandler(ILogger<PaymentHandler> logger, Serilog.ILogger serilog, Counter<long> payments, Orders orders) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ArgumentException.ThrowIfNullOrEmpty(callback.Payload.Id);
        var payment = callback.Payload;
        using var one = Serilog.Context.LogContext.PushProperty("PaymentId", payment.Id);
        using var two = logger.BeginScope(new Dictionary<string, object> { ["Order"] = payment.Order.Number, ["HasEmail"] = payment.Email is { Length: > 0 } });
        serilog.Information("{Payment} of {Feed}, {Unknown} members unknown", payment, callback.Receipt.Feed, callback.Receipt.UnknownMemberCount);
        logger.LogInformation("{Callback}: customer {Customer}, mail {Mail}", callback, Pseudonym(payment.Email), Mask(payment.Email));
        logger.LogInformation("Mail domain {Domain}", payment.Email?.Split('@')[^1]);
        PaymentEvents.WholeArrived(logger, payment);
        payments.Add(1, new TagList { { "currency", payment.Currency } });
        if (payment.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
        if (payment.Email is { } email)
            await SendAsync(email);
    }

    private static string Pseudonym(string? email) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(email ?? "")))[..8];

    private static string Mask(string? email) => email is { Length: > 2 } ? email[..2] + "***" : "***";

    private static Task SendAsync(string to) => Task.CompletedTask;
}

/// <summary>Logs the reason of a rejection, and no content of the callback.</summary>
public sealed class Refusals(CallbackKeys keys, ILogger<Refusals> logger)
{
    public IResult Handle(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (result.IsSuccess)
            return Results.Ok(result.Value.Payload.Id);
        logger.LogWarning(
            "{Method} {Path}, {Length} bytes of {ContentType}, digest {Digest}, refused: {Reason} at {Where}",
            request.Method, request.Path, request.Body.Length, request.ContentType, Convert.ToHexString(SHA256.HashData(request.Body.Span)), result.Rejection.Reason, result.Rejection.Where);
        return Results.Unauthorized();
    }

    public async Task<IResult> HandleHttpAsync(HttpContext context)
    {
        logger.LogDebug("{Headers} headers, signed: {Signed}, {Length} bytes", context.Request.Headers.Count, context.Request.Headers.ContainsKey("X-Sign"), context.Request.ContentLength);
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        try
        {
            using var document = JsonDocument.Parse(body);
            logger.LogInformation("Members: {Count}", document.RootElement.EnumerateObject().Count());
        }
        catch (JsonException exception)
        {
            logger.LogWarning(exception, "{Length} characters are no JSON", body.Length);
            return Results.BadRequest();
        }

        var result = AcmePayment.Verify(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json", context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))), keys);
        return result.IsSuccess ? Results.Ok() : Results.Unauthorized();
    }
}

/// <summary>An outbox may store a whole payload.</summary>
public sealed class Outbox(Inbox inbox) : ICallbackHandler<AcmePayment>
{
    public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
        inbox.AddAsync(callback.Payload.Id, JsonSerializer.Serialize(callback.Payload), cancellationToken);
}
