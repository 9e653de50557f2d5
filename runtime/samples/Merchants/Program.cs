using CallbackGen;
using Microsoft.EntityFrameworkCore;
using Samples.Merchants;

// One program, several merchants, each with its own account at the provider:
//   Merchants:0 = north, Callbacks:Stripe-north:secret = …
//   Merchants:1 = south, Callbacks:Stripe-south:secret = …
var builder = WebApplication.CreateBuilder(args);

// One file for callbacks and the ledger, so that a callback and its ledger line are committed in one transaction.
var database = builder.Configuration.GetConnectionString("Ledger") ?? "Data Source=ledger.db";
builder.Services.AddCallbackInbox().UseSqlite(database);
builder.Services.AddDbContext<Ledger>(options => options.UseSqlite(database));
builder.Services.AddScoped<ICallbackHandler<StripeEvent>, LedgerWriter>();

var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope()) // in a real program: migrations
    await scope.ServiceProvider.GetRequiredService<Ledger>().PrepareAsync();

// An address for each merchant, and a key set for each address: a callback of one merchant that is sent to the address of another
// does not verify. A merchant without a key stops the start.
foreach (var merchant in app.Configuration.GetSection("Merchants").Get<string[]>() ?? [])
    app.MapCallback<StripeEvent>($"/{merchant}/callbacks/stripe").WithKeySet($"Stripe-{merchant}").StoreFirst();

app.MapGet(
    "/{merchant}/events",
    (string merchant, Ledger ledger) =>
        ledger.Events.Where(line => line.Account == $"Stripe-{merchant}").Select(line => line.Type).Order().ToListAsync()
);

app.Run();
