using CallbackGen;
using Microsoft.Extensions.Configuration;
using Shop.Right.MinimalApi;

var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddUserSecrets<Sale>(optional: true).AddEnvironmentVariables("SHOP_");
builder.Services.AddCallbacks(options => options.RequireKeys = !builder.Environment.EnvironmentName.Equals("Demo", StringComparison.Ordinal));
builder.Services.AddSingleton<Orders>();
builder.Services.AddScoped<ICallbackHandler<AcmePayment>, Shop.Right.Classes.PaymentHandler>();

var app = builder.Build();
Routes.MapWhatPeopleWrite(app);
new AcmeModule().AddRoutes(app);
app.MapCallback<AcmePayment>("/right");
app.MapCallback<AcmePayment>("/right/sandbox").WithKeySet("AcmeSandbox");
app.MapCallback<AcmeNotice>("/right/notice");
app.MapCallback<AcmePing>("/right/ping");
app.Run();
