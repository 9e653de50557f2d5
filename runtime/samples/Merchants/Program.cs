using CallbackGen;
using Samples.Merchants;

// One program, several merchants, each with an account of its own at the provider:
//   Merchants:0 = north, Callbacks:Stripe-north:secret = …
//   Merchants:1 = south, Callbacks:Stripe-south:secret = …
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks();
builder.Services.AddSingleton<Ledger>();

var app = builder.Build();

// An address for each merchant, and a key set for each address: the callback of one merchant, sent to the address of
// another, does not verify. A merchant without a key stops the start.
foreach (var merchant in app.Configuration.GetSection("Merchants").Get<string[]>() ?? [])
{
    // The same event id in two accounts is two events.
    var endpoint = app.MapCallback<StripeEvent>($"/{merchant}/callbacks/stripe", (Verified<StripeEvent> callback, Ledger ledger) =>
        ledger.Add(merchant, callback.Payload.Type, $"{merchant} {callback.Receipt.IdempotencyKey}"));
    endpoint.WithKeySet($"Stripe-{merchant}");
}

app.MapGet("/{merchant}/events", (string merchant, Ledger ledger) => ledger.Of(merchant));

app.Run();
