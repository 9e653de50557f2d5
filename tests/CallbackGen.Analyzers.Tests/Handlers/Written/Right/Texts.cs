using System.Data.Common;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Distributed;

namespace Shop.Right.Texts;

/// <summary>Text that a payer typed is only passed as a value, never parsed.</summary>
public sealed class FailedPaymentHandler(ShopDb db, DbConnection connection, Mailer mailer, ILogger<FailedPaymentHandler> logger) : ICallbackHandler<AcmePayment>
{
    private const string Table = "failures";

    public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
    {
        if (callback.Payload.Status != AcmePaymentStatus.Failed)
            return;
        var order = callback.Payload.Order;
        await db.Database.ExecuteSqlAsync($"UPDATE sales SET note = {order.Note} WHERE number = {order.Number}", cancellationToken);
        await db.Database.ExecuteSqlRawAsync("UPDATE sales SET note = {0} WHERE number = {1}", order.Note ?? "", order.Number);
        var sql = $"INSERT INTO {Table} (number, note, amount) VALUES (@number, @note, {callback.Payload.Amount})";
        await connection.ExecuteAsync(sql, new { number = order.Number, note = order.Note });
        await CloseAsync(order.Number);
        await mailer.SendAsync("office@shop.example", $"<h1>{HtmlEncoder.Default.Encode(order.Note ?? "")}</h1>", cancellationToken);
        logger.LogInformation("closed {Number}: {Note}", order.Number, order.Note);
    }

    private async Task CloseAsync(string number)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM carts WHERE number = @number";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@number";
        parameter.Value = number;
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync();
    }
}

[ApiController]
public sealed class ThanksController(Orders orders, Microsoft.AspNetCore.Hosting.IWebHostEnvironment environment) : ControllerBase
{
    [HttpPost("texts/thanks")]
    public async Task<IActionResult> Post(Verified<AcmePayment> callback)
    {
        var payment = callback.Payload;
        if (!Regex.IsMatch(payment.Order.Number, "^[A-Z0-9-]{4,20}$"))
            return BadRequest();
        if (payment.Status == AcmePaymentStatus.Paid)
            await orders.MarkPaidAsync(payment.Id, payment.Amount, payment.Currency);
        await System.IO.File.WriteAllTextAsync(Path.Combine(environment.ContentRootPath, payment.Order.Number + ".txt"), JsonSerializer.Serialize(new { payment.Id, payment.Amount }));
        var print = new ProcessStartInfo("print");
        print.ArgumentList.Add("--title");
        print.ArgumentList.Add(payment.Order.Note ?? "");
        Process.Start(print);
        return Content($"<p>Thanks for {HtmlEncoder.Default.Encode(payment.Order.Note ?? "")}, {payment.Amount}</p>", "text/html");
    }

    [HttpPost("texts/return")]
    public IActionResult Return(Verified<AcmePayment> callback) =>
        callback.Payload.Status == AcmePaymentStatus.Paid ? Redirect($"/orders/{Uri.EscapeDataString(callback.Payload.Order.Number)}") : BadRequest();
}

public static class TextRoutes
{
    public static void Map(WebApplication app)
    {
        app.MapCallback<AcmePayment>("/texts/1", async (Verified<AcmePayment> payment, HttpClient client, IDistributedCache cache, CancellationToken ct) =>
        {
            if (payment.Payload.Status != AcmePaymentStatus.Paid)
                return;
            using var answer = await client.PostAsync($"https://erp.example/orders/{Uri.EscapeDataString(payment.Payload.Order.Number)}/paid", null, ct);
            answer.EnsureSuccessStatusCode();
            await cache.SetStringAsync(payment.Payload.Id, payment.Payload.Status.Text, ct);
            Sentry.SentrySdk.ConfigureScope(scope => scope.SetTag("payment", payment.Payload.Id));
        });
    }
}

/// <summary>Logs requests, except for callbacks.</summary>
public sealed class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/callbacks"))
        {
            await next(context);
            return;
        }

        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        context.Request.Body.Position = 0;
        logger.LogInformation("{Method} {Path}: {Body}", context.Request.Method, context.Request.Path, body);
        await next(context);
    }
}

/// <summary>Logs the duration and the status of every request, without content.</summary>
public sealed class TimedMiddleware(RequestDelegate next, ILogger<TimedMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        await next(context);
        logger.LogInformation("{Path} {Length} {Status} {Elapsed}", context.Request.Path, context.Request.ContentLength, context.Response.StatusCode, Stopwatch.GetElapsedTime(started));
    }
}
