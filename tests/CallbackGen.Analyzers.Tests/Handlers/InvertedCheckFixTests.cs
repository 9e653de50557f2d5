using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UncheckedResultAnalyzer,
    CallbackGen.CodeFixes.GetValueOrThrowFix
>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// The fix of CBG1003 for an inverted check, which accepts only refused callbacks: an exception there would refuse the
/// genuine ones.
/// </summary>
public sealed class InvertedCheckFixTests
{
    [Theory]
    [InlineData(
        "if (result.IsSuccess) return; await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id); orders.Handle(result.Value!);",
        "if (!result.IsSuccess) return; await orders.ShipAsync(result.Value!.Payload.Id); orders.Handle(result.Value!);"
    )]
    [InlineData(
        "if (result.Rejection is null) { throw new InvalidOperationException(); } orders.Handle({|CBG1003:result.Value|}!);",
        "if (result.Rejection is not null) { throw new InvalidOperationException(); } orders.Handle(result.Value!);"
    )]
    [InlineData(
        "if (!result.IsSuccess) orders.Handle({|CBG1003:result.Value|}!); else orders.Handle(id);",
        "if (result.IsSuccess) orders.Handle(result.Value!); else orders.Handle(id);"
    )]
    [InlineData(
        "if (result.IsSuccess == true) orders.Handle(id); else { orders.Handle({|CBG1003:result.Value|}!); }",
        "if (result.IsSuccess != true) orders.Handle(id); else { orders.Handle(result.Value!); }"
    )]
    [InlineData(
        "orders.Handle(result.Value == null ? {|CBG1003:result.Value|}!.Payload.Id : id);",
        "orders.Handle(result.Value != null ? result.Value!.Payload.Id : id);"
    )]
    [InlineData(
        "if (result.Value is not null) return; foreach (var one in id) orders.Handle({|CBG1003:result.Value|}!);",
        "if (result.Value is null) return; foreach (var one in id) orders.Handle(result.Value!);"
    )]
    public Task The_check_is_turned_round(string code, string corrected) => Fix.VerifyCodeFixAsync(Code(code), Code(corrected));

    [Fact]
    public Task So_is_that_of_a_parameter() =>
        Fix.VerifyCodeFixAsync(
            Class(
                """
                public static string On(CallbackResult<Verified<AcmePayment>> result)
                {
                    if (result.IsSuccess)
                        return "401";
                    return {|CBG1003:result.Value|}!.Payload.Id;
                }
                """
            ),
            Class(
                """
                public static string On(CallbackResult<Verified<AcmePayment>> result)
                {
                    if (!result.IsSuccess)
                        return "401";
                    return result.Value!.Payload.Id;
                }
                """
            )
        );

    [Theory]
    [InlineData("if (!result.IsSuccess) { orders.Handle(result.Rejection); orders.Handle({|CBG1003:result.Value|}!); }")]
    [InlineData("do { result = AcmePayment.Verify(request, keys); } while (result.IsSuccess); orders.Handle({|CBG1003:result.Value|}!);")]
    [InlineData("if (result.IsSuccess) { orders.Handle(result.Value); return; } orders.Handle({|CBG1003:result.Value|}!);")]
    public Task Nothing_is_offered_where_it_is_not_plainly_inverted(string code) => Fix.VerifyNoCodeFixAsync(Code(code));

    private static string Code(string code) =>
        Class(
            $$"""
                public static async Task Run(CallbackRequest request, CallbackKeys keys, Orders orders, string id)
                {
                    await Task.Yield();
                    var result = AcmePayment.Verify(request, keys);
                    {{code}}
                }
            """
        );
}
