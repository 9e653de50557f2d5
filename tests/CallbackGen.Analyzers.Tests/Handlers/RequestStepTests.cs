using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ChosenByRequestAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1031 one call away: a function of the same class reads the request, and the order that it returns is paid.</summary>
public sealed class RequestStepTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["the query, by an expression"] = Action(
            """await {|CBG1031:_orders.MarkPaidAsync(Number(), payment.Payload.Amount)|};""",
            """private string Number() => Request.Query["order"].FirstOrDefault() ?? "";"""
        ),
        ["the query, by statements"] = Action(
            """var number = Number(); await {|CBG1031:_orders.MarkPaidAsync(number, payment.Payload.Amount)|};""",
            """private string Number() { var found = Request.Query["order"]; return found.ToString(); }"""
        ),
        ["a header, by a property"] = Action(
            """await {|CBG1031:_orders.ShipAsync(Number)|};""",
            """private string Number => Request.Headers["X-Order"].ToString();"""
        ),
        ["a header, or else the message"] = Action(
            """await {|CBG1031:_orders.ShipAsync(NumberOf(payment.Payload))|};""",
            """private string NumberOf(AcmePayment paid) => Request.Headers["X-Order"].FirstOrDefault() ?? paid.Id;"""
        ),
        ["the route, by a name"] = Action(
            """await {|CBG1031:_orders.ShipAsync(Of("order"))|};""",
            """private string Of(string name) => (string)HttpContext.Request.RouteValues[name]!;"""
        ),
        ["a function that is handed the request"] =
            Program(
                """
                app.MapPost(
                    "/x",
                    async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
                    {
                        await {|CBG1031:orders.ShipAsync(Requests.OrderOf(context.Request))|};
                    }
                );
                """
            ) + "static class Requests { public static string OrderOf(HttpRequest request) => request.Query[\"order\"].ToString(); }",
        ["a local function"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
                {
                    await {|CBG1031:orders.ShipAsync(Number())|};
                    string Number() => context.Request.Form["order"].ToString();
                }
            );
            """
        ),
        ["a function that acts on it"] = Action(
            """await {|CBG1031:SettleAsync(payment.Payload)|};""",
            """private Task SettleAsync(AcmePayment it) => _orders.MarkPaidAsync(Request.Query["order"].ToString(), it.Amount);"""
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a name of the message"] = Action(
            """await _orders.MarkPaidAsync(Number(payment.Payload), payment.Payload.Amount);""",
            """private static string Number(AcmePayment it) => it.Order.Number;"""
        ),
        ["a tenant"] = Action(
            """await _orders.MarkPaidAsync(payment.Payload.Order.Number, 1m, Tenant());""",
            """private string Tenant() => Request.Headers["X-Tenant"].ToString();"""
        ),
        ["the request's own name, in a log"] = Action(
            """logger.LogInformation("{Request}", Trace()); await _orders.ShipAsync(payment.Payload.Order.Number);""",
            """private string Trace() => Request.Headers["X-Request-Id"].ToString();"""
        ),
        ["compared with the message"] = Action(
            """if (Number() != payment.Payload.Order.Number) return; await _orders.ShipAsync(Number());""",
            """private string Number() => Request.Query["order"].ToString();"""
        ),
        ["a function that compares"] = Action(
            """await SettleAsync(payment.Payload);""",
            """
            private Task SettleAsync(AcmePayment it) =>
                Request.Query["order"] == it.Order.Number
                    ? _orders.ShipAsync(Request.Query["order"].ToString())
                    : Task.CompletedTask;
            """
        ),
        ["a function that reads no request"] = Action("""await _orders.ShipAsync(Number());""", """private string Number() => "1";"""),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_a_function_reads_out_of_the_request_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Action(string code, string members) =>
        Controller(
            $$"""
            [HttpPost("/x")]
            public async Task Post(Verified<AcmePayment> payment, [FromServices] ILogger<Orders> logger)
            {
                await Task.Yield();
                {{code}}
            }
            {{members}}
            """
        );
}
