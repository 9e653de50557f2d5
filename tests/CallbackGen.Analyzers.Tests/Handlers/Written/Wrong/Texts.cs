using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using CallbackGen;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;

namespace Shop.Wrong.Texts;

/// <summary>Text that a payer typed becomes part of a SQL statement, a page or a path.</summary>
public sealed class FailedPaymentHandler(ShopDb db, DbConnection connection, Mailer mailer, ILogger<FailedPaymentHandler> logger) : ICallbackHandler<AcmePayment>
{
    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        if (callback.Payload.Status != AcmePaymentStatus.Failed)
            return;
        var order = callback.Payload.Order;
        await db.Database.ExecuteSqlRawAsync($"UPDATE sales SET note = '{{|CBG1041:order.Note|}}' WHERE number = {{0}}", order.Number);
        var sql = "INSERT INTO failures (number, note) VALUES ('"
            + {|CBG1041:order.Number|} + "', '" + order.Note + "')";
        await connection.ExecuteAsync(sql);
        await CloseAsync({|CBG1041:order.Number|});
        await mailer.SendAsync("office@shop.example", $"<h1>{{|CBG1041:order.Note|}}</h1>", cancellationToken);
        logger.LogInformation($"closed: {{|CBG1042:order.Note|}}");
    }

    private async Task CloseAsync(string number) =>
        await connection.ExecuteAsync($"DELETE FROM carts WHERE number = '{number}'");
}

[ApiController]
public sealed class ThanksController(Orders orders, Microsoft.AspNetCore.Hosting.IWebHostEnvironment environment) : ControllerBase
{
    [HttpPost("texts/thanks")]
    public async Task<IActionResult> Post(Verified<AcmePayment> callback)
    {
        var payment = callback.Payload;
        if (payment.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
        var path = Path.Combine(environment.ContentRootPath, "receipts", {|CBG1042:payment.Order.Number|} + ".txt");
        await System.IO.File.WriteAllTextAsync(path, "paid");
        Process.Start("print", $"--title {{|CBG1041:payment.Order.Note|}} receipt.txt");
        return Content($"<p>Thanks for order {{|CBG1041:payment.Order.Number|}}</p>", "text/html");
    }

    [HttpPost("texts/return")]
    public IActionResult Return(Verified<AcmePayment> callback) =>
        callback.Payload.Status == AcmePaymentStatus.Paid ? Redirect({|CBG1042:callback.Payload.Order.Note|} ?? "/") : BadRequest();
}

public static class TextRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapCallback<AcmePayment>("/texts/1", async (Verified<AcmePayment> payment, HttpClient client, IDistributedCache cache, CancellationToken ct) =>
        {
            if (payment.Payload.Status != AcmePaymentStatus.Paid)
                return;
            using var answer = await client.PostAsync($"https://{{|CBG1042:payment.Payload.Order.Note|}}/paid", null, ct);
            answer.EnsureSuccessStatusCode();
            await cache.SetStringAsync(payment.Payload.Id, {|CBG1043:JsonSerializer.Serialize(payment.Payload)|}, ct);
            Sentry.SentrySdk.ConfigureScope(scope => scope.SetTag("customer", {|CBG1009:payment.Payload.Email|} ?? ""));
        });
    }
}

/// <summary>Logs the body of every request.</summary>
public sealed class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        context.Request.Body.Position = 0;
        logger.LogInformation("{Method} {Path}: {Body}", context.Request.Method, context.Request.Path, {|CBG1043:body|});
        await next(context);
    }
}
