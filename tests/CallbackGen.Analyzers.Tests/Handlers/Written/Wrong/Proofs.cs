using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Shop.Wrong.Proofs;

public sealed record Transfer(string Id, string Account, decimal Amount, string Status, string Signature);

public sealed class BankOptions
{
    public string PathToken { get; set; } = "";

    public string[] Addresses { get; set; } = [];
}

[ApiController]
public sealed class BankController(byte[] key, IOptions<BankOptions> bank, Orders orders) : ControllerBase
{
    [HttpPost("bank/short")]
    public async Task<IActionResult> Short()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var expected = Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body)))[..12];
        var sent = Request.Headers["X-Bank-Signature"].ToString();
        return {|CBG1035:CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(sent))|} ? Ok() : Unauthorized();
    }

    [HttpPost("bank/loop")]
    public async Task<IActionResult> Loop()
    {
        using var buffer = new MemoryStream();
        await Request.Body.CopyToAsync(buffer);
        var mac = HMACSHA256.HashData(key, buffer.ToArray());
        var sent = Convert.FromHexString(Request.Headers["X-Bank-Signature"].ToString());
        var difference = 0;
        for (var i = 0; i < sent.Length; i++)
            {|CBG1035:difference |= mac[i] ^ sent[i]|};
        return difference == 0 ? Ok() : Unauthorized();
    }

    [HttpPost("bank/time")]
    public async Task<IActionResult> Time()
    {
        var transfer = await Request.ReadFromJsonAsync<Transfer>();
        var mac = {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Request.Headers["X-Time"].ToString()))|};
        if (!CryptographicOperations.FixedTimeEquals(mac, Convert.FromHexString(Request.Headers["X-Bank-Signature"].ToString())))
            return Unauthorized();
        await orders.MarkPaidAsync(transfer!.Id, transfer.Amount);
        return Ok();
    }

    [HttpPost("bank/hash")]
    public async Task<IActionResult> Hash()
    {
        var body = await new StreamReader(Request.Body).ReadToEndAsync();
        var hash = {|CBG1035:SHA256.HashData(Encoding.UTF8.GetBytes(body))|};
        if (!CryptographicOperations.FixedTimeEquals(hash, Convert.FromHexString(Request.Headers["X-Bank-Signature"].ToString())))
            return Unauthorized();
        await orders.HandleAsync(JsonSerializer.Deserialize<Transfer>(body)!);
        return Ok();
    }

    [HttpPost("bank/members")]
    public async Task<IActionResult> Members([FromBody] Transfer transfer)
    {
        var expected = {|CBG1035:Sign(transfer.Id + "." + transfer.Account)|};
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(transfer.Signature)))
            return Unauthorized();
        await orders.MarkPaidAsync(transfer.Id, transfer.Amount);
        return Ok();
    }

    [HttpPost("callbacks/bank/{token}")]
    public async Task<IActionResult> Path(string token, [FromBody] Transfer transfer)
    {
        if ({|CBG1008:token != bank.Value.PathToken|})
            return NotFound();
        await orders.MarkPaidAsync(transfer.Id, transfer.Amount);
        return Ok();
    }

    [HttpPost("callbacks/bank")]
    public async Task<IActionResult> Address([FromBody] Transfer transfer)
    {
        var address = Request.Headers.TryGetValue("X-Forwarded-For", out var forwarded) ? forwarded.ToString() : HttpContext.Connection.RemoteIpAddress?.ToString();
        if ({|CBG1035:!bank.Value.Addresses.Contains(address)|})
            return Forbid();
        await orders.MarkPaidAsync(transfer.Id, transfer.Amount);
        return Ok();
    }

    private string Sign(string text)
    {
        using var hmac = new HMACSHA256(key);
        return Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}

public static class Routes
{
    public static void Map(WebApplication app, byte[] key)
    {
        var bank = IPNetwork.Parse("203.0.113.0/24");
        app.MapPost("/webhooks/bank", async (HttpContext http, Orders orders) =>
        {
            if (http.Connection.RemoteIpAddress is not { } address || {|CBG1035:!bank.Contains(address)|})
                return Results.StatusCode(403);
            var transfer = await http.Request.ReadFromJsonAsync<Transfer>();
            await orders.MarkPaidAsync(transfer!.Id, transfer.Amount);
            return Results.Ok();
        });

        app.MapPost("/webhooks/bank/again", async (HttpRequest request, Transfer transfer, Orders orders) =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(transfer);
            if (!CryptographicOperations.FixedTimeEquals({|CBG1035:HMACSHA256.HashData(key, json)|}, Convert.FromBase64String(request.Headers["X-Bank-Signature"].ToString())))
                return Results.Unauthorized();
            await orders.MarkPaidAsync(transfer.Id, transfer.Amount);
            return Results.Ok();
        });
    }
}
