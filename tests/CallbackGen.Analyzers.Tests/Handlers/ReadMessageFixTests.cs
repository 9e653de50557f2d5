using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer, CallbackGen.CodeFixes.ReadMessageFix>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The fix of CBG1002, where a local is read out of the request.</summary>
public sealed class ReadMessageFixTests
{
    [Fact]
    public Task A_lambda_takes_the_message() => Fix.VerifyCodeFixAsync(
        """
        using System.Text.Json;

        var app = WebApplication.Create();
        app.MapPost("/a", async (HttpRequest request, Orders orders) =>
        {
            var payment = await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|};
            if (payment is null)
                return Results.BadRequest();
            await orders.ShipAsync(payment.Id);
            return Results.Ok();
        });
        app.MapPost("/b", async (HttpRequest request, Orders orders) =>
        {
            AcmeNotice notice = (await {|CBG1002:JsonSerializer.DeserializeAsync<AcmeNotice>(request.Body)|})!;
            await orders.ShipAsync(notice.InvoiceId);
        });
        app.Run();
        """,
        """
        using System.Text.Json;
        using CallbackGen;

        var app = WebApplication.Create();
        app.MapPost("/a", async (Verified<AcmePayment> callback, HttpRequest request, Orders orders) =>
        {
            var payment = callback.Payload;
            if (payment is null)
                return Results.BadRequest();
            await orders.ShipAsync(payment.Id);
            return Results.Ok();
        });
        app.MapPost("/b", async (Authenticated<AcmeNotice> callback, HttpRequest request, Orders orders) =>
        {
            AcmeNotice notice = callback.Payload;
            await orders.ShipAsync(notice.InvoiceId);
        });
        app.Run();
        """);

    [Fact]
    public Task An_action_takes_the_message() => Fix.VerifyCodeFixAsync(
        Controller("""
            [HttpPost("/x")]
            public async Task<IActionResult> Post(CancellationToken callback)
            {
                var body = await new StreamReader(Request.Body).ReadToEndAsync(callback);
                var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)|}!;
                await _orders.ShipAsync(payment.Id);
                return Ok();
            }
            """),
        Controller("""
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> message, CancellationToken callback)
            {
                var body = await new StreamReader({|CBG1002:Request.Body|}).ReadToEndAsync(callback);
                var payment = message.Payload;
                await _orders.ShipAsync(payment.Id);
                return Ok();
            }
            """));

    [Theory]
    [InlineData("""app.MapPost("/x", async (HttpRequest request) => Results.Ok(await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|}));""")]
    [InlineData("""app.MapPost("/x", async context => { var payment = await {|CBG1002:context.Request.ReadFromJsonAsync<AcmePayment>()|}; });""")]
    [InlineData("""app.MapPost("/x", async (HttpRequest request) => { var all = await {|CBG1002:request.ReadFromJsonAsync<List<AcmePayment>>()|}; });""")]
    [InlineData("""app.MapPost("/x", async (Verified<AcmePayment> payment, HttpRequest request) => { var order = await {|CBG1002:request.ReadFromJsonAsync<Order>()|}; });""")]
    public Task No_fix_is_offered_for_other_shapes(string code) => Fix.VerifyNoCodeFixAsync(Program(code));
}
