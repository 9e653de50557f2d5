using System.Text;
using System.Text.Json;
using CallbackGen;
using Carter;
using FastEndpoints;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Newtonsoft.Json;
using Wolverine.Http;

namespace Shop.Wrong.Payloads;

public static class Routes
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/wrong/1", async ({|CBG1001:AcmePayment|} payment, Orders orders) =>
        {
            if (payment.Status == AcmePaymentStatus.Paid)
                await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
        });

        app.MapPost("/wrong/2", ({|CBG1001:AcmePayment|} payment, Orders orders) => orders.ShipAsync(payment.Id))
            .AddEndpointFilter(async (context, next) => context.GetArgument<AcmePayment>(0).Id.Length == 0 ? Results.BadRequest() : await next(context));

        app.MapPost("/wrong/3", async (HttpRequest request, Orders orders) =>
        {
            var payment = await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|};
            if (payment is { Status.Known: AcmePaymentStatus.Paid })
                await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
            return Results.Ok();
        });

        app.MapPost("/wrong/4", async (HttpContext context, Orders orders) =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var json = await reader.ReadToEndAsync();
            var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json, JsonSerializerOptions.Web)|}!;
            await orders.ShipAsync(payment.Id);
        });

        app.MapPost("/wrong/5", async (HttpRequest request, Orders orders) =>
        {
            var data = await BinaryData.FromStreamAsync(request.Body);
            await orders.HandleAsync({|CBG1002:data.ToObjectFromJson<AcmePayment>()|}!);
        });

        app.MapPost("/wrong/6", async (HttpRequest request, Orders orders) =>
        {
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes);
            bytes.Position = 0;
            await orders.HandleAsync((await {|CBG1002:System.Text.Json.JsonSerializer.DeserializeAsync<AcmePayment>(bytes)|})!);
        });

        app.MapPost("/wrong/7", ([FromBody] {|CBG1001:Envelope|} envelope, Orders orders) => orders.HandleAsync(envelope.Data));

        // The handler has the message, but reads the form again.
        app.MapCallback<AcmePayment>("/wrong/8", async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
        {
            var status = {|CBG1002:context.Request.Form|}["status"];
            if (status == "paid")
                await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency + payment.Payload.Status.Text);
        });

        app.MapPost("/wrong/9", async (HttpRequest request, Orders orders) =>
        {
            var read = await request.BodyReader.ReadAsync();
            var reader = new Utf8JsonReader(read.Buffer);
            await orders.HandleAsync({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(ref reader)|}!);
        });
    }
}

public sealed record Envelope(string Kind, AcmePayment Data);

public sealed class Module : ICarterModule
{
    public void AddRoutes(IEndpointRouteBuilder app)
    {
        app.MapPost("/wrong/carter", {|CBG1001:HandleAsync|});
    }

    private static Task HandleAsync(AcmePayment payment, Orders orders) => orders.ShipAsync(payment.Id);
}

[ApiController]
public sealed class AcmeController(Orders orders) : ControllerBase
{
    [HttpPost("wrong/controller")]
    public async Task<IActionResult> Post([FromBody] {|CBG1001:AcmePayment|} payment)
    {
        await orders.ShipAsync(payment.Id);
        return Ok();
    }

    [HttpPost("wrong/controller/raw")]
    public async Task<IActionResult> Raw()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var payment = {|CBG1002:JsonConvert.DeserializeObject<AcmePayment>(body)|};
        await orders.ShipAsync(payment!.Id);
        return Ok();
    }

    [HttpPost("wrong/controller/form")]
    public IActionResult Form([FromForm] {|CBG1001:AcmePing|} ping) => Ok(ping.Id);
}

public abstract class HookController<T> : ControllerBase
{
    [HttpPost]
    public abstract Task<IActionResult> Post([FromBody] T payload);
}

public sealed class DerivedController(Orders orders) : HookController<AcmePayment>
{
    public override async Task<IActionResult> Post({|CBG1001:AcmePayment|} payload)
    {
        await orders.ShipAsync(payload.Id);
        return Ok();
    }
}

public interface IProcessor<T>
{
    Task ProcessAsync(T payload);
}

public abstract class ProcessingController<T>(IProcessor<T> processor) : ControllerBase
{
    [HttpPost]
    public async Task<IActionResult> Post([FromBody] T payload)
    {
        await processor.ProcessAsync(payload);
        return Ok();
    }
}

public sealed class ProcessedController(IProcessor<AcmePayment> processor) : {|CBG1001:ProcessingController<AcmePayment>|}(processor);

public sealed class ReturnModel(Orders orders) : PageModel
{
    [BindProperty]
    public {|CBG1001:AcmePayment?|} Payment { get; set; }

    public Task OnPostAsync() => orders.ShipAsync(Payment!.Id);
}

public sealed class PaymentEndpoint(Orders orders) : Endpoint<AcmePayment>
{
    public override void Configure()
    {
        Post("/wrong/fast");
        AllowAnonymous();
    }

    public override async Task HandleAsync({|CBG1001:AcmePayment|} request, CancellationToken ct) => await orders.ShipAsync(request.Id);
}

public static class WolverineEndpoint
{
    [WolverinePost("/wrong/wolverine")]
    public static Task Post({|CBG1001:AcmePayment|} payment, Orders orders) => orders.ShipAsync(payment.Id);
}

public sealed class Functions(Orders orders)
{
    [Function("bound")]
    public Task Bound([HttpTrigger("post")] {|CBG1001:AcmePayment|} payment) => orders.ShipAsync(payment.Id);

    [Function("raw")]
    public async Task Raw([HttpTrigger("post")] HttpRequestData request)
    {
        var json = await request.ReadAsStringAsync() ?? "";
        await orders.HandleAsync({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|}!);
    }

    [Function("read")]
    public async Task Read([HttpTrigger("post")] HttpRequestData request) =>
        await orders.HandleAsync((await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|})!);
}

public sealed class Middleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Items["payment"] = await {|CBG1002:System.Text.Json.JsonSerializer.DeserializeAsync<AcmePayment>(context.Request.Body)|};
        await next(context);
    }
}

public sealed class Handler(IHttpContextAccessor accessor, Orders orders) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var amount = decimal.Parse({|CBG1002:accessor.HttpContext!.Request.Query|}["amount"]!, System.Globalization.CultureInfo.InvariantCulture);
        if (callback.Payload.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(callback.Payload.Id, amount + callback.Payload.Amount, callback.Payload.Currency);
    }
}

/// <summary>The provider's answer confirms nothing unless <c>ConfirmAsync</c> compares it with the callback.</summary>
public sealed class Asked(HttpClient http, Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
{
    public async Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken)
    {
        var answer = await {|CBG1002:http.GetFromJsonAsync<AcmeNotice>($"https://api.acme.example/invoices/{callback.Payload.InvoiceId}", cancellationToken)|};
        if (answer!.Status == AcmeNoticeStatus.Success)
            await orders.MarkPaidAsync(answer.InvoiceId, answer.Amount, answer.Currency);
    }
}
