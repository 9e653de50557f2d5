using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer,
    CallbackGen.CodeFixes.ReadMessageFix
>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The fix of CBG1002 for a local variable that is parsed from the request.</summary>
public sealed class ReadMessageFixTests
{
    private const string Newtonsoft = """

        namespace Newtonsoft.Json
        {
            public static class JsonConvert
            {
                public static T? DeserializeObject<T>(string json) => default;
            }
        }
        """;

    [Fact]
    public Task A_lambda_takes_the_message() =>
        Fix.VerifyCodeFixAsync(
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
            """
        );

    [Fact]
    public Task An_action_takes_the_message() =>
        Fix.VerifyCodeFixAsync(
            Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post(CancellationToken callback)
                {
                    var body = await new StreamReader(Request.Body).ReadToEndAsync(callback);
                    var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)|}!;
                    await _orders.ShipAsync(payment.Id);
                    return Ok();
                }
                """
            ),
            Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post(Verified<AcmePayment> message, CancellationToken callback)
                {
                    var payment = message.Payload;
                    await _orders.ShipAsync(payment.Id);
                    return Ok();
                }
                """
            )
        );

    [Fact]
    public Task What_only_served_the_read_goes_with_it() =>
        Fix.VerifyCodeFixAsync(
            """
            using System.Text.Json;
            using Microsoft.AspNetCore.Mvc;

            public class HookController : Controller
            {
                [HttpPost("/x")]
                public async Task<IActionResult> Index()
                {
                    Request.EnableBuffering();
                    using var bytes = new MemoryStream();
                    await Request.Body.CopyToAsync(bytes);
                    bytes.Position = 0;
                    var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
                    var payment = await {|CBG1002:JsonSerializer.DeserializeAsync<AcmePayment>(bytes, options)|};
                    return payment is null ? BadRequest() : Ok(payment.Id);
                }

                [HttpPost("/y")]
                public async Task Notice([FromBody] JsonElement body, [FromServices] Orders orders)
                {
                    var notice = {|CBG1002:body.Deserialize<AcmeNotice>()|}!;
                    await orders.ShipAsync(notice.InvoiceId);
                }
            }

            static class Routes
            {
                public static void Map(WebApplication app) => app.MapPost("/z", async (HttpContext context) =>
                {
                    var form = await context.Request.ReadFormAsync();
                    var ping = {|CBG1002:JsonSerializer.Deserialize<AcmePing>(form["payload"].ToString())|}!;
                    return Results.Ok(ping.Id);
                });
            }
            """,
            """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;

            public class HookController : Controller
            {
                [HttpPost("/x")]
                public IActionResult Index(Verified<AcmePayment> callback)
                {
                    Request.EnableBuffering();
                    var payment = callback.Payload;
                    return payment is null ? BadRequest() : Ok(payment.Id);
                }

                [HttpPost("/y")]
                public async Task Notice(Authenticated<AcmeNotice> callback, [FromServices] Orders orders)
                {
                    var notice = callback.Payload;
                    await orders.ShipAsync(notice.InvoiceId);
                }
            }

            static class Routes
            {
                public static void Map(WebApplication app) => app.MapPost("/z", (Received<AcmePing> callback, HttpContext context) =>
                {
                    var ping = callback.Payload;
                    return Results.Ok(ping.Id);
                });
            }
            """
        );

    [Fact]
    public Task A_directive_that_served_the_read_alone_goes_too() =>
        Fix.VerifyCodeFixAsync(
            """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;
            using Newtonsoft.Json;

            namespace Shop.Hooks
            {
                public class HookController : Controller
                {
                    [HttpPost("/x")]
                    public async Task<IActionResult> Index()
                    {
                        var json = await new StreamReader(Request.Body).ReadToEndAsync();
                        var e = {|CBG1002:JsonConvert.DeserializeObject<AcmePayment>(json)|};
                        return e is null ? BadRequest() : Ok(e.Id);
                    }
                }
            }
            """ + Newtonsoft,
            """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;

            namespace Shop.Hooks
            {
                public class HookController : Controller
                {
                    [HttpPost("/x")]
                    public IActionResult Index(Verified<AcmePayment> callback)
                    {
                        var e = callback.Payload;
                        return e is null ? BadRequest() : Ok(e.Id);
                    }
                }
            }
            """ + Newtonsoft
        );

    [Theory]
    [InlineData(
        """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, HttpClient http, Orders orders) =>
                {
                    var stated = await {|CBG1002:http.GetFromJsonAsync<AcmeNotice>(
                        "https://acme.example/" + notice.Payload.InvoiceId
                    )|};
                    orders.Handle(stated!);
                }
            );
            """
    )]
    [InlineData(
        """
            app.MapPost(
                "/x",
                async (HttpRequest request, ILogger<Orders> log) =>
                {
                    var json = await new StreamReader(request.Body).ReadToEndAsync();
                    log.LogInformation("{Json}", json);
                    var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|};
                }
            );
            """
    )]
    [InlineData(
        """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var payment = await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|};
                    return request.Query["shop"].ToString() + payment;
                }
            );
            """
    )]
    [InlineData(
        """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var json = await new StreamReader(request.Body).ReadToEndAsync();
                    json = json.Trim('+');
                    var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|};
                }
            );
            """
    )]
    [InlineData(
        """app.MapPost("/x", async (HttpRequest request) => Results.Ok(await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|}));"""
    )]
    [InlineData(
        """app.MapPost("/x", async context => { var payment = await {|CBG1002:context.Request.ReadFromJsonAsync<AcmePayment>()|}; });"""
    )]
    [InlineData(
        """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var all = await {|CBG1002:request.ReadFromJsonAsync<List<AcmePayment>>()|};
                }
            );
            """
    )]
    [InlineData(
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, HttpRequest request) =>
                {
                    var order = await {|CBG1002:request.ReadFromJsonAsync<Order>()|};
                }
            );
            """
    )]
    public Task No_fix_is_offered_for_other_shapes(string code) => Fix.VerifyNoCodeFixAsync(Program(code));
}
