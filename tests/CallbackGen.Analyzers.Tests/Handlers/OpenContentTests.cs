using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.OpenOperationsAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1037: an endpoint shows stored content of a callback to any caller that knows an order's number.</summary>
public sealed class OpenContentTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a text"] = Page(
            """
            app.MapGet(
                "/orders/{number}/payment",
                async (string number, Payments payments) =>
                    await payments.FindAsync(number) is { } row
                        ? Results.Text({|CBG1037:row.RawPayload|}, "application/json")
                        : Results.NotFound()
            );
            """
        ),
        ["a member of an object"] = Page(
            """
            app.MapGet(
                "/orders/{number:long}/payment",
                async (long number, Payments payments) =>
                {
                    var row = await payments.OfAsync(number);
                    return Results.Ok(new { row.Number, callback = {|CBG1037:row.RawPayload|} });
                }
            );
            """
        ),
        ["a row as a whole"] = Page(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, Payments payments) =>
                {
                    var row = await payments.FindAsync(number);
                    return row is null ? Results.NotFound() : Results.Ok({|CBG1037:row|});
                }
            );
            """
        ),
        ["what a lambda returns"] = Page(
                """
                app.MapGet(
                    "/payments/{number}",
                    async (string number, Payments payments) => {|CBG1037:await payments.FindAsync(number)|}
                );
                """
            )
            .Replace(
                "{|CBG1037:await payments.FindAsync(number)|}",
                "await {|CBG1037:payments.FindAsync(number)|}",
                StringComparison.Ordinal
            ),
        ["SQL"] = Page(
                """
                app.MapGet(
                    "/payments/{number}",
                    async (string number, System.Data.IDbConnection connection) =>
                        Results.Text(
                            {|CBG1037:await connection.ExecuteScalarAsync<string>(
                                "select raw_payload from payments where number = @number",
                                new { number }
                            )|} ?? "",
                            "application/json"
                        )
                );
                """
            )
            .Replace("{|CBG1037:await connection", "await {|CBG1037:connection", StringComparison.Ordinal),
        ["the payer's account"] = Page(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, Payments payments) =>
                    Results.Ok(new { {|CBG1037:(await payments.FindAsync(number))!.Iban|} })
            );
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Callback(Verified<AcmePayment> payment) => Ok();

            [HttpGet("/payments/{number}")]
            public async Task<IActionResult> Show(string number, [FromServices] Payments payments) =>
                Content({|CBG1037:(await payments.FindAsync(number))!.RawPayload|});
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a login"] = Page(
            """
            app.MapGet(
                    "/payments/{number}",
                    async (string number, Payments payments) => Results.Ok(await payments.FindAsync(number))
                )
                .RequireAuthorization();
            """
        ),
        ["whose user it is"] = Page(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, System.Security.Claims.ClaimsPrincipal user, Payments payments) =>
                    await payments.FindAsync(number) is { } row && row.Customer == user.Identity?.Name
                        ? Results.Text(row.RawPayload)
                        : Results.NotFound()
            );
            """
        ),
        ["only whether there is one"] = Page(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, Payments payments) =>
                    await payments.FindAsync(number) is { } row
                        ? Results.Ok(new { isPaid = row.RawPayload.Length > 0, row.Number })
                        : Results.NotFound()
            );
            """
        ),
        ["by a secret"] = Page(
            """app.MapGet("/payments/{id:guid}", async (Guid id, Payments payments) => Results.Ok(await payments.ByAsync(id)));"""
        ),
        ["the callback's own page"] = Page(
            """
            app.MapGet(
                "/return",
                async (Verified<AcmePayment> payment, string lang, Payments payments) =>
                    Results.Ok(await payments.FindAsync(payment.Payload.Order.Number))
            );
            """
        ),
        ["SQL of something else"] = Page(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, System.Data.IDbConnection connection) =>
                    Results.Text(
                        await connection.ExecuteScalarAsync<string>(
                            "select state from payments where number = @number",
                            new { number }
                        ) ?? ""
                    )
            );
            """
        ),
        ["a row without it"] = Page(
            """app.MapGet("/orders/{number}", async (string number, Orders orders) => Results.Ok(await orders.FindAsync(number)));"""
        ),
        ["a project without callbacks"] = Program(
            """
            app.MapGet(
                "/payments/{number}",
                async (string number, Payments payments) => Results.Ok(await payments.FindAsync(number))
            );
            """
        ),
    };

    private const string Types = """
        namespace Shop;

        public class PaymentRow
        {
            public string Number { get; set; } = "";
            public string Customer { get; set; } = "";
            public string RawPayload { get; set; } = "";
            public string Iban { get; set; } = "";
        }

        public class Payments
        {
            public Task<PaymentRow?> FindAsync(string number) => Task.FromResult<PaymentRow?>(null);

            public Task<PaymentRow> OfAsync(long number) => Task.FromResult(new PaymentRow());

            public Task<PaymentRow?> ByAsync(Guid id) => Task.FromResult<PaymentRow?>(null);
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Content_for_anybody_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync("using Dapper;\n" + Reported[name], Types, StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) =>
        Verify.VerifyAnalyzerAsync("using Dapper;\n" + Silent[name], Types, StoreLibraries.Source);

    private static string Page(string code) =>
        Program($$"""app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }); {{code}}""");
}
