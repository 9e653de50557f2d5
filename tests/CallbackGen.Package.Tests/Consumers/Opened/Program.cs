using CallbackGen;
using Opened;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks();
var app = builder.Build();
app.MapPost("/taken", (GlobexInvoice invoice) => invoice.Id);
app.MapCallback<GlobexInvoice>("/kept", (Verified<GlobexInvoice> invoice) => Console.WriteLine(invoice.Payload.Amount));
app.Run();
