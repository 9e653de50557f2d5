using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UncheckedResultAnalyzer,
    CallbackGen.CodeFixes.GetValueOrThrowFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncheckedResultAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1003: a result is ignored, or its value is used without a check that verification succeeded.</summary>
public sealed class UncheckedResultTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a statement"] = Code("{|CBG1003:AcmePayment.Verify(request, keys)|};"),
        ["a discard"] = Code("_ = {|CBG1003:AcmePayment.Verify(request, keys)|};"),
        ["an awaited discard and an awaited statement"] = Code(
            """
            _ = {|CBG1003:await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))|};
            {|CBG1003:await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token)).ConfigureAwait(false)|};
            """
        ),
        ["a task that nobody awaits"] = Code(
            "_ = {|CBG1003:notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))|};"
        ),
        ["a local that is never read"] = Code("var {|CBG1003:result|} = AcmePayment.Verify(request, keys); await orders.ShipAsync(id);"),
        ["an exclamation mark"] = Code(
            "var result = AcmePayment.Verify(request, keys); await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);"
        ),
        ["an exclamation mark at the call"] = Code(
            "await orders.ShipAsync({|CBG1003:AcmePayment.Verify(request, keys).Value|}!.Payload.Id);"
        ),
        ["an argument"] = Code("var result = AcmePayment.Verify(request, keys); orders.Handle({|CBG1003:result.Value|}!);"),
        ["no exclamation mark, in code without nullable types"] =
            "#nullable disable\n"
            + Code("var result = AcmePayment.Verify(request, keys); await orders.ShipAsync({|CBG1003:result.Value|}.Payload.Id);"),
        ["a check whose failure goes on"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                Console.WriteLine(result.Rejection.Reason);
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["the wrong branch"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result.IsSuccess)
                return;
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["either condition"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result.IsSuccess || id == "test")
                await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a negated conjunction"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!(result.IsSuccess || id == "test"))
                return;
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["another result's check"] = Code(
            """
            var first = AcmePayment.Verify(request, keys);
            var second = AcmePayment.Verify(request, keys);
            if (first.IsSuccess)
                await orders.ShipAsync({|CBG1003:second.Value|}!.Payload.Id);
            """
        ),
        ["a new result after the check"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                return;
            result = AcmePayment.Verify(request, keys);
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["TryGetValue whose answer is not asked"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            result.TryGetValue(out var payment, out _);
            await orders.ShipAsync({|CBG1003:payment|}!.Payload.Id);
            """
        ),
        ["a parameter"] = Class(
            "public string IdOf(CallbackResult<Verified<AcmePayment>> result) => {|CBG1003:result.Value|}!.Payload.Id;"
        ),
        ["a local with the value"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var payment = {|CBG1003:result.Value|}!;
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a result that is used again and again, once"] = Code(
            """
            AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _);
            orders.Handle({|CBG1003:payment|}!.Payload.Id + payment.Payload.Amount);
            if (id.Length > 3)
                orders.Handle(payment!.Payload);
            """
        ),
        ["a bool of something else"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var ok = result.IsSuccess | id == "test";
            if (ok)
                await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["the other arm of a switch"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var found = result switch
            {
                { IsSuccess: true, Value: var payment } => payment.Payload.Id,
                { Value: var payment } => {|CBG1003:payment|}!.Payload.Id
            };
            """
        ),
        ["a program"] = Program(
            """
            CallbackRequest request = null!;
            CallbackKeys keys = null!;
            {|CBG1003:AcmePayment.Verify(request, keys)|};
            var result = AcmePayment.Verify(request, keys);
            Console.WriteLine({|CBG1003:result.Value|}!.Payload.Id);
            """
        ),
        ["a route, a property and a field"] =
            Program(
                """
                app.MapPost(
                    "/x",
                    (CallbackRequest request, CallbackKeys keys) =>
                    {
                        var result = AcmePayment.Verify(request, keys);
                        return Results.Ok({|CBG1003:result.Value|}!.Payload.Id);
                    }
                );
                """
            )
            + """
                class Last(CallbackRequest request, CallbackKeys keys)
                {
                    private readonly string _id = {|CBG1003:AcmePayment.Verify(null!, null!).Value|}!.Payload.Id;
                    public string Id => _id + {|CBG1003:AcmePayment.Verify(request, keys).Value|}!.Payload.Id;
                }
                """,
        ["a confirmation"] = Code(
            """
            var confirmed = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            await orders.ShipAsync({|CBG1003:confirmed.Value|}!.Payload.InvoiceId);
            """
        ),
        ["several callbacks of one request"] = Code(
            """
            var all = AcmePayment.Feed.VerifyAll(request, keys);
            foreach (var payment in {|CBG1003:all.Value|}!)
                await orders.ShipAsync(payment.Payload.Id);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["IsSuccess"] = Code(
            "var result = AcmePayment.Verify(request, keys); if (result.IsSuccess) await orders.ShipAsync(result.Value.Payload.Id);"
        ),
        ["an early return"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
            {
                orders.Handle(result.Rejection);
                return;
            }
            await orders.ShipAsync(result.Value!.Payload.Id);
            """
        ),
        ["an early throw"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                throw new CallbackRejectedException(result.Rejection);
            await orders.ShipAsync(result.Value!.Payload.Id);
            """
        ),
        ["TryGetValue"] = Code(
            "if (AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _)) await orders.ShipAsync(payment!.Payload.Id);"
        ),
        ["TryGetValue with an early return"] = Code(
            """
            if (!AcmePayment.Verify(request, keys).TryGetValue(out var payment, out var rejection))
            {
                orders.Handle(rejection);
                return;
            }

            await orders.ShipAsync(payment!.Payload.Id);
            """
        ),
        ["TryGetValue beside other conditions"] = Code(
            """
            if (
                id.Length > 0
                && AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _)
                && payment!.Payload.Amount > 0
            )
                await orders.ShipAsync(payment!.Payload.Id);
            """
        ),
        ["GetValueOrThrow"] = Code(
            """
            await orders.ShipAsync(AcmePayment.Verify(request, keys).GetValueOrThrow().Payload.Id);
            var result = AcmePayment.Verify(request, keys);
            result.GetValueOrThrow();
            orders.Handle(result.Value!);
            """
        ),
        ["patterns"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result is { IsSuccess: true, Value: var a }) orders.Handle(a!);
            if (result is { Value: { } b }) orders.Handle(b.Payload);
            if (result.Value is { Payload: var c }) orders.Handle(c);
            if (result.Value is not { } d) return;
            orders.Handle(d.Payload);
            orders.Handle(result.Value!);
            """
        ),
        ["null checks"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            if (result.Value != null) orders.Handle(result.Value!.Payload);
            if (result.Rejection is null) orders.Handle(result.Value!.Payload);
            if (result.Rejection is { } rejection) { orders.Handle(rejection); return; }
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a question mark"] = Code(
            """
            var id2 = AcmePayment.Verify(request, keys).Value?.Payload.Id;
            var payment = AcmePayment.Verify(request, keys).Value ?? throw new InvalidOperationException();
            orders.Handle(payment.Payload);
            orders.Handle(id2 ?? id);
            """
        ),
        ["a conditional expression"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var name = result.IsSuccess ? result.Value!.Payload.Id : result.Rejection.Detail;
            var other = !result.IsSuccess ? "" : result.Value!.Payload.Id;
            orders.Handle(name + other);
            """
        ),
        ["a switch"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var name = result switch
            {
                { IsSuccess: true, Value: var payment } => payment!.Payload.Id,
                { Rejection: var rejection } => rejection?.Detail
            };
            switch (result.IsSuccess)
            {
                case false:
                    return;
                case true:
                    orders.Handle(result.Value!.Payload);
                    break;
            }

            orders.Handle(result.Value!.Payload.Id + name);
            """
        ),
        ["a comparison with a constant"] = Code(
            "var result = AcmePayment.Verify(request, keys); if (result.IsSuccess == false) return; orders.Handle(result.Value!.Payload);"
        ),
        ["a local that holds the check"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var ok = id.Length > 0 && result.IsSuccess;
            var refused = !result.IsSuccess;
            if (ok)
                orders.Handle(result.Value!.Payload);
            if (refused)
                return;
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a local that holds the value"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            var payment = result.Value;
            if (payment is null)
                return;
            orders.Handle(payment!.Payload);
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["two results, both checked"] = Code(
            """
            var first = AcmePayment.Verify(request, keys);
            var second = AcmePayment.Verify(request, keys);
            if (!first.IsSuccess || !second.IsSuccess)
                return;
            orders.Handle(first.Value!.Payload);
            orders.Handle(second.Value!.Payload);
            """
        ),
        ["one of two results, checked after it is chosen"] = Code(
            """
            var result = id.Length > 0 ? AcmePayment.Verify(request, keys) : AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                return;
            orders.Handle(result.Value!.Payload);
            """
        ),
        ["a query over results"] = Class(
            """
            public static IEnumerable<string> Ids(IEnumerable<CallbackResult<Verified<AcmePayment>>> results) =>
                results.Where(result => result.IsSuccess).Select(result => result.Value!.Payload.Id);
            """
        ),
        ["a helper that its caller protects"] = Class(
            """
            public static string? IdOf(CallbackResult<Verified<AcmePayment>> result) => result.IsSuccess ? Id(result) : null;
            private static string Id(CallbackResult<Verified<AcmePayment>> result) => result.Value!.Payload.Id;
            """
        ),
        ["a helper that checks"] = Class(
            """
            public static string? IdOf(CallbackResult<Verified<AcmePayment>> result) =>
                Passed(result) ? result.Value!.Payload.Id : null;

            public static string? OtherOf(CallbackResult<Verified<AcmePayment>> result)
            {
                EnsureSuccess(result);
                return result.Value!.Payload.Id;
            }

            private static bool Passed(CallbackResult<Verified<AcmePayment>> result) => result.IsSuccess;

            private static void EnsureSuccess(CallbackResult<Verified<AcmePayment>> result) =>
                result.GetValueOrThrow();
            """
        ),
        ["assertions of a test"] = Code(
            """
            var result = AcmePayment.Verify(request, keys);
            Xunit.Assert.True(result.IsSuccess);
            orders.Handle(result.Value!.Payload);
            var second = AcmePayment.Verify(request, keys);
            Xunit.Assert.NotNull(second.Value);
            orders.Handle(second.Value!.Payload);
            var third = AcmePayment.Verify(request, keys);
            System.Diagnostics.Debug.Assert(third.IsSuccess);
            orders.Handle(third.Value!.Payload);
            Xunit.Assert.Throws<ArgumentNullException>(() => { AcmePayment.Verify(null!, keys).GetValueOrThrow(); });
            Action act = () => AcmePayment.Verify(null!, keys);
            orders.Handle(act);
            """
        ),
        ["a result that is handed on"] = Class(
            """
            public static CallbackResult<Verified<AcmePayment>> Verify(
                CallbackRequest request,
                CallbackKeys keys
            ) => AcmePayment.Verify(request, keys);

            public static Verified<AcmePayment>? Try(CallbackRequest request, CallbackKeys keys) =>
                AcmePayment.Verify(request, keys).Value;

            public static void Log(CallbackRequest request, CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                Console.WriteLine(result.IsSuccess);
            }
            """
        ),
        ["other results"] = Class(
            """
            public static string Id(Result<string> result) { Make(); return result.Value!.Trim(); }
            private static Result<string> Make() => new();
            public readonly struct Result<T> { public T? Value { get; init; } public bool IsSuccess => Value is not null; }
            """
        ),
        ["a program"] = Program(
            """
            CallbackRequest request = null!;
            CallbackKeys keys = null!;
            var result = AcmePayment.Verify(request, keys);
            if (!result.IsSuccess)
                return;
            Console.WriteLine(result.Value!.Payload.Id);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_unchecked_result_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task A_checked_one_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [InlineData("{|CBG1003:AcmePayment.Verify(request, keys)|};", "AcmePayment.Verify(request, keys).GetValueOrThrow();")]
    [InlineData("_ = {|CBG1003:AcmePayment.Verify(request, keys)|};", "_ = AcmePayment.Verify(request, keys).GetValueOrThrow();")]
    [InlineData(
        "{|CBG1003:await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))|};",
        "(await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))).GetValueOrThrow();"
    )]
    [InlineData(
        """
            var result = AcmePayment.Verify(request, keys);
            await orders.ShipAsync({|CBG1003:result.Value|}!.Payload.Id);
            orders.Handle({|CBG1003:AcmePayment.Verify(request, keys).Value|}!);
            """,
        """
            var result = AcmePayment.Verify(request, keys);
            await orders.ShipAsync(result.GetValueOrThrow().Payload.Id);
            orders.Handle(AcmePayment.Verify(request, keys).GetValueOrThrow());
            """
    )]
    public Task The_fix_makes_a_refusal_an_exception(string code, string corrected) => Fix.VerifyCodeFixAsync(Code(code), Code(corrected));

    [Theory]
    [InlineData(
        """
            var result = AcmePayment.Verify(request, keys);
            result.TryGetValue(out var payment, out _);
            orders.Handle({|CBG1003:payment|}!.Payload);
            """
    )]
    [InlineData("var {|CBG1003:result|} = AcmePayment.Verify(request, keys);")]
    public Task No_fix_is_offered_where_a_person_must_decide(string code) => Fix.VerifyNoCodeFixAsync(Code(code));

    internal static string Code(string code) =>
        Class(
            $$"""
                public static async Task Run(
                    CallbackRequest request,
                    CallbackKeys keys,
                    Authenticated<AcmeNotice> notice,
                    AcmeApi api,
                    Orders orders,
                    string id
                )
                {
                    await Task.Yield();
                    {{code}}
                }
            """
        );
}
