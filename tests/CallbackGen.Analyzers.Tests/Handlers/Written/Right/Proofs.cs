using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Shop.Right.Proofs;

public sealed record Transfer(string Id, string Account, decimal Amount, string Status, string Signature);

public sealed class BankOptions
{
    public string PathToken { get; set; } = "";

    public string[] Addresses { get; set; } = [];
}

[ApiController]
public sealed class BankController(byte[] key, IOptions<BankOptions> bank, Orders orders, ILogger<BankController> logger) : ControllerBase
{
    [HttpPost("bank/whole")]
    public async Task<IActionResult> Whole()
    {
        using var buffer = new MemoryStream();
        await Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
        var sent = Request.Headers["X-Bank-Signature"].ToString();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(sent)))
            return Unauthorized();
        await orders.HandleAsync(JsonSerializer.Deserialize<Transfer>(body)!);
        return Ok();
    }

    [HttpPost("bank/time")]
    public async Task<IActionResult> Time()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var message = Request.Headers["X-Time"] + "." + body;
        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(message));
        if (!CryptographicOperations.FixedTimeEquals(mac, Convert.FromHexString(Request.Headers["X-Bank-Signature"].ToString()[3..])))
            return Unauthorized();
        await orders.HandleAsync(JsonSerializer.Deserialize<Transfer>(body)!);
        return Ok();
    }

    [HttpPost("bank/members")]
    public async Task<IActionResult> Members([FromBody] Transfer transfer)
    {
        var expected = Sign(string.Join('.', transfer.Id, transfer.Account, transfer.Amount, transfer.Status));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(transfer.Signature)))
            return Unauthorized();
        if (transfer.Status == "booked")
            await orders.MarkPaidAsync(transfer.Id, transfer.Amount);
        return Ok();
    }

    [HttpPost("callbacks/bank/{token}")]
    public async Task<IActionResult> Path(string token)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(bank.Value.PathToken)))
            return NotFound();
        using var buffer = new MemoryStream();
        await Request.Body.CopyToAsync(buffer);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, buffer.ToArray()), Convert.FromHexString(Request.Headers["X-Bank-Signature"].ToString())))
            return Unauthorized();
        await orders.SaveAsync();
        return Ok();
    }

    [HttpPost("callbacks/bank")]
    public async Task<IActionResult> Address(Verified<AcmePayment> payment)
    {
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (!bank.Value.Addresses.Contains(address))
            logger.LogWarning("{Address} is no address of the bank's", address);
        if (payment.Payload.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
        return Ok();
    }

    private string Sign(string text)
    {
        using var hmac = new HMACSHA256(key);
        return Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>Admits only the bank's network, in addition to the verification of each callback.</summary>
public sealed class BankNetworkFilter(IPNetwork network) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Connection.RemoteIpAddress is { } address && network.Contains(address) ? await next(context) : Results.StatusCode(403);
}
