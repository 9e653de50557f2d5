using System.Security.Cryptography;
using System.Text;
using CallbackGen;
using CallbackGen.AspNetCore;
using FastEndpoints;
using Microsoft.AspNetCore.Mvc;
using Newtonsoft.Json;
using Wolverine.Http;

namespace Shop.Wrong.Helpers;

public sealed record Batch(string Id, IReadOnlyList<AcmePayment> Payments);

public sealed class PaymentCommand
{
    public string Source { get; set; } = "";

    public AcmePayment? Payment { get; set; }
}

/// <summary>A team's own helper methods.</summary>
public static class Toolbox
{
    public static async Task<string> Text(this HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public static T FromJson<T>(string json) => JsonConvert.DeserializeObject<T>(json)!;

    public static TOut Then<TIn, TOut>(this TIn it, Func<TIn, TOut> next) => next(it);

    public static CallbackOptions Key(this CallbackOptions options, string provider, string value) => options.AddKey(provider, "secret", value);
}

public static class Routes
{
    private static readonly string Secret = string.Join("-", "whsec", "8c1f0a2b9d");

    public static void Map(WebApplicationBuilder builder, WebApplication app)
    {
        app.MapPost("/helpers/1", ({|CBG1001:Batch|} batch, Orders orders) => orders.ShipAsync(batch.Payments[0].Id));
        app.MapPost("/helpers/2", ({|CBG1001:PaymentCommand|} command, Orders orders) => orders.ShipAsync(command.Payment!.Id));
        app.MapPost("/helpers/3", async (HttpRequest request, IReceiver receiver) => await {|CBG1002:receiver.OnAsync(await request.Text())|});
        app.MapPost("/helpers/4", async (HttpRequest request, Orders orders) => await orders.HandleAsync((await request.Text()).Then({|CBG1002:Toolbox.FromJson<AcmePayment>|})));
        app.MapPost("/helpers/5", async (HttpRequest request, Orders orders) => await orders.HandleAsync({|CBG1002:Toolbox.FromJson<AcmePayment>(await request.Text())|}));
        builder.Services.AddCallbacks(options => options.Key("Acme", {|CBG1007:"whsec_8c1f0a2b9d"|}));
        builder.Services.AddSingleton(CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1007:Secret|}));
    }
}

public interface IReceiver
{
    Task OnAsync(string body);
}

public sealed class Receiver(Orders orders) : IReceiver
{
    public async Task OnAsync(string body)
    {
        var payment = JsonConvert.DeserializeObject<AcmePayment>(body);
        await orders.ShipAsync(payment!.Id);
    }
}

public sealed class BatchEndpoint(Orders orders) : Endpoint<Batch>
{
    public override async Task HandleAsync({|CBG1001:Batch|} request, CancellationToken ct) => await orders.ShipAsync(request.Payments[0].Id);
}

public static class CommandEndpoint
{
    [WolverinePost("/helpers/wolverine")]
    public static Task Post({|CBG1001:PaymentCommand|} command, Orders orders) => orders.ShipAsync(command.Payment!.Id);
}

[ApiController]
public sealed class HelperController(Orders orders) : ControllerBase
{
    [HttpPost("helpers/order")]
    public Task Order(Verified<AcmePayment> callback, [FromQuery] {|CBG1002:string|} order) =>
        callback.Payload.Status == AcmePaymentStatus.Paid ? {|CBG1017:orders.ShipAsync(order)|} : Task.CompletedTask;

    [HttpPost("helpers/checked")]
    public async Task<IActionResult> Checked()
    {
        var body = await Request.Text();
        if (!IsGenuine(body, Request.Headers["X-Acme-Signature"].ToString()))
            return Unauthorized();
        await orders.HandleAsync({|CBG1002:JsonConvert.DeserializeObject<AcmePayment>(body)|}!);
        return Ok();
    }

    private static bool IsGenuine(string body, string signature) =>
        CryptographicOperations.FixedTimeEquals(Convert.FromHexString(signature), HMACSHA256.HashData(Encoding.UTF8.GetBytes({|CBG1007:"whsec_8c1f0a2b9d"|}), Encoding.UTF8.GetBytes(body)));
}
