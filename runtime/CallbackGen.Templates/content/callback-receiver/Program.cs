using CallbackGen;
//#if (storesFirst)
using CallbackGen.Inbox;
//#endif
using CALLBACK_RECEIVER_NAMESPACE;
//#if (storesInSqlite)
using Microsoft.Data.Sqlite;
//#elseif (storesFirst)
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
//#endif

var builder = WebApplication.CreateBuilder(args);

// The key belongs in configuration, not in code: dotnet user-secrets set Callbacks:Acme:paymentKey <the provider's key>
builder.Services.AddCallbacks();

//#if (storesFirst)
// One database for callbacks and payments, so that a callback and its payment are committed in one transaction.
//#endif
//#if (storesInSqlite)
// The file is on a persistent disk of this program. Several programs that share callbacks need a PostgreSQL database.
var database = SqliteFactory.Instance.CreateDataSource(
    builder.Configuration.GetConnectionString("Callbacks") ?? "Data Source=callbacks.db");
builder.Services.AddCallbackInbox().UseSqlite(database.ConnectionString);
//#elseif (storesFirst)
var database = NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("Callbacks") ?? throw new InvalidOperationException(
    "There is no database for callbacks: dotnet user-secrets set ConnectionStrings:Callbacks 'Host=localhost;Database=callbacks'"));
builder.Services.AddCallbackInbox().UsePostgreSql(database);
// The key ring of the inbox's key: a persistent folder that all instances share, separate from the database.
builder.Services.AddDataProtection().SetApplicationName("CALLBACK_RECEIVER_NAMESPACE").PersistKeysToFileSystem(
    new(builder.Configuration["KeyRing"] ?? Path.Combine(builder.Environment.ContentRootPath, "keys")));
//#endif
//#if (storesFirst)
builder.Services.AddSingleton(new Payments(database));

//#endif
var app = builder.Build();
//#if (storesFirst)
await app.Services.GetRequiredService<Payments>().PrepareAsync();

// A callback is stored and acknowledged. Then the handler is called, only with verified callbacks. It may take its time; when it
// throws, it is called again later. A write through CommitAsync happens once.
app.MapCallback<AcmePayment>(
    "/callbacks/acme",
    async (
        Verified<AcmePayment> callback,
        Payments payments,
        ICallbackDelivery delivery,
        ILogger<AcmePayment> log,
        CancellationToken cancellationToken) =>
    {
        var it = callback.Payload;
        if (it.Status != AcmePaymentStatus.Paid)
            return;
        // Compare the amount with the order's here. Log another amount as an error, put it under review, and return normally:
        // calling the handler again would not change the amount.
        await delivery.CommitAsync(
            async (transaction, token) => await payments.AddAsync(transaction, delivery.Id, it.Id, it.Amount, it.Currency, token),
            cancellationToken);
        log.LogInformation("{Id} is paid: {Amount} {Currency} ({Key})",
            PrintableText.Quote(it.Id), it.Amount, PrintableText.Quote(it.Currency), callback.Receipt.IdempotencyKeyDigest);
    }).StoreFirst();
//#else

// The handler is called only with verified callbacks. It returns when the effect is stored, because the provider is answered
// afterwards and does not redeliver the callback. The idempotency key identifies a redelivery.
app.MapCallback<AcmePayment>("/callbacks/acme", (Verified<AcmePayment> callback, ILogger<AcmePayment> log) =>
{
    var it = callback.Payload;
    // Compare the amount with the order's here. Log another amount as an error, put it under review, and return normally: a
    // redelivery would not change the amount.
    if (it.Status == AcmePaymentStatus.Paid)
        log.LogInformation("{Id} is paid: {Amount} {Currency} ({Key})",
            PrintableText.Quote(it.Id), it.Amount, PrintableText.Quote(it.Currency), callback.Receipt.IdempotencyKeyDigest);
});
//#endif

app.Run();
