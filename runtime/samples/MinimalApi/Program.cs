using CallbackGen;
using CallbackGen.Inbox;
using Microsoft.Data.Sqlite;
using Samples.MinimalApi;

var builder = WebApplication.CreateBuilder(args);

// One file for callbacks and orders: a callback and the payment of its order are committed in one transaction.
var database = SqliteFactory.Instance.CreateDataSource(builder.Configuration.GetConnectionString("Shop") ?? "Data Source=shop.db");
builder.Services.AddCallbackInbox().UseSqlite(database.ConnectionString); // keys from configuration: Callbacks:Bayarcash:apiSecretKey
builder.Services.AddSingleton(new Orders(database));

var app = builder.Build();
await app.Services.GetRequiredService<Orders>().PrepareAsync();

// Stored, then acknowledged, then handled: the handler may take its time, and is called again later if it throws. Callbacks of one
// order are handled in the order in which they arrived.
app.MapCallback<BayarcashTransaction>(
        "/callbacks/bayarcash",
        async (
            Verified<BayarcashTransaction> callback,
            Orders orders,
            ICallbackDelivery delivery,
            ILogger<Orders> log,
            CancellationToken cancellationToken
        ) =>
        {
            var it = callback.Payload;
            if (it.Status != BayarcashTransactionStatus.Success)
                return;
            var isExact = true;
            // This effect happens once, however often the callback arrives and the handler runs.
            await delivery.CommitAsync(
                async (transaction, token) => isExact = await orders.PayAsync(transaction, it.OrderNumber, it.Amount, it.Currency, token),
                cancellationToken
            );
            // Another amount is logged as an error, for an alert, and the payment is under review. Handling the callback again
            // would not change the amount.
            if (!isExact)
                log.LogError(
                    "{Amount} {Currency} was paid for order {Order}, which asks for something else: under review",
                    it.Amount,
                    PrintableText.Quote(it.Currency),
                    PrintableText.Quote(it.OrderNumber)
                );
        }
    )
    .StoreFirst(store => store.OrderBy(callback => callback.OrderNumber));

app.MapGet(
    "/orders/{number}",
    async (string number, Orders orders) => await orders.FindAsync(number) is { } order ? Results.Ok(order) : Results.NotFound()
);

app.Run();
