using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SoleItemAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1046: a handler handles one of several items, and all of them are acknowledged.</summary>
public sealed class SoleItemTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["the first message"] = Job(
            """
            var payments = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow();
            var payment = {|CBG1046:payments[0]|};
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["the first message, by a query"] = Job(
            """
            var payment = {|CBG1046:AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow().First()|};
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["the last message, if any"] = Job(
            """
            var payments = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow();
            if (payments.Count == 0)
                return;
            var payment = {|CBG1046:payments[^1]|};
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["the first line"] = Route("""await orders.ShipAsync({|CBG1046:payment.Payload.Lines!.Value[0]|}.Sku);"""),
        ["the first line, by a query"] = Route(
            """var line = {|CBG1046:payment.Payload.Lines!.Value.First()|}; await orders.ShipAsync(line.Sku);"""
        ),
        ["the first of a pattern"] = Route(
            """var lines = payment.Payload.Lines!.Value; if (lines is {|CBG1046:[var line, ..]|}) await orders.ShipAsync(line.Sku);"""
        ),
        ["the first line of a local"] = Route(
            """var lines = payment.Payload.Lines!.Value; var sku = {|CBG1046:lines[0]|}.Sku; await orders.ShipAsync(sku);"""
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["all messages"] = Job(
            """
            var payments = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow();
            for (var i = 0; i < payments.Count; i++)
                await orders.ShipAsync(payments[i].Payload.Id);
            """
        ),
        ["one message and no more"] = Job(
            """
            var payments = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow();
            if (payments.Count != 1)
                throw new InvalidOperationException();
            await orders.ShipAsync(payments[0].Payload.Id);
            """
        ),
        ["a single message"] = Job(
            """
            var payment = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow().Single();
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["all lines"] = Route("""foreach (var line in payment.Payload.Lines!.Value) await orders.ShipAsync(line.Sku);"""),
        ["the first line beside all"] = Route(
            """
            var first = payment.Payload.Lines!.Value[0].Sku;
            foreach (var line in payment.Payload.Lines!.Value)
                await orders.ShipAsync(line.Sku + first);
            """
        ),
        ["a line that is looked for"] = Route(
            """var line = payment.Payload.Lines!.Value.First(candidate => candidate.Sku == "1"); await orders.ShipAsync(line.Sku);"""
        ),
        ["a list that is handed on"] = Route(
            """var first = payment.Payload.Lines!.Value[0].Sku; orders.Handle(payment.Payload.Lines!); await orders.ShipAsync(first);"""
        ),
        ["a list of one's own"] = Route("""var skus = new[] { payment.Payload.Id }; await orders.ShipAsync(skus[0]);"""),
        ["nothing that is done"] = Job(
            """
            var payments = AcmePayment.Feed.VerifyAll(request, keys).GetValueOrThrow();
            Console.WriteLine(payments[0].Payload.Id);
            await Task.Yield();
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task One_of_several_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, Orders orders) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );

    private static string Job(string code) =>
        Class(
            $$"""
            public async Task ConsumeAsync(CallbackRequest request, CallbackKeys keys, Orders orders)
            {
                {{code}}
            }
            """
        );
}
