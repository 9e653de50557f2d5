using CallbackGen;
using CALLBACK_RECEIVER_NAMESPACE;

var builder = WebApplication.CreateBuilder(args);

// The key stands in configuration, never in code: dotnet user-secrets set Callbacks:Acme:paymentKey <the provider's key>
builder.Services.AddCallbacks();

var app = builder.Build();

// The handler is called with what was verified, and with nothing else. It returns when the effect is stored, because the
// provider is answered afterwards and will not come again. The idempotency key tells a repeated callback.
app.MapCallback<AcmePayment>("/callbacks/acme", (Verified<AcmePayment> callback, ILogger<AcmePayment> log) =>
{
    var it = callback.Payload;
    // Compare the amount with the order's here. Another one is logged as an error and put under review, and the handler returns
    // all the same: it does not change when the provider comes again.
    if (it.Status == AcmePaymentStatus.Paid)
        log.LogInformation("{Id} is paid: {Amount} {Currency} ({Key})",
            PrintableText.Quote(it.Id), it.Amount, PrintableText.Quote(it.Currency), callback.Receipt.IdempotencyKey);
});

app.Run();
