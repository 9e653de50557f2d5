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

// The key stands in configuration, never in code: dotnet user-secrets set Callbacks:Acme:paymentKey <the provider's key>
builder.Services.AddCallbacks();

//#if (storesFirst)
// One database for callbacks and payments, so that a callback ends in the transaction in which its payment is written.
//#endif
//#if (storesInSqlite)
// The file stands on a disk of this program, which outlives it. Programs that share callbacks share a database of PostgreSQL.
var database = SqliteFactory.Instance.CreateDataSource(builder.Configuration.GetConnectionString("Callbacks") ?? "Data Source=callbacks.db");
builder.Services.AddCallbackInbox().UseSqlite(database.ConnectionString);
//#elseif (storesFirst)
var database = NpgsqlDataSource.Create(builder.Configuration.GetConnectionString("Callbacks") ?? throw new InvalidOperationException(
    "There is no database for callbacks: dotnet user-secrets set ConnectionStrings:Callbacks 'Host=localhost;Database=callbacks'"));
builder.Services.AddCallbackInbox().UsePostgreSql(database);
// The ring of the inbox's key: a folder that all instances share and that outlives them, apart from the database.
builder.Services.AddDataProtection().SetApplicationName("CALLBACK_RECEIVER_NAMESPACE").PersistKeysToFileSystem(
    new(builder.Configuration["KeyRing"] ?? Path.Combine(builder.Environment.ContentRootPath, "keys")));
//#endif
//#if (storesFirst)
builder.Services.AddSingleton(new Payments(database));

//#endif
var app = builder.Build();
//#if (storesFirst)
await app.Services.GetRequiredService<Payments>().PrepareAsync();

// A callback is stored and acknowledged, and then the handler is called, with what was verified and with nothing else. It may
// take its time; when it throws, it is called again later. What it writes through CommitAsync is written once.
app.MapCallback<AcmePayment>(
    "/callbacks/acme",
    async (Verified<AcmePayment> callback, Payments payments, ICallbackDelivery delivery, ILogger<AcmePayment> log, CancellationToken cancellationToken) =>
    {
        var it = callback.Payload;
        if (it.Status != AcmePaymentStatus.Paid)
            return;
        // Compare the amount with the order's here. Another one is logged as an error and put under review, and the handler returns
        // all the same: it does not change when the handler is called again.
        await delivery.CommitAsync(
            async (transaction, token) => await payments.AddAsync(transaction, delivery.Id, it.Id, it.Amount, it.Currency, token), cancellationToken);
        log.LogInformation("{Id} is paid: {Amount} {Currency} ({Key})",
            PrintableText.Quote(it.Id), it.Amount, PrintableText.Quote(it.Currency), callback.Receipt.IdempotencyKeyDigest);
    }).StoreFirst();
//#else

// The handler is called with what was verified, and with nothing else. It returns when the effect is stored, because the
// provider is answered afterwards and will not come again. The idempotency key tells a repeated callback.
app.MapCallback<AcmePayment>("/callbacks/acme", (Verified<AcmePayment> callback, ILogger<AcmePayment> log) =>
{
    var it = callback.Payload;
    // Compare the amount with the order's here. Another one is logged as an error and put under review, and the handler returns
    // all the same: it does not change when the provider comes again.
    if (it.Status == AcmePaymentStatus.Paid)
        log.LogInformation("{Id} is paid: {Amount} {Currency} ({Key})",
            PrintableText.Quote(it.Id), it.Amount, PrintableText.Quote(it.Currency), callback.Receipt.IdempotencyKeyDigest);
});
//#endif

app.Run();
