using System.Text.Json;
using CallbackGen;
using Faulty;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCallbacks();
builder.Services.AddSingleton<Orders>();

// CBG1007: an entry, a literal, and a constant of another file.
builder.Configuration["Callbacks:Globex:secret"] = "8c1f0a2b9d8c1f0a";
builder.Services.AddSingleton(CallbackKeys.Create(GlobexInvoice.Feed, "secret", "8c1f0a2b9d8c1f0a"));
builder.Services.AddKeyedSingleton("old", CallbackKeys.Create(GlobexInvoice.Feed, "secret", Secrets.Old));
var app = builder.Build();

// CBG1001
app.MapPost("/taken/1", (GlobexInvoice invoice) => Results.Ok(invoice.Id));
app.MapPost("/taken/2", Take);
static IResult Take(GlobexInvoice invoice) => Results.Ok(invoice.Id);

// CBG1002
app.MapPost(
    "/read/1",
    async (HttpRequest request) =>
    {
        var json = await new StreamReader(request.Body).ReadToEndAsync();
        var invoice = JsonSerializer.Deserialize<GlobexInvoice>(json);
        return invoice is null ? Results.BadRequest() : Results.Ok(invoice.Id);
    }
);
app.MapPost(
    "/read/2",
    async (HttpRequest request, Orders orders) =>
    {
        var invoice = await request.ReadFromJsonAsync<GlobexInvoice>();
        await orders.PayAsync(invoice!.Id, invoice.Amount, invoice.Currency);
    }
);

// CBG1004
app.MapCallback<GlobexNotice>(
    "/notice",
    async (Authenticated<GlobexNotice> notice, Orders orders, CancellationToken ct) =>
    {
        var answer = await notice.ConfirmAsync((claim, token) => orders.AskAsync(claim.Invoice, token), ct);
        if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Status == GlobexNoticeStatus.Paid)
            await orders.PayAsync(notice.Payload.Invoice, notice.Payload.Amount, notice.Payload.Currency);
    }
);

// CBG1006
app.MapCallback<GlobexInvoice>(
    "/paid/1",
    async (Verified<GlobexInvoice> invoice, Orders orders) => await orders.MarkPaidAsync(invoice.Payload.Id)
);
app.MapCallback<GlobexInvoice>("/paid/2", (Verified<GlobexInvoice> invoice, Orders orders) => orders.MarkPaidAsync(invoice.Payload.Id));

// CBG1009
app.MapCallback<GlobexInvoice>(
    "/logged",
    (Verified<GlobexInvoice> invoice, ILogger<Orders> logger) =>
    {
        logger.LogInformation("Got {@Invoice}", invoice.Payload);
        logger.LogInformation("Got {@Callback} of {Id}", invoice, invoice.Payload.Id);
    }
);

// CBG1010 and related rules: swallowed failures, blocked threads, tasks that are never awaited
app.MapCallback<GlobexInvoice>(
    "/lost/1",
    async (Verified<GlobexInvoice> invoice, Orders orders, ILogger<Orders> logger) =>
    {
        try
        {
            await orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency);
        }
        catch (Exception e)
        {
            logger.LogError(e, "It failed");
        }
    }
);
app.MapCallback<GlobexInvoice>(
    "/lost/2",
    async (Verified<GlobexInvoice> invoice, Orders orders) =>
    {
        try
        {
            await orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency);
            return Results.Ok();
        }
        catch
        {
            return Results.Ok();
        }
    }
);
app.MapCallback<GlobexInvoice>(
    "/blocked/1",
    (Verified<GlobexInvoice> invoice, Orders orders) =>
    {
        orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency).Wait();
    }
);
app.MapCallback<GlobexInvoice>(
    "/blocked/2",
    (Verified<GlobexInvoice> invoice, Orders orders) =>
        orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency).GetAwaiter().GetResult()
);
app.MapCallback<GlobexInvoice>(
    "/started/1",
    (Verified<GlobexInvoice> invoice, Orders orders) =>
    {
        _ = orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency);
    }
);
app.MapCallback<GlobexInvoice>(
    "/started/2",
    (Verified<GlobexInvoice> invoice, Orders orders) =>
    {
        _ = Task.Run(() => orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency));
        return Results.Accepted();
    }
);
app.MapCallback<GlobexInvoice>("/void/1", First);
app.MapCallback<GlobexInvoice>("/void/2", Second);
static async void First(Verified<GlobexInvoice> invoice, Orders orders) =>
    await orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency);
static async void Second(Verified<GlobexInvoice> invoice, Orders orders) =>
    await orders.PayAsync(invoice.Payload.Id, invoice.Payload.Amount, invoice.Payload.Currency);

// CBG1011
app.MapCallback<GlobexInvoice>("/twice");
app.MapCallback<GlobexInvoice>("/twice");
app.MapCallback<GlobexInvoice>("/twice");

app.Run();
