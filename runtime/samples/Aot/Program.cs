using CallbackGen;
using Microsoft.Data.Sqlite;
using Samples.Aot;

var builder = WebApplication.CreateSlimBuilder(args);

// One file for callbacks and the outbox, so that a callback and its message are committed in one transaction.
var database = SqliteFactory.Instance.CreateDataSource(builder.Configuration.GetConnectionString("Shop") ?? "Data Source=shop.db");
builder.Services.AddCallbackInbox().UseSqlite(database.ConnectionString); // keys from configuration: Callbacks:Bayarcash:apiSecretKey
builder.Services.AddSingleton(new Outbox(database));

// A handler class: a delegate's parameters would be bound by reflection.
builder.Services.AddScoped<ICallbackHandler<BayarcashTransaction>, TransactionHandler>();

var app = builder.Build();
await app.Services.GetRequiredService<Outbox>().PrepareAsync();
app.MapCallback<BayarcashTransaction>("/callbacks/bayarcash").StoreFirst(store => store.OrderBy(callback => callback.OrderNumber));
app.Run();
