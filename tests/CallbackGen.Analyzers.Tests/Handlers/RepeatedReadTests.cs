using Microsoft.CodeAnalysis;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1002: a request that was verified is parsed again by another parser.</summary>
public sealed class RepeatedReadTests
{
    private const string Types = """
        using System.Text.Json;

        namespace Shop
        {
            public sealed record PaidDto(string Id, string OrderId);

            public sealed class PaidRequest
            {
                public string? Id { get; set; }
            }

            public sealed class ShopOptions
            {
                public string? Name { get; set; }
            }

            public static class Bodies
            {
                public static async Task<PaidDto?> PaidAsync(HttpRequest request) =>
                    await request.ReadFromJsonAsync<PaidDto>();

                public static async Task<string?> OrderAsync(this HttpContext context)
                {
                    using var document = await JsonDocument.ParseAsync(context.Request.Body);
                    return document.RootElement.GetProperty("order").GetString();
                }

                public static string? Culture(HttpRequest request) => request.Headers.AcceptLanguage;
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["an object after the verification"] = Route(
            """
            request.Body.Position = 0;
            var paid = await {|CBG1002:request.ReadFromJsonAsync<PaidDto>()|};
            await orders.ShipAsync(paid!.OrderId);
            """
        ),
        ["a text after the verification"] = Route(
            """var paid = {|CBG1002:JsonSerializer.Deserialize<PaidDto>(body)|}; await orders.ShipAsync(paid!.OrderId);"""
        ),
        ["a document after the verification"] = Route(
            """
            using var document = {|CBG1002:JsonDocument.Parse(body)|};
            await orders.ShipAsync(document.RootElement.GetProperty("order").GetString()!);
            """
        ),
        ["a node after the verification"] = Route(
            """var node = {|CBG1002:JsonNode.Parse(body)|}; await orders.ShipAsync((string)node!["order"]!);"""
        ),
        ["a form after the verification"] = Route(
            """var form = await {|CBG1002:request.ReadFormAsync()|}; await orders.ShipAsync(form["order"]!);"""
        ),
        ["a helper beside a message"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, HttpRequest request, Orders orders) =>
                {
                    var paid = await {|CBG1002:Bodies.PaidAsync(request)|};
                    await orders.ShipAsync(paid!.OrderId);
                }
            );
            """
        ),
        ["an extension beside a message"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
                    await orders.ShipAsync((await {|CBG1002:context.OrderAsync()|})!)
            );
            """
        ),
        ["an object that the host reads beside a message"] = Program(
            """
            app.MapPost(
                "/x",
                (Verified<AcmePayment> payment, {|CBG1002:PaidDto|} dto, Orders orders) => orders.ShipAsync(dto.OrderId)
            );
            """
        ),
        ["a model beside a message"] = Controller(
            """
            [HttpPost("/x")]
            public Task Post(Verified<AcmePayment> payment, {|CBG1002:PaidRequest|} request) =>
                _orders.ShipAsync(request.Id!);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the payload after the verification"] = Route("""await orders.ShipAsync(result.Value.Payload.Id);"""),
        ["a document before the verification"] = Route(
            "",
            before: """
            using var document = JsonDocument.Parse(body);
            logger.LogInformation("{Count} members", document.RootElement.EnumerateObject().Count());
            """
        ),
        ["another feed of the same bytes"] = Route(
            """
            var other = AcmeEvent.Verify(
                CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"),
                keys
            );
            if (other.IsSuccess)
                await orders.SaveAsync();
            """
        ),
        ["the body's length, kept"] = Route(
            """logger.LogInformation("{Length}", body.Length); await File.WriteAllTextAsync("last", body);"""
        ),
        ["a text of one's own"] = Route(
            """
            var settings = JsonSerializer.Deserialize<PaidDto>(await File.ReadAllTextAsync("settings.json"));
            await orders.ShipAsync(settings!.Id);
            """
        ),
        ["what the provider answers"] = Route(
            """
            var answer = await new HttpClient().GetFromJsonAsync<PaidDto>("https://api.acme.example/payments/7");
            await orders.ShipAsync(answer!.Id);
            """
        ),
        ["a helper that reads no body"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, HttpRequest request, Orders orders) =>
                    orders.ShipAsync(Bodies.Culture(request) ?? payment.Payload.Id)
            );
            """
        ),
        ["a service that is data"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, ShopOptions options, Orders orders) =>
                    orders.ShipAsync(payment.Payload.Id + options.Name)
            );
            """
        ),
        ["a model without a message"] = Program("""app.MapPost("/x", (PaidDto dto, Orders orders) => orders.ShipAsync(dto.OrderId));"""),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_is_read_again_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_not(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Types);

    [Fact]
    public async Task A_body_that_was_verified_as_it_is_read_is_a_hint() =>
        Assert.Equal(
            DiagnosticSeverity.Info,
            Assert.Single(await Verify.VerifyAnalyzerAsync(Reported["a document after the verification"], Types)).Severity
        );

    private static string Route(string after, string before = "") =>
        $$"""
            using System.Text;
            using System.Text.Json;
            using System.Text.Json.Nodes;
            using CallbackGen;
            var app = WebApplication.Create();
            app.MapPost("/x", async (HttpRequest request, CallbackKeys keys, Orders orders, ILogger<Orders> logger) =>
            {
                request.EnableBuffering();
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                {{before}}
                var result = AcmePayment.Verify(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"), keys);
                if (!result.IsSuccess)
                    return Results.Unauthorized();
                {{after}}
                return Results.Ok();
            });
            app.Run();
            """;
}
