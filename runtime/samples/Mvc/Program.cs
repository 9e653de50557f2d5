using Samples.Mvc;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks(); // keys from configuration: Callbacks:LeanX:hashKey
builder.Services.AddControllers();
builder.Services.AddSingleton<PaidBills>();

var app = builder.Build();
app.MapControllers();
app.Run();
