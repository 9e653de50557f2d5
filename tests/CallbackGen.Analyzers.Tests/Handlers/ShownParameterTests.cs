using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1002 with a message: a query parameter that only selects the layout of the response is no part of the callback.</summary>
public sealed class ShownParameterTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a name of the payload"] = Action("{|CBG1002:string|} status", "return Ok(status);"),
        ["a name like one of the payload"] = Action("{|CBG1002:string|} orderNumber", "return Ok(orderNumber);"),
        ["a language that is stored"] = Action(
            "{|CBG1002:string|} lang",
            "await _orders.MarkPaidAsync(payment.Payload.Id, 1m, lang); return Ok();"
        ),
        ["a page that decides"] = Action(
            "{|CBG1002:string|} tab",
            """if (tab == "ship") await _orders.ShipAsync(payment.Payload.Id); return Ok();"""
        ),
        ["a page by a local that decides"] = Action(
            "{|CBG1002:string|} tab",
            """var isNew = tab == "new"; if (isNew) await _orders.ShipAsync(payment.Payload.Id); return Ok();"""
        ),
        ["a page that something is found by"] = Action("{|CBG1002:string|} tab", "return Ok(await _orders.FindAsync(tab));"),
        ["an address to go to"] = Action("{|CBG1002:string|} returnUrl", "return Redirect(returnUrl);"),
        ["one that nobody reads"] = Action("{|CBG1002:string|} lang", "return Ok();"),
        ["an address of the query to go to"] = Program(
            """
            app.MapPost(
                "/x",
                (Verified<AcmePayment> payment, HttpRequest request) =>
                    Results.LocalRedirect({|CBG1002:request.Query|}["next"].ToString())
            );
            """
        ),
        ["a status of the query"] = Program(
            """
            app.MapPost(
                "/x",
                (Verified<AcmePayment> payment, HttpRequest request) =>
                    Results.Text({|CBG1002:request.Query|}["status"].ToString() == "paid" ? "Thank you" : "Failed")
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a language of the answer"] = Action(
            "string? lang",
            """await _orders.ShipAsync(payment.Payload.Id); return Ok(lang is "uk" ? "Дякуємо" : "Thank you");"""
        ),
        ["a page"] = Action("string? tab", """return tab == "shipping" ? Ok("shipping") : Ok("receipt");"""),
        ["a page, by a local and a branch"] = Action(
            "string? tab",
            """var isShort = tab == "short"; if (isShort) return Ok("short"); return Ok("long");"""
        ),
        ["a culture"] = Action(
            "string? culture",
            """
            System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(
                culture ?? "en"
            );
            return Ok("thanks");
            """
        ),
        ["a header of the answer"] = Action("string? lang", """Response.Headers.ContentLanguage = lang; return Ok("thanks");"""),
        ["a number of a page"] = Action("int? page", """return Ok(new { page });"""),
        ["a route"] = Program(
            """
            app.MapPost(
                "/x",
                (Verified<AcmePayment> payment, [Microsoft.AspNetCore.Mvc.FromQuery] string? lang) =>
                    Results.Text(lang == "uk" ? "Дякуємо" : "Thank you")
            );
            """
        ),
        ["a choice of addresses, by the query"] = Program(
            """
            app.MapPost(
                "/x",
                (Verified<AcmePayment> payment, HttpRequest request) =>
                {
                    var next = request.Query["next"].ToString();
                    return Results.LocalRedirect(next == "account" ? "/account" : "/thanks");
                }
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_value_that_something_depends_on_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task One_that_is_shown_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Action(string parameter, string code) =>
        Controller(
            $$"""
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment, [FromQuery] {{parameter}})
            {
                await Task.Yield();
                {{code}}
            }
            """
        );
}
