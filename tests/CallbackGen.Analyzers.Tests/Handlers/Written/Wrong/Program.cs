using CallbackGen;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks();
var app = builder.Build();
Shop.Wrong.Payloads.Routes.Map(app);
app.MapCallback<AcmeEvent>("/wrong/event");
app.MapCallback<AcmeEvent>({|CBG1025:"/wrong/event/"|}, (Verified<AcmeEvent> happened, Inbox inbox) => inbox.AddAsync("1", happened));
app.Run();
