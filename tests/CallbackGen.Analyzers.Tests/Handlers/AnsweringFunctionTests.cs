using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using GivenAway = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.GivenAwayAnalyzer>;
using Refusal = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.RefusalAnsweredAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1018 and CBG1036 one call away: a function of the application answers a refused callback.</summary>
public sealed class AnsweringFunctionTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a refusal"] = Action(
            "if (!result.IsSuccess) return {|CBG1018:Refused(result.Rejection)|}; return Ok();",
            """
            private IActionResult Refused(CallbackRejection? rejection)
            {
                logger.LogWarning("{Rejection}", rejection);
                return Ok(new { status = "ignored" });
            }
            """
        ),
        ["an object"] = Action(
            "if (!result.TryGetValue(out var payment, out var rejection)) return {|CBG1018:Refuse(rejection)|}; return Ok();",
            """private IActionResult Refuse(object rejection) { logger.LogWarning("{Rejection}", rejection); return Ok(); }"""
        ),
        ["nothing"] = Action(
            "if (!result.IsSuccess) return {|CBG1018:Done()|}; return Ok();",
            """private IActionResult Done() => NoContent();"""
        ),
        ["a task"] = Action(
            "if (!result.IsSuccess) return {|CBG1018:await RefuseAsync(\"forged\")|}; return Ok();",
            """
            private async Task<IActionResult> RefuseAsync(string why)
            {
                await Task.Yield();
                logger.LogWarning("{Why}", why);
                return Accepted();
            }
            """
        ),
        ["a choice"] = Action(
            "return result.IsSuccess ? Ok() : {|CBG1018:Refused(result.Rejection!)|};",
            """private IActionResult Refused(CallbackRejection rejection) => rejection.IsProven ? Ok() : NoContent();"""
        ),
        ["a function of another type"] =
            Program(
                """
                app.MapPost(
                    "/x",
                    (CallbackRequest request, CallbackKeys keys) =>
                        AcmePayment.Verify(request, keys) is { IsSuccess: false } refused
                            ? {|CBG1018:Refusals.Of(refused.Rejection!)|}
                            : Results.Ok()
                );
                """
            )
            + "static class Refusals { public static IResult Of(CallbackRejection rejection) => Results.Ok(rejection.Reason.ToString()); }",
        ["a function that writes"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext http, CallbackRequest request, CallbackKeys keys) =>
                {
                    if (!AcmePayment.Verify(request, keys).IsSuccess)
                    {
                        {|CBG1018:Refuse(http)|};
                        return;
                    }
                    await http.Response.WriteAsync("OK");
                    static void Refuse(HttpContext http) => http.Response.StatusCode = 200;
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["401"] = Action(
            "if (!result.IsSuccess) return Refused(result.Rejection!); return Ok();",
            """private IActionResult Refused(CallbackRejection rejection) => StatusCode(rejection.IsProven ? 400 : 401);"""
        ),
        ["for one reason"] = Action(
            "if (!result.IsSuccess) return Refused(result.Rejection!); return Ok();",
            """
            private IActionResult Refused(CallbackRejection rejection) =>
                rejection.Reason == CallbackRejectionReason.Expired ? Ok() : Unauthorized();
            """
        ),
        ["another try"] = Action(
            "if (!result.IsSuccess) return Other(Request); return Ok();",
            """private IActionResult Other(HttpRequest request) => Ok(request.Query["challenge"].ToString());"""
        ),
        ["what passed"] = Action(
            "if (result.IsSuccess) return Done(); return Unauthorized();",
            """private IActionResult Done() => Ok();"""
        ),
        ["a function that writes 401"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext http, CallbackRequest request, CallbackKeys keys) =>
                {
                    if (!AcmePayment.Verify(request, keys).IsSuccess)
                    {
                        Refuse(http);
                        return;
                    }
                    await http.Response.WriteAsync("OK");
                    static void Refuse(HttpContext http) => http.Response.StatusCode = 401;
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Told = new()
    {
        ["a refusal as an object"] = Action(
            "if (!result.TryGetValue(out var payment, out var rejection)) return Refused(rejection); return Ok();",
            """private IActionResult Refused(object rejection) => Unauthorized(new { error = {|CBG1036:rejection.ToString()|} });"""
        ),
        ["a refusal as any type"] = Action(
            "if (!result.IsSuccess) return Refused(result.Rejection); return Ok();",
            """private IActionResult Refused<T>(T why) => Unauthorized($"refused: {{|CBG1036:why|}}");"""
        ),
        ["its text"] = Action(
            "if (!result.IsSuccess) return Refused(result.Rejection!.ToString()); return Ok();",
            """private IActionResult Refused(string? why) => Unauthorized(new { error = {|CBG1036:why|} });"""
        ),
        ["its detail"] = Action(
            "if (!result.IsSuccess) return Refused($\"no: {result.Rejection!.Detail}\"); return Ok();",
            """private IActionResult Refused(string why) => BadRequest({|CBG1036:why|});"""
        ),
    };

    private static readonly HandlerCases Kept = new()
    {
        ["its reason"] = Action(
            "if (!result.IsSuccess) return Refused(result.Rejection!.Reason.ToString()); return Ok();",
            """private IActionResult Refused(string why) => BadRequest(why);"""
        ),
        ["a text of the source"] = Action(
            "if (!result.IsSuccess) return Refused(\"refused\"); return Ok();",
            """private IActionResult Refused(string why) => BadRequest(why);"""
        ),
        ["only logged"] = Action(
            "if (!result.TryGetValue(out var payment, out var rejection)) return Refused(rejection); return Ok();",
            """private IActionResult Refused(object rejection) { logger.LogWarning("{Rejection}", rejection); return Unauthorized(); }"""
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    public static TheoryData<string> ToldNames => Told.Names;

    public static TheoryData<string> KeptNames => Kept.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_success_for_a_refusal_is_reported(string name) => Refusal.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Any_other_answer_is_silent(string name) => Refusal.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [MemberData(nameof(ToldNames))]
    public Task A_refusal_that_is_told_is_reported(string name) => GivenAway.VerifyAnalyzerAsync(Told[name]);

    [Theory]
    [MemberData(nameof(KeptNames))]
    public Task One_that_is_kept_is_silent(string name) => GivenAway.VerifyAnalyzerAsync(Kept[name]);

    private static string Action(string code, string members) =>
        Controller(
            $$"""
            private readonly ILogger<Orders> logger = null!;
            [HttpPost("/x")]
            public async Task<IActionResult> Post([FromServices] CallbackRequest request, [FromServices] CallbackKeys keys)
            {
                await Task.Yield();
                var result = AcmePayment.Verify(request, keys);
                {{code}}
            }
            {{members}}
            """
        );
}
