using CallbackGen;
using Samples.Aot;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddCallbacks(); // keys from configuration: Callbacks:Bayarcash:apiSecretKey
builder.Services.AddSingleton<Outbox>();

// A handler class: a delegate's parameters would be bound by reflection.
builder.Services.AddScoped<ICallbackHandler<BayarcashTransaction>, TransactionHandler>();

var app = builder.Build();
app.MapCallback<BayarcashTransaction>("/callbacks/bayarcash");
app.Run();
