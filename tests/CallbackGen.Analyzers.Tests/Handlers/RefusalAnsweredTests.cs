using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.RefusalAnsweredAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1018: a refused callback is answered with a success.</summary>
public sealed class RefusalAnsweredTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["not a success"] = Route("if (!result.IsSuccess) return {|CBG1018:Results.Ok()|}; return Results.Ok(result.Value.Payload.Id);"),
        ["a log line, and 200"] = Route(
            """
            if (!result.IsSuccess)
            {
                logger.LogWarning("{Reason}", result.Rejection.Reason);
                return {|CBG1018:Results.StatusCode(200)|};
            }
            return Results.Ok(result.Value.Payload.Id);
            """
        ),
        ["no value"] = Route(
            """
            if (!result.TryGetValue(out var payment, out _))
                return {|CBG1018:Results.NoContent()|};
            return Results.Ok(payment.Payload.Id);
            """
        ),
        ["false"] = Route(
            """
            if (result.TryGetValue(out var payment, out _) is false)
                return {|CBG1018:TypedResults.Ok()|};
            return Results.Ok(payment.Payload.Id);
            """
        ),
        ["equal to false"] = Route(
            "if (result.IsSuccess == false) return {|CBG1018:Results.Accepted()|}; return Results.Ok(result.Value!.Payload.Id);"
        ),
        ["a pattern"] = Route(
            "if (result is { IsSuccess: false }) return {|CBG1018:Results.Ok()|}; return Results.Ok(result.Value!.Payload.Id);"
        ),
        ["a rejection"] = Route(
            "if (result.Rejection is not null) return {|CBG1018:Results.Ok()|}; return Results.Ok(result.Value!.Payload.Id);"
        ),
        ["the other branch"] = Route(
            "if (result.IsSuccess) { return Results.Ok(result.Value.Payload.Id); } else { return {|CBG1018:Results.Ok()|}; }"
        ),
        ["what comes after"] = Route(
            "if (result.TryGetValue(out var payment, out _)) await orders.ShipAsync(payment.Payload.Id); return {|CBG1018:Results.Ok()|};"
        ),
        ["what comes after a log line"] = Route(
            """if (!result.IsSuccess) logger.LogWarning("refused"); return {|CBG1018:Results.Ok()|};"""
        ),
        ["a choice"] = Route("return result.IsSuccess ? Results.Ok(result.Value.Payload.Id) : {|CBG1018:Results.Ok()|};"),
        ["a switch"] = Route(
            """
            return result switch
            {
                { IsSuccess: true, Value: var payment } => Results.Ok(payment!.Payload.Id),
                _ => {|CBG1018:Results.Ok()|}
            };
            """
        ),
        ["a switch over success"] = Route("return result.IsSuccess switch { true => Results.Ok(), false => {|CBG1018:Results.Ok()|} };"),
        ["a flag"] = Route("var accepted = result.IsSuccess; if (!accepted) return {|CBG1018:Results.Ok()|}; return Results.Ok();"),
        ["a status that is set"] = Program(
            """
            app.MapPost(
                "/x",
                (HttpContext context, CallbackRequest request, CallbackKeys keys) =>
                {
                    if (!AcmePayment.Verify(request, keys).IsSuccess)
                    {
                        {|CBG1018:context.Response.StatusCode = StatusCodes.Status202Accepted|};
                        return;
                    }
                    context.Response.StatusCode = 204;
                }
            );
            """
        ),
        ["the host's own answer"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, CallbackRequest request, CallbackKeys keys, Orders orders) =>
                {
                    var result = AcmePayment.Verify(request, keys);
                    if (!result.IsSuccess)
                        {|CBG1018:return;|}
                    await orders.ShipAsync(result.Value.Payload.Id);
                }
            );
            """
        ),
        ["the host's own answer at the end"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, CallbackRequest request, CallbackKeys keys, Orders orders) =>
                {
                    if ({|CBG1018:AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _)|})
                        await orders.ShipAsync(payment.Payload.Id);
                }
            );
            """
        ),
        ["an exception that is caught"] = Program(
            """
            app.MapPost(
                "/x",
                (CallbackRequest request, CallbackKeys keys) =>
                {
                    try
                    {
                        return Results.Ok(AcmePayment.Verify(request, keys).GetValueOrThrow().Payload.Id);
                    }
                    catch (CallbackRejectedException)
                    {
                        return {|CBG1018:Results.Ok()|};
                    }
                }
            );
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post([FromServices] CallbackRequest request, [FromServices] CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                {
                    return {|CBG1018:Ok(new { status = "error" })|};
                }
                return Ok(_orders.ToString());
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["401"] = Route("if (!result.IsSuccess) return Results.Unauthorized(); return Results.Ok(result.Value.Payload.Id);"),
        ["a status of one's own"] = Route(
            """
            return result.TryGetValue(out var payment, out var why)
                ? Results.Ok(payment.Payload.Id)
                : Results.Json(new { why.Reason }, statusCode: 400);
            """
        ),
        ["a choice in the right order"] = Route("return !result.IsSuccess ? Results.BadRequest() : Results.Ok();"),
        ["one reason that is meant to pass"] = Route(
            """
            if (!result.IsSuccess && result.Rejection.Reason == CallbackRejectionReason.NotSelected)
                return Results.Ok();
            return result.IsSuccess ? Results.Ok() : Results.Unauthorized();
            """
        ),
        ["one reason inside"] = Route(
            """
            if (!result.IsSuccess)
            {
                if (result.Rejection.Reason == CallbackRejectionReason.NotSelected)
                    return Results.Ok();
                return Results.Unauthorized();
            }
            return Results.Ok();
            """
        ),
        ["an exception"] = Route("if (!result.IsSuccess) throw new CallbackRejectedException(result.Rejection); return Results.Ok();"),
        ["after a refusal"] = Route(
            "if (result.IsSuccess) { await orders.ShipAsync(result.Value.Payload.Id); return Results.Ok(); } return Results.Unauthorized();"
        ),
        ["a status that is set"] = Program(
            """
            app.MapPost(
                "/x",
                (HttpContext context, CallbackRequest request, CallbackKeys keys) =>
                {
                    if (!AcmePayment.Verify(request, keys).IsSuccess)
                    {
                        context.Response.StatusCode = 401;
                        return;
                    }
                    context.Response.StatusCode = 204;
                }
            );
            """
        ),
        ["a status that was set before"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, CallbackRequest request, CallbackKeys keys, Orders orders) =>
                {
                    context.Response.StatusCode = 401;
                    if (AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _))
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                        context.Response.StatusCode = 200;
                    }
                }
            );
            """
        ),
        ["a job that has nothing to answer"] = Class(
            """
            public async Task RunAsync(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    return;
                await orders.ShipAsync(result.Value.Payload.Id);
            }
            """
        ),
        ["a refused confirmation"] = Program(
            """
            app.MapPost(
                "/x",
                async (Authenticated<AcmeNotice> notice, AcmeApi api) =>
                {
                    var answer = await notice.ConfirmAsync(
                        (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token)
                    );
                    return answer.IsSuccess ? Results.Ok() : Results.Ok();
                }
            );
            """
        ),
        ["a result of another kind"] = Program(
            """
            app.MapPost(
                "/x",
                (Dictionary<string, string> all) =>
                {
                    if (!all.TryGetValue("x", out var found))
                        return Results.Ok();
                    return Results.Ok(found);
                }
            );
            """
        ),
        ["a predicate"] = Class(
            """
            public bool Check(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    return false;
                return true;
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_refusal_that_is_answered_as_a_success_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapPost("/x", async (CallbackRequest request, CallbackKeys keys, Orders orders, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                var result = AcmePayment.Verify(request, keys);
                {{code}}
            });
            """
        );
}
