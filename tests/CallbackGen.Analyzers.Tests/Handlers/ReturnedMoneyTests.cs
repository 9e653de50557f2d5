using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1049: a handler refunds or reverses by the data of the order instead of the amount that was paid.</summary>
public sealed class ReturnedMoneyTests
{
    private const string Services = """

        public sealed class Purchase
        {
            public decimal Total { get; set; }
            public decimal Refunded { get; set; }
            public decimal Paid { get; set; }
            public decimal Balance { get; set; }
            public string State { get; set; } = "";
            public bool IsRefunded { get; set; }
            public List<decimal> Parts { get; } = [];
        }
        public sealed record CapturedPayment(decimal Amount);
        public sealed record RefundRequest(string Payment, decimal Amount);
        public sealed class Bank
        {
            public Task<Purchase> FindAsync(string id) => Task.FromResult(new Purchase());
            public Task<CapturedPayment> CaptureOfAsync(string id) => Task.FromResult(new CapturedPayment(1));
            public Task DebitAsync(string seller, decimal amount) => Task.CompletedTask;
            public Task CreateRefundAsync(string payment, decimal amount) => Task.CompletedTask;
            public Task PostAsync(RefundRequest request) => Task.CompletedTask;
            public Task MarkRefundedAsync(string id) => Task.CompletedTask;
            public Task RevokeAsync(string id) => Task.CompletedTask;
            public Task<int> ExecuteAsync(string sql, object values) => Task.FromResult(1);
            public Task NotifyRefundAsync(decimal amount) => Task.CompletedTask;
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["the total in the other branch"] = Card(
            """
            if (it.Amount == order.Total)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else
                await {|CBG1049:refunds.SendBackAsync(it.Id, order.Total)|};
            """
        ),
        ["the total after a branch that leaves"] = Card(
            """
            if (it.Amount == order.Total)
            {
                await orders.MarkPaidAsync(it.Id, it.Amount);
                return;
            }
            await {|CBG1049:refunds.SendBackAsync(it.Id, order.Total)|};
            """
        ),
        ["the total of what is not right"] = Card(
            "if (it.Amount != order.Total) await {|CBG1049:bank.CreateRefundAsync(it.Id, order.Total)|};"
        ),
        ["the total in a local"] = Card(
            "var back = order.Total; if (it.Amount < order.Total) await {|CBG1049:bank.CreateRefundAsync(it.Id, back)|};"
        ),
        ["the total in a request"] = Card(
            "if (order.State != \"open\") await {|CBG1049:bank.PostAsync(new RefundRequest(it.Id, order.Total))|};"
        ),
        ["a debit for a refund"] = Card(
            "if (it.Event != \"charge.refunded\") return; var amount = order.Total; await {|CBG1049:bank.DebitAsync(it.Id, amount)|};"
        ),
        ["a debit for a case of a refund"] = Card(
            "switch (it.Event) { case \"REFUND\": await {|CBG1049:bank.DebitAsync(it.Id, order.Total)|}; break; }"
        ),
        ["a balance"] = Card("if (it.Event == \"refund\") {|CBG1049:order.Balance -= order.Total|};"),
        ["a sum"] = Card(
            """
            if (it.Event != "REFUND")
                return;
            order.Parts.Add(it.Amount);
            {|CBG1049:order.Refunded = order.Paid|};
            order.State = "refunded";
            """
        ),
        ["a sum without a condition"] = Card("{|CBG1049:order.Refunded = order.Total|};"),
        ["a state"] = Card("if (it.Event == \"refunded\") {|CBG1049:order.State = \"refunded\"|};"),
        ["a flag"] = Card("if (it.Event == \"refund.succeeded\") {|CBG1049:order.IsRefunded = true|};"),
        ["a call"] = Card("if (it.Event == \"REFUND\") await {|CBG1049:bank.MarkRefundedAsync(it.Id)|};"),
        ["what was granted"] = Card("if (it.Event == \"charge.refunded\") await {|CBG1049:bank.RevokeAsync(it.Id)|};"),
        ["a column"] = Card(
            """
            await {|CBG1049:bank.ExecuteAsync(
                "update orders set refunded = total, state = 'refunded' where id = @id",
                new { id = it.Id }
            )|};
            """
        ),
        ["a state by SQL"] = Card(
            """
            if (it.Event == "refund")
                await {|CBG1049:bank.ExecuteAsync(
                    "update orders set state = 'refunded' where id = @id",
                    new { id = it.Id }
                )|};
            """
        ),
        ["a private method"] =
            HandlerCases.Class(
                """
                public class Handler(Bank bank) : ICallbackHandler<AcmeCard>
                {
                    public async Task HandleAsync(Verified<AcmeCard> callback, CancellationToken cancellationToken)
                    {
                        var order = await bank.FindAsync(callback.Payload.Id);
                        if (callback.Payload.Amount != order.Total)
                            await {|CBG1049:ReturnAsync(callback.Payload.Id, order)|};
                    }

                    private Task ReturnAsync(string payment, Purchase order) => bank.CreateRefundAsync(payment, order.Total);
                }
                """
            ) + Services,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["what was paid"] = Card(
            """
            if (it.Amount == order.Total)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else
                await refunds.SendBackAsync(it.Id, it.Amount);
            """
        ),
        ["the difference"] = Card("if (it.Amount > order.Total) await refunds.SendBackAsync(it.Id, it.Amount - order.Total);"),
        ["the total that was paid"] = Card(
            "if (it.Amount != order.Total) return; if (order.State == \"cancelled\") await refunds.SendBackAsync(it.Id, order.Total);"
        ),
        ["the total where it was paid"] = Card(
            "if (it.Amount == order.Total && order.State == \"cancelled\") await refunds.SendBackAsync(it.Id, order.Total);"
        ),
        ["what was captured"] = Card(
            "var capture = await bank.CaptureOfAsync(it.Id); await bank.CreateRefundAsync(it.Id, capture.Amount);"
        ),
        ["a debit of what went back"] = Card("if (it.Event == \"refund\") await bank.DebitAsync(it.Id, it.Amount);"),
        ["a debit of what is new"] = Card("if (it.Event == \"refund\") await bank.DebitAsync(it.Id, it.Amount - order.Refunded);"),
        ["a debit for a payment"] = Card("if (it.Event == \"payment\") await bank.DebitAsync(it.Id, order.Total);"),
        ["a sum of parts"] = Card(
            "if (it.Event != \"refund\") return; order.Refunded += it.Amount; if (order.Refunded >= order.Paid) order.State = \"refunded\";"
        ),
        ["a sum that was compared"] = Card("if (it.Event == \"refund\" && it.Amount == order.Paid) order.Refunded = order.Paid;"),
        ["a column that is added to"] = Card(
            """
            if (it.Event == "refund")
                await bank.ExecuteAsync(
                    "update orders set refunded = refunded + @amount where id = @id",
                    new { id = it.Id, amount = it.Amount }
                );
            """
        ),
        ["what was granted, for a dispute"] = Card("if (it.Event == \"charge.disputed\") await bank.RevokeAsync(it.Id);"),
        ["a full refund"] = Card("if (it.Event == \"fully_refunded\") order.State = \"refunded\";"),
        ["partial refunds apart"] = Card(
            """
            switch (it.Event)
            {
                case "refunded":
                    order.State = "refunded";
                    break;
                case "partially_refunded":
                    order.State = "refunded in part";
                    break;
            }
            """
        ),
        ["somebody who is told"] = Card("if (it.Amount != order.Total) await bank.NotifyRefundAsync(order.Total);"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Money_that_goes_back_by_the_order_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    private static Task RunAsync(string source) =>
        new HandlerTest<ReturnedMoneyAnalyzer> { Sources = [source], Schemas = [.. HandlerFeeds.All, HandlerFeeds.Card] }.RunAsync();

    private static string Card(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCard>("/x", async (Verified<AcmeCard> card, Orders orders, Refunds refunds, Bank bank) =>
            {
                var it = card.Payload;
                var order = await bank.FindAsync(it.Id);
                {{code}}
            });
            """
        ) + Services;
}
