using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncomparedAmountAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1006: a handler marks something as paid and leaves out how much was paid.</summary>
public sealed class UncomparedAmountTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a call"] = Payment("if (payment.Payload.Status == AcmePaymentStatus.Paid) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["an expression"] = Program("""app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment, Orders orders) => {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|});"""),
        ["a flag"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.IsPaid = true|}; await orders.SaveAsync();"),
        ["a flag that the status decides"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.IsPaid = payment.Payload.Status == AcmePaymentStatus.Paid|};"),
        ["a state"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.State = OrderState.Paid|};"),
        ["a method of the order"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.MarkPaid()|};"),
        ["the amount in a log line only"] = Payment("logger.LogInformation(\"{Amount}\", payment.Payload.Amount); await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["an amount that is more than zero"] = Payment("if (payment.Payload.Amount > 0) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["an amount in a local that is more than zero"] = Payment("var amount = payment.Payload.Amount; logger.LogInformation(\"{Amount}\", amount); if (amount <= decimal.Zero) return; await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["an amount that a pattern holds against a constant"] = Payment("if (payment.Payload is { Amount: > 100, Currency: \"MYR\" }) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["an amount that a guard refuses"] = Payment("ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payment.Payload.Amount); await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["a role that is held against a constant"] = Payment("if (payment.GetRole(CallbackRole.Amount) != \"0.00\") await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"),
        ["a payload out of a tuple"] = Payment("var (tx, key) = (payment.Payload, payment.Receipt.IdempotencyKey); await {|CBG1006:orders.MarkPaidAsync(tx.Id + key)|};"),
        ["a handler class"] = Class("""
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) => {|CBG1006:orders.MarkPaidAsync(callback.Payload.Id, cancellationToken)|};
            }
            """),
        ["an action"] = Controller("""[HttpPost("/x")] public async Task<IActionResult> Post(Verified<AcmePayment> payment) { await {|CBG1006:_orders.MarkPaidAsync(payment.Payload.Id)|}; return Ok(); }"""),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["amount and currency handed on"] = Payment("await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);"),
        ["the amount handed on"] = Payment("await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount);"),
        ["amount and currency compared"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (order.Total == payment.Payload.Amount && order.Currency == payment.Payload.Currency) order.MarkPaid();"),
        ["the amount compared"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (order.Total == payment.Payload.Amount) order.MarkPaid();"),
        ["the amount compared in a local"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); var paid = payment.Payload.Amount; if (paid > 0 && order.Total == paid) order.MarkPaid();"),
        ["the amount compared in cents"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (order.Total * 100 == payment.Payload.Amount * 100) order.MarkPaid();"),
        ["what is left to pay"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (order.Total - payment.Payload.Amount > 0) return; order.MarkPaid();"),
        ["a role"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (payment.GetRole(CallbackRole.Amount) == $\"{order.Total}\") order.MarkPaid();"),
        ["somebody told"] = Payment("await Tell.NotifyPaidAsync(payment.Payload.Id); await Tell.SendPaidMailAsync(payment.Payload.Id); Tell.LogPaid(payment.Payload.Id);")
            + "static class Tell { public static Task NotifyPaidAsync(string id) => Task.CompletedTask; public static Task SendPaidMailAsync(string id) => Task.CompletedTask; public static void LogPaid(string id) { } }",
        ["the payload handed on"] = Payment("await orders.HandleAsync(payment.Payload); await orders.MarkPaidAsync(payment.Payload.Id);"),
        ["other effects"] = Payment("await orders.ShipAsync(payment.Payload.Id); var order = await orders.FindAsync(payment.Payload.Id); order.State = OrderState.Refused; order.IsPaid = false;"),
        ["a question whether it is paid"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); if (order.IsPaid) return; await orders.ShipAsync(payment.Payload.Id);"),
        ["a log line about it"] = Payment("logger.LogInformation(\"Paid {Id}\", payment.Payload.Id); LogPaid(payment.Payload.Id); static void LogPaid(string id) => Console.WriteLine(id);"),
        ["a feed without an amount"] = Program("""app.MapCallback<AcmeEvent>("/x", async (Verified<AcmeEvent> happened, Orders orders) => { if (happened.Payload is AcmeEventPaid paid) await orders.MarkPaidAsync(paid.Id); });"""),
        ["a helper"] = Class("public static Task Mark(Verified<AcmePayment> payment, Orders orders) => orders.MarkPaidAsync(payment.Payload.Id);"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_amount_that_is_left_out_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Payment(string code) => Program($$"""
        app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, Orders orders, ILogger<Orders> logger) =>
        {
            await Task.Yield();
            {{code}}
        });
        """);
}
