using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;

namespace Shop.Right.Helpers;

/// <summary>A message between parts of the shop.</summary>
public sealed record PaymentPaid(AcmePayment Payment, string Key);

/// <summary>A form that the shop's customers send.</summary>
public sealed record Checkout(string Cart, Order Order);

public sealed class LastPayment
{
    public AcmePayment? Payment { get; set; }
}

public sealed class PaymentLog
{
    private readonly Dictionary<string, string> _stored = [];

    public AcmePayment? Last { get; set; }

    public void Store(string id, AcmePayment payment) => _stored[id] = JsonSerializer.Serialize(payment);

    public AcmePayment? Load(string id) => JsonSerializer.Deserialize<AcmePayment>(_stored[id]);
}

public static class Toolbox
{
    public static T? FromJson<T>(string json) => JsonSerializer.Deserialize<T>(json);

    public static async Task<string> Text(this HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync();
    }

    public static string Required(this IConfiguration configuration, string name) =>
        configuration[name] ?? throw new InvalidOperationException($"{name} is not configured.");

    public static CallbackOptions Key(this CallbackOptions options, string provider, IConfiguration configuration, string name) => options.AddKey(provider, "secret", configuration.Required(name));
}

public sealed class Partner(HttpClient http, IConfiguration configuration)
{
    /// <summary>Signs an outgoing request, with a key that does not verify callbacks.</summary>
    public async Task SendAsync(string order)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orders");
        request.Headers.Add("X-Signature", Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(configuration.Required("Partner:Key")), Encoding.UTF8.GetBytes(order))));
        await http.SendAsync(request);
    }

    /// <summary>A pseudonym for counting the visitors of a page.</summary>
    public static string Visitor(string address) => Convert.ToHexString(HMACSHA256.HashData("visitors of a day"u8, Encoding.UTF8.GetBytes(address)));
}

public static class Routes
{
    public static void Map(WebApplicationBuilder builder, WebApplication app)
    {
        builder.Services.AddSingleton<LastPayment>().AddSingleton<PaymentLog>();
        builder.Services.AddCallbacks(options => options.Key("Acme", builder.Configuration, "Vault:Acme"));

        app.MapCallback<AcmePayment>("/helpers/payment", (Verified<AcmePayment> callback, LastPayment last, PaymentLog log) =>
        {
            last.Payment = callback.Payload;
            log.Store(callback.Payload.Id, callback.Payload);
            return new PaymentPaid(callback.Payload, callback.Receipt.IdempotencyKey!).Key;
        });
        app.MapGet("/helpers/payment/{id}", (string id, HttpRequest request, PaymentLog log) => log.Load(request.Query["id"].ToString() + id)).RequireAuthorization();
        app.MapPost("/helpers/checkout", (Checkout checkout) => checkout.Order.Total);
        app.MapPost("/helpers/order", async (HttpRequest request) => Toolbox.FromJson<Order>(await request.Text())!.Total);
    }
}

[ApiController]
public sealed class HelperController(Orders orders) : ControllerBase
{
    [HttpPost("helpers/{shop}")]
    public Task Post(Verified<AcmePayment> callback, [FromRoute] string shop, [FromHeader(Name = "traceparent")] string? trace) =>
        callback.Payload.Status == AcmePaymentStatus.Paid && trace != shop ? orders.ShipAsync(callback.Receipt.IdempotencyKey ?? callback.Payload.Id) : Task.CompletedTask;
}
