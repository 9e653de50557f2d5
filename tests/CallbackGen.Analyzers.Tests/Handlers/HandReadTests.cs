using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.HandReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1015: an endpoint parses a compiled feed's callback by hand.</summary>
public sealed class HandReadTests
{
    private const string Library = """
        namespace Newtonsoft.Json
        {
            public static class JsonConvert
            {
                public static T? DeserializeObject<T>(string json) => default;

                public static object? DeserializeObject(string json) => null;
            }
        }

        namespace Newtonsoft.Json.Linq
        {
            public abstract class JToken
            {
                public virtual JToken? this[object key] => null;

                public JToken? SelectToken(string path) => null;

                public T? Value<T>(object key) => default;
            }

            public class JObject : JToken
            {
                public static JObject Parse(string json) => new();

                public JToken? this[string name] => null;
            }
        }
        """;

    private const string Usings = "using System.Text.Json;\nusing System.Text.Json.Nodes;\nusing Newtonsoft.Json.Linq;\n";

    private static readonly HandlerCases Reported = new()
    {
        ["a document, and an effect"] = Program(
            """
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                using var document = await JsonDocument.ParseAsync(request.Body);
                if ({|CBG1015:document.RootElement.GetProperty("status")|}.GetString() == "paid")
                    await orders.ShipAsync(document.RootElement.GetProperty("order").GetProperty("number").GetString()!);
            });
            """
        ),
        ["text that was parsed, at a route of callbacks"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                async (HttpContext context) =>
                {
                    var text = await new StreamReader(context.Request.Body).ReadToEndAsync();
                    var root = JsonDocument.Parse(text).RootElement;
                    return
                        {|CBG1015:root.TryGetProperty("id", out var id)|} && root.TryGetProperty("status", out var status)
                        ? Results.Ok(id.GetString() + status.GetString())
                        : Results.BadRequest();
                }
            );
            """
        ),
        ["an element that the host has read"] = Program(
            """
            app.MapPost(
                "/x",
                (JsonElement body, Orders orders) =>
                    orders.MarkPaidAsync(
                        {|CBG1015:body.GetProperty("id")|}.GetString()!,
                        decimal.Parse(body.GetProperty("amount").GetString()!)
                    )
            );
            """
        ),
        ["a node"] = Program(
            """
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                var node = JsonNode.Parse(await new StreamReader(request.Body).ReadToEndAsync())!;
                await orders.MarkPaidAsync({|CBG1015:node["id"]|}!.GetValue<string>(), node["amount"]!.GetValue<decimal>());
            });
            """
        ),
        ["a form of which names are rare"] = Program(
            """app.MapPost("/x", (HttpRequest request) => Results.Ok({|CBG1015:request.Form["invoice_id"]|} + request.Form["network"]));"""
        ),
        ["a form with the feed's token"] = Program(
            """
            app.MapPost("/x", async (HttpRequest request) =>
            {
                var form = await request.ReadFormAsync();
                return Results.Ok({|CBG1015:form["invoice_id"]|}.ToString() + form["token"] + form["other"]);
            });
            """
        ),
        ["an action with a form"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post([FromForm] IFormCollection form)
            {
                await _orders.MarkPaidAsync({|CBG1015:form["invoice_id"]|}!, decimal.Parse(form["amount"]!));
                return Ok();
            }
            """
        ),
        ["Newtonsoft's objects"] = Program(
            """
            app.MapPost("/webhooks/acme", async (HttpRequest request) =>
            {
                var json = JObject.Parse(await new StreamReader(request.Body).ReadToEndAsync());
                return Results.Ok($"{{|CBG1015:json["status"]|}} {json.SelectToken("order.number")}");
            });
            """
        ),
        ["dynamic"] = Program(
            """
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                dynamic body = Newtonsoft.Json.JsonConvert.DeserializeObject(await new StreamReader(request.Body).ReadToEndAsync())!;
                if ({|CBG1015:body.status|} == "paid")
                    await orders.ShipAsync((string)body.id);
            });
            """
        ),
        ["a dictionary"] = Program(
            """
            app.MapPost(
                "/webhook",
                (Dictionary<string, JsonElement> body) =>
                    Results.Ok({|CBG1015:body["status"]|}.ToString() + body["amount"])
            );
            """
        ),
        ["middleware"] = """
            using System.Text.Json;

            namespace Shop;

            public class AcmeWebhookMiddleware(RequestDelegate next, Orders orders)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    using var document = await JsonDocument.ParseAsync(context.Request.Body);
                    await orders.MarkPaidAsync(
                        {|CBG1015:document.RootElement.GetProperty("id")|}.GetString()!,
                        document.RootElement.GetProperty("amount").GetDecimal()
                    );
                    await next(context);
                }
            }
            """,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["an interface of one's own"] = Program(
            """
            app.MapPost(
                "/orders",
                (JsonElement body) =>
                    Results.Ok(
                        body.GetProperty("order").GetString()
                            + body.GetProperty("currency").GetString()
                            + body.GetProperty("coupon").GetString()
                    )
            );
            """
        ),
        ["common names without an effect"] = Program(
            """app.MapPost("/search", (HttpRequest request) => Results.Ok(request.Form["status"] + request.Form["currency"]));"""
        ),
        ["people who have signed in"] = Program(
            """
            app.MapPost(
                    "/admin/orders",
                    (JsonElement body, Orders orders) =>
                        orders.MarkPaidAsync(
                            body.GetProperty("id").GetString()!,
                            body.GetProperty("amount").GetDecimal()
                        )
                )
                .RequireAuthorization();
            """
        ),
        ["one name"] = Program(
            """app.MapPost("/callbacks/x", (JsonElement body, Orders orders) => orders.ShipAsync(body.GetProperty("id").GetString()!));"""
        ),
        ["the answer of the provider's API"] = Class(
            """
            public async Task<string> AskAsync(HttpClient http, Orders orders)
            {
                using var response = await http.GetAsync("https://api.acme.example/payments/1");
                var root = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
                await orders.MarkPaidAsync(root.GetProperty("id").GetString()!, root.GetProperty("amount").GetDecimal());
                return root.GetProperty("invoice_id").GetString()! + root.GetProperty("network").GetString();
            }
            """
        ),
        ["what was stored"] = Class(
            """
            public string Read(IDictionary<string, string> stored, string id)
            {
                var root = JsonDocument.Parse(stored[id]).RootElement;
                return root.GetProperty("invoice_id").GetString() + root.GetProperty("network").GetString();
            }
            """
        ),
        ["a feed that is verified here too"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                async (HttpRequest request, CallbackKeys keys) =>
                {
                    using var buffer = new MemoryStream();
                    await request.Body.CopyToAsync(buffer);
                    var root = JsonDocument.Parse(buffer.ToArray()).RootElement;
                    Console.WriteLine(root.GetProperty("id").GetString() + root.GetProperty("status").GetString());
                    return AcmePayment
                        .Verify(CallbackRequest.Post(buffer.ToArray(), "application/json"), keys)
                        .IsSuccess
                        ? Results.Ok()
                        : Results.Unauthorized();
                }
            );
            """
        ),
        ["a message at hand"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, HttpRequest request) =>
                {
                    Console.WriteLine(request.Query["id"] + request.Query["status"] + payment.Payload.Id);
                }
            );
            """
        ),
        ["settings"] = Program(
            """var settings = new Dictionary<string, string>(); Console.WriteLine(settings["invoice_id"] + settings["network"]);"""
        ),
        ["another provider's hook"] = Program(
            """
            app.MapPost(
                "/webhooks/globex",
                (JsonElement body, Orders orders) =>
                    orders.ShipAsync(body.GetProperty("ref").GetString()! + body.GetProperty("outcome").GetString())
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_callback_that_is_read_by_hand_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Library);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Library);

    [Fact]
    public async Task The_message_names_the_feed_and_what_was_read_and_leads_to_the_schema()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Usings + Reported["a form of which names are rare"], Library);
        Assert.Equal(
            "This reads \"invoice_id\", \"network\", members of the feed acme.notice, from an unverified request; map it by "
                + "MapCallback<AcmeNotice>, or call AcmeNotice.Verify and read the payload (acme.notice.callback.json, line 3)",
            Assert.Single(reported).GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task A_project_of_tests_is_silent() =>
        await new Harness.HandlerTest<Generator.Analyzers.HandReadAnalyzer>
        {
            Sources = [Usings + Harness.Markup.Parse(Reported["a node"]).Text, Library],
            Config = "build_property.IsTestProject = true",
        }.RunAsync();
}
