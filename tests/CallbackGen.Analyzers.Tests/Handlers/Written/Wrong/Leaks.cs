using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using CallbackGen;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Newtonsoft.Json;

namespace Shop.Wrong.Leaks;

public sealed class PaymentHandler(ILogger<PaymentHandler> logger, Serilog.ILogger serilog, Orders orders, Counter<long> counter) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        var payment = callback.Payload;
        logger.LogInformation("Payment {Id} by {Email}", payment.Id, {|CBG1009:payment.Email|});
        logger.LogDebug("Payload: {Json}", {|CBG1009:JsonConvert.SerializeObject(payment)|});
        serilog.Information("Got {@Callback}", {|CBG1009:callback|});
        using var scope = logger.BeginScope(new Dictionary<string, object?> { ["Id"] = payment.Id, ["Email"] = {|CBG1009:payment.Email|} });
        using var property = Serilog.Context.LogContext.PushProperty("Customer", {|CBG1009:payment.Email|});
        using var whole = Serilog.Context.LogContext.PushProperty("Payment", {|CBG1009:payment|}, destructureObjects: true);
        Activity.Current?.SetTag("enduser.id", {|CBG1009:payment.Email|});
        counter.Add(1, new KeyValuePair<string, object?>("customer", {|CBG1009:payment.Email|}));
        if (callback is { Payload: { Status.Known: AcmePaymentStatus.Paid, Email: { } email } })
            logger.LogInformation("Receipt for {Email}", {|CBG1009:email|});
        var (id, customer) = (payment.Id, payment.Email);
        logger.LogInformation("{Id} {Customer}", id, {|CBG1009:customer|});
        var line = new StringBuilder().Append(payment.Id).Append(' ').Append(payment.Email).ToString();
        Console.WriteLine({|CBG1009:line|});
        var text = string.Join(';', payment.Id, payment.Email);
        Debug.WriteLine({|CBG1009:text|});
        if (payment.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
        else
            throw new InvalidOperationException($"Customer {{|CBG1009:payment.Email|}} did not pay.");
    }
}

[ApiController]
public sealed class HookController(CallbackKeys keys, ILogger<HookController> logger) : ControllerBase
{
    [HttpPost("leak")]
    public async Task<IActionResult> Post()
    {
        using var reader = new StreamReader(Request.Body);
        var body = await reader.ReadToEndAsync();
        logger.LogInformation("Webhook received: {Body}", {|CBG1009:body|});
        var result = AcmePayment.Verify(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"), keys);
        if (!result.IsSuccess)
        {
            logger.LogWarning("Bad signature {Signature} of {Body}", {|CBG1009:Request.Headers["X-Sign"]|}, {|CBG1009:body|});
            return Unauthorized();
        }

        return Ok();
    }

    [HttpPost("leak/copied")]
    public async Task<IActionResult> Copied()
    {
        using var bytes = new MemoryStream();
        await Request.Body.CopyToAsync(bytes);
        logger.LogDebug("{Body}", {|CBG1009:Encoding.UTF8.GetString(bytes.ToArray())|});
        return AcmePayment.Verify(CallbackRequest.Post(bytes.ToArray(), "application/json"), keys).IsSuccess ? Ok() : Unauthorized();
    }

    [HttpPost("leak/headers")]
    public IActionResult Headers()
    {
        logger.LogDebug("Headers: {Headers}", {|CBG1009:Request.Headers|});
        logger.LogDebug("Headers: {@Headers}", {|CBG1009:Request.Headers|});
        return AcmePayment.Verify(CallbackRequest.Get(""), keys).IsSuccess ? Ok() : Unauthorized();
    }
}

public sealed class Functions(CallbackKeys keys, ILogger<Functions> logger)
{
    [Function("leak")]
    public async Task Run([HttpTrigger("post")] HttpRequestData request)
    {
        var json = await request.ReadAsStringAsync() ?? "";
        logger.LogInformation("Got {Json}", {|CBG1009:json|});
        AcmePayment.Verify(CallbackRequest.Post(Encoding.UTF8.GetBytes(json), "application/json"), keys).GetValueOrThrow();
    }

    public void Refused(CallbackRequest request)
    {
        var result = AcmePayment.Verify(request, keys);
        if (!result.IsSuccess)
            logger.LogWarning("Refused {Body} ? {Query}", {|CBG1009:Encoding.UTF8.GetString(request.Body.Span)|}, {|CBG1009:request.Query|});
    }

    public void Serialized(Verified<AcmePayment> callback)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(callback.Payload, new JsonSerializerOptions { WriteIndented = true });
        logger.LogInformation("{Json}", {|CBG1009:json|});
    }
}
