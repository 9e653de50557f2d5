using CallbackGen;
using Samples.MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks(); // keys from configuration: Callbacks:Bayarcash:apiSecretKey
builder.Services.AddSingleton<Orders>();

var app = builder.Build();

// Called with what was verified and with nothing else. The provider's acknowledgement follows when it has returned; when it
// throws, the answer is 500 and the provider comes again.
app.MapCallback<BayarcashTransaction>("/callbacks/bayarcash", (Verified<BayarcashTransaction> callback, Orders orders) =>
{
    var it = callback.Payload;
    if (it.Status == BayarcashTransactionStatus.Success)
        orders.Pay(it.OrderNumber, it.Amount, it.Currency, callback.Receipt.IdempotencyKey!);
});

app.MapGet("/orders/{number}", (string number, Orders orders) =>
    orders.Find(number) is { } order ? Results.Ok(order) : Results.NotFound());

app.Run();
