using CallbackGen;
using Samples.MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks(); // keys from configuration: Callbacks:Bayarcash:apiSecretKey
builder.Services.AddSingleton<Orders>();

var app = builder.Build();

// Called with what was verified and with nothing else. The provider's acknowledgement follows when it has returned; when it
// throws, the answer is 500 and the provider comes again.
app.MapCallback<BayarcashTransaction>("/callbacks/bayarcash", (Verified<BayarcashTransaction> callback, Orders orders, ILogger<Orders> log) =>
{
    var it = callback.Payload;
    if (it.Status != BayarcashTransactionStatus.Success)
        return;
    // Another amount is an error in the log, for an alert, and a payment under review. The provider is answered with success
    // all the same: it did its part, and coming again would not change the amount.
    if (orders.Pay(it.OrderNumber, it.Amount, it.Currency, callback.Receipt.IdempotencyKey!) == PaymentOutcome.UnderReview)
        log.LogError("{Amount} {Currency} was paid for order {Order}, which asks for something else: under review",
            it.Amount, PrintableText.Quote(it.Currency), PrintableText.Quote(it.OrderNumber));
});

app.MapGet("/orders/{number}", (string number, Orders orders) =>
    orders.Find(number) is { } order ? Results.Ok(order) : Results.NotFound());

app.Run();
