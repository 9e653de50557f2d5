using CallbackGen;
using Payments;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks();

var app = builder.Build();
app.MapPost("/callbacks/globex", (Verified<GlobexInvoice> invoice) => $"{invoice.Payload.Id} {invoice.Payload.Amount}");
app.Run();
