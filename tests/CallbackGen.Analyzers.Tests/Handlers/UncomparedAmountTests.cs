using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UncomparedAmountAnalyzer,
    CallbackGen.CodeFixes.PaidAmountFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncomparedAmountAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1006: a handler marks an order as paid without comparing the amount that was paid.</summary>
public sealed class UncomparedAmountTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a call"] = Payment(
            "if (payment.Payload.Status == AcmePaymentStatus.Paid) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"
        ),
        ["an expression"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, Orders orders) => {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|}
            );
            """
        ),
        ["a flag"] = Payment(
            "var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.IsPaid = true|}; await orders.SaveAsync();"
        ),
        ["a flag that the status decides"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            {|CBG1006:order.IsPaid = payment.Payload.Status == AcmePaymentStatus.Paid|};
            """
        ),
        ["a state"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.State = OrderState.Paid|};"),
        ["a text of SQL"] =
            Payment(
                "await {|CBG1006:Db.ExecuteAsync(\"UPDATE orders SET paid = 1 WHERE number = @id\", new { id = payment.Payload.Id })|};"
            ) + "static class Db { public static Task<int> ExecuteAsync(string sql, object parameters) => Task.FromResult(1); }",
        ["a method of the order"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.MarkPaid()|};"),
        ["the amount in a log line only"] = Payment(
            "logger.LogInformation(\"{Amount}\", payment.Payload.Amount); await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"
        ),
        ["an amount that is more than zero"] = Payment(
            "if (payment.Payload.Amount > 0) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"
        ),
        ["an amount in a local that is more than zero"] = Payment(
            """
            var amount = payment.Payload.Amount;
            logger.LogInformation("{Amount}", amount);
            if (amount <= decimal.Zero)
                return;
            await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};
            """
        ),
        ["an amount that a pattern holds against a constant"] = Payment(
            "if (payment.Payload is { Amount: > 100, Currency: \"MYR\" }) await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"
        ),
        ["an amount that a guard refuses"] = Payment(
            """
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(payment.Payload.Amount);
            await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};
            """
        ),
        ["a role that is held against a constant"] = Payment(
            "if (payment.GetRole(CallbackRole.Amount) != \"0.00\") await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};"
        ),
        ["a payload out of a tuple"] = Payment(
            "var (tx, key) = (payment.Payload, payment.Receipt.IdempotencyKey); await {|CBG1006:orders.MarkPaidAsync(tx.Id + key)|};"
        ),
        ["a handler class"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1006:orders.MarkPaidAsync(callback.Payload.Id, cancellationToken)|};
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment)
            {
                await {|CBG1006:_orders.MarkPaidAsync(payment.Payload.Id)|};
                return Ok();
            }
            """
        ),
    };

    private static readonly HandlerCases Faulty = new()
    {
        ["the currency in the other branch"] = Order(
            """
            if ({|CBG1006:order.Total == payment.Payload.Amount|})
                order.MarkPaid();
            else
                await orders.HandleAsync(payment.Payload.Amount + payment.Payload.Currency);
            """
        ),
        ["the currency in a branch that leaves"] = Order(
            """
            if ({|CBG1006:order.Total != payment.Payload.Amount|})
            {
                await orders.HandleAsync((payment.Payload.Amount, payment.Payload.Currency));
                return;
            }
            order.MarkPaid();
            """
        ),
        ["the currency in a log line and in a review"] = Order(
            """
            logger.LogInformation("{Currency}", payment.Payload.Currency);
            if ({|CBG1006:order.Total == payment.Payload.Amount|})
                order.IsPaid = true;
            else
                await orders.HandleAsync(payment.Payload.Currency);
            """
        ),
        ["the amount with itself"] = Order(
            """
            order.Total = payment.Payload.Amount;
            if ({|CBG1006:order.Total == payment.Payload.Amount|} && order.Currency == payment.Payload.Currency)
                order.MarkPaid();
            """
        ),
        ["the amount with itself, in a local"] = Order(
            """
            var paid = payment.Payload.Amount;
            order.Total = paid;
            order.State =
                {|CBG1006:paid == order.Total|} && order.Currency == payment.Payload.Currency
                    ? OrderState.Paid
                    : OrderState.Open;
            """
        ),
        ["a hundredth of any currency"] = Order(
            """
            var paid = {|CBG1006:payment.Payload.Amount / 100m|};
            if (paid == order.Total && order.Currency == payment.Payload.Currency)
                order.MarkPaid();
            """
        ),
        ["a hundredth that is handed on with its currency"] = Order(
            """
            var currency = payment.Payload.Currency.ToUpperInvariant();
            await orders.MarkPaidAsync(payment.Payload.Id, {|CBG1006:payment.Payload.Amount * 0.01m|}, currency);
            """
        ),
        ["cut to a whole number"] = Order("if ({|CBG1006:(int)payment.Payload.Amount == (int)order.Total|}) order.MarkPaid();"),
        ["cut to a double"] = Order("if ({|CBG1006:(double)payment.Payload.Amount >= (double)order.Total|}) order.MarkPaid();"),
        ["cut in a local"] = Order(
            "var paid = (long)payment.Payload.Amount; if ({|CBG1006:paid < (long)order.Total|}) return; order.MarkPaid();"
        ),
        ["rounded"] = Order("if ({|CBG1006:Math.Round(payment.Payload.Amount) == Math.Round(order.Total)|}) order.MarkPaid();"),
        ["floored"] = Order("if ({|CBG1006:Math.Floor(order.Total) == Math.Floor(payment.Payload.Amount)|}) order.MarkPaid();"),
        ["truncated"] = Order(
            "if ({|CBG1006:decimal.Truncate(payment.Payload.Amount) != decimal.Truncate(order.Total)|}) return; order.MarkPaid();"
        ),
        ["converted"] = Order("if ({|CBG1006:Convert.ToInt32(payment.Payload.Amount) == Convert.ToInt32(order.Total)|}) order.MarkPaid();"),
        ["a tolerance"] = Order("if ({|CBG1006:Math.Abs(payment.Payload.Amount - order.Total) < 1m|}) order.MarkPaid();"),
        ["a tolerance the other way"] = Order(
            "if ({|CBG1006:Math.Abs(order.Total - payment.Payload.Amount) > 0.5m|}) return; order.MarkPaid();"
        ),
        ["a tolerance in a local"] = Order(
            "var difference = Math.Abs(payment.Payload.Amount - order.Total); if ({|CBG1006:difference <= 5|}) order.MarkPaid();"
        ),
        ["a tolerance that is subtracted"] = Order(
            "const decimal Tolerance = 0.5m; if ({|CBG1006:payment.Payload.Amount >= order.Total - Tolerance|}) order.MarkPaid();"
        ),
        ["a tolerance that is added"] = Order("if ({|CBG1006:payment.Payload.Amount + 1m >= order.Total|}) order.MarkPaid();"),
        ["a share of the total"] = Order("if ({|CBG1006:payment.Payload.Amount / order.Total >= 0.98m|}) order.MarkPaid();"),
        ["the wrong way round, of a flag"] = Order("order.IsPaid = {|CBG1006:order.Total >= payment.Payload.Amount|};"),
        ["a part of the total"] = Order("if ({|CBG1006:payment.Payload.Amount >= order.Total * 0.95m|}) order.MarkPaid();"),
        ["the wrong way round"] = Order("if ({|CBG1006:payment.Payload.Amount <= order.Total|}) order.MarkPaid();"),
        ["the wrong way round, from the other side"] = Order(
            "if ({|CBG1006:order.Total >= payment.Payload.Amount|}) await orders.MarkPaidAsync(payment.Payload.Id);"
        ),
        ["the wrong way round, negated"] = Order("if (!({|CBG1006:order.Total < payment.Payload.Amount|})) order.MarkPaid();"),
        ["only what is more leaves"] = Order("if ({|CBG1006:payment.Payload.Amount > order.Total|}) return; order.MarkPaid();"),
        ["the wrong way round, of a state"] = Order(
            "order.State = {|CBG1006:payment.Payload.Amount <= order.Total|} ? OrderState.Paid : OrderState.Refused;"
        ),
        ["the wrong way round, in a flag"] = Order(
            "var isEnough = {|CBG1006:payment.Payload.Amount < order.Total|}; if (isEnough) order.MarkPaid();"
        ),
        ["the wrong way round, by a method"] = Order(
            "if ({|CBG1006:payment.Payload.Amount.CompareTo(order.Total)|} <= 0) order.MarkPaid();"
        ),
        ["texts"] = Order("if ({|CBG1006:payment.Payload.Amount.ToString() == order.Total.ToString()|}) order.MarkPaid();"),
        ["texts by a method"] = Order(
            "if ({|CBG1006:string.Equals(payment.Payload.Amount.ToString(\"F0\"), order.Total.ToString(\"F0\"))|}) order.MarkPaid();"
        ),
        ["an interpolated text"] = Order("if ({|CBG1006:$\"{payment.Payload.Amount:F0}\" == $\"{order.Total:F0}\"|}) order.MarkPaid();"),
        ["an answer that only a log hears"] = Order(
            "if ({|CBG1006:payment.Payload.Amount != order.Total|}) logger.LogWarning(\"mismatch\"); order.MarkPaid();"
        ),
        ["an answer that nobody hears"] = Order("_ = {|CBG1006:payment.Payload.Amount == order.Total|}; order.MarkPaid();"),
        ["an answer in a local that nobody reads"] = Order(
            """
            var isEnough = {|CBG1006:payment.Payload.Amount == order.Total|};
            logger.LogInformation("{Enough}", isEnough);
            order.MarkPaid();
            """
        ),
        ["a check that nobody hears"] = Order(
            """
            {|CBG1006:IsEnough(order, payment.Payload.Amount)|};
            order.MarkPaid();
            static bool IsEnough(Order order, decimal amount) => amount >= order.Total;
            """
        ),
        ["a helper that cuts"] = Order(
            """
            if ({|CBG1006:IsEnough(payment.Payload, order)|})
                order.MarkPaid();
            static bool IsEnough(AcmePayment payment, Order order) => (int)payment.Amount == (int)order.Total;
            """
        ),
        ["a helper that rounds what it is handed"] = Order(
            """
            if ({|CBG1006:IsEnough(order, payment.Payload.Amount)|})
                order.MarkPaid();
            static bool IsEnough(Order order, decimal paid) => Math.Round(paid) == Math.Round(order.Total);
            """
        ),
        ["a helper that is handed too little"] = Order(
            """
            if (!{|CBG1006:IsEnough(order.Total, payment.Payload.Amount)|})
                return;
            order.MarkPaid();
            static bool IsEnough(decimal total, decimal paid) => paid <= total;
            """
        ),
        ["a helper the wrong way round"] = Order(
            """
            if (!{|CBG1006:IsEnough(payment, order)|})
                return;
            order.MarkPaid();
            static bool IsEnough(Verified<AcmePayment> payment, Order order)
            {
                if (payment.Payload.Amount <= order.Total)
                    return true;
                return false;
            }
            """
        ),
        ["a method that is handed the payload"] = Class(
            """
            private static void Finish(AcmePayment payment, Order order)
            {
                if ({|CBG1006:Math.Round(payment.Amount) == Math.Round(order.Total)|})
                    order.MarkPaid();
            }
            """
        ),
        ["the currency left out"] = Order("if ({|CBG1006:payment.Payload.Amount == order.Total|}) order.MarkPaid();"),
        ["the currency left out of a check that leaves"] = Order(
            "if ({|CBG1006:payment.Payload.Amount < order.Total|}) return; order.State = OrderState.Paid;"
        ),
    };

    private static readonly HandlerCases Sound = new()
    {
        ["hundredths"] = Order(
            """
            if (
                (long)(payment.Payload.Amount * 100) == (long)(order.Total * 100)
                && payment.Payload.Currency == order.Currency
            )
                order.MarkPaid();
            """
        ),
        ["rounded to hundredths"] = Order(
            """
            if (
                Math.Round(payment.Payload.Amount, 2) == Math.Round(order.Total, 2)
                && payment.Payload.Currency == order.Currency
            )
                order.MarkPaid();
            """
        ),
        ["less than a hundredth"] = Order(
            "if (Math.Abs(payment.Payload.Amount - order.Total) < 0.01m && payment.Payload.Currency == order.Currency) order.MarkPaid();"
        ),
        ["at least the total"] = Order(
            "if (payment.Payload.Amount >= order.Total && payment.Payload.Currency == order.Currency) order.MarkPaid();"
        ),
        ["less than the total leaves"] = Order(
            "if (payment.Payload.Amount < order.Total || payment.Payload.Currency != order.Currency) return; order.MarkPaid();"
        ),
        ["less than the total throws"] = Order(
            """
            if (order.Total > payment.Payload.Amount)
                throw new InvalidOperationException();
            if (payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            """
        ),
        ["less is marked otherwise"] = Order(
            """
            if (payment.Payload.Amount < order.Total)
            {
                order.State = OrderState.Refused;
                return;
            }
            if (payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            """
        ),
        ["neither less nor more"] = Order(
            """
            if (
                payment.Payload.Amount <= order.Total
                && payment.Payload.Amount >= order.Total
                && payment.Payload.Currency == order.Currency
            )
                order.MarkPaid();
            """
        ),
        ["parts that add up"] = Order(
            "if (order.Total - payment.Payload.Amount > 0 || payment.Payload.Currency != order.Currency) return; order.MarkPaid();"
        ),
        ["what is left of it"] = Order(
            """
            var discount = 1m;
            if (payment.Payload.Amount >= order.Total - discount && payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            """
        ),
        ["a method"] = Order(
            "if (payment.Payload.Amount.CompareTo(order.Total) >= 0 && payment.Payload.Currency == order.Currency) order.MarkPaid();"
        ),
        ["a method of equality"] = Order(
            "if (payment.Payload.Amount.Equals(order.Total) && payment.Payload.Currency == order.Currency) order.MarkPaid();"
        ),
        ["a log line and an answer"] = Order(
            """
            var isEnough = payment.Payload.Amount == order.Total && payment.Payload.Currency == order.Currency;
            logger.LogInformation("{Enough}", isEnough);
            if (isEnough)
                order.MarkPaid();
            """
        ),
        ["a log line and a refusal"] = Order(
            """
            if (payment.Payload.Amount != order.Total || payment.Payload.Currency != order.Currency)
            {
                logger.LogWarning("mismatch");
                return;
            }
            order.MarkPaid();
            """
        ),
        ["a check that throws"] = Order(
            """
            Check(order, payment.Payload.Amount);
            if (payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            static void Check(Order order, decimal amount)
            {
                if (amount < order.Total)
                    throw new InvalidOperationException();
            }
            """
        ),
        ["a helper that compares what it is handed"] = Order(
            """
            if (!IsEnough(order.Total, payment.Payload.Amount) || payment.Payload.Currency != order.Currency)
                return;
            order.MarkPaid();
            static bool IsEnough(decimal total, decimal paid) => paid >= total;
            """
        ),
        ["a helper that compares"] = Order(
            """
            if (!IsEnough(payment.Payload, order))
                return;
            order.MarkPaid();
            static bool IsEnough(AcmePayment payment, Order order) =>
                payment.Amount >= order.Total && payment.Currency == order.Currency;
            """
        ),
        ["a method that is handed the payload"] = Class(
            "private static void Finish(AcmePayment payment, Order order) { if (payment.Amount >= order.Total) order.MarkPaid(); }"
        ),
        ["a method that is handed what was compared"] = Class(
            "private static void Finish(AcmePayment payment, Order order) => order.MarkPaid();"
        ),
        ["a parcel for what is enough"] = Order("if (payment.Payload.Amount >= order.Total) await orders.ShipAsync(payment.Payload.Id);"),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["amount and currency handed on"] = Payment(
            "await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);"
        ),
        ["the amount handed on"] = Payment("await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount);"),
        ["amount and currency compared"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.Total == payment.Payload.Amount && order.Currency == payment.Payload.Currency)
                order.MarkPaid();
            """
        ),
        ["the amount compared"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.Total == payment.Payload.Amount && payment.Payload.Currency == "MYR")
                order.MarkPaid();
            """
        ),
        ["the amount compared in a local"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            var paid = payment.Payload.Amount;
            if (paid > 0 && order.Total == paid && payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            """
        ),
        ["the amount compared in cents"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.Total * 100 == payment.Payload.Amount * 100 && payment.Payload.Currency == order.Currency)
                order.MarkPaid();
            """
        ),
        ["what is left to pay"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.Total - payment.Payload.Amount > 0 || payment.Payload.Currency != order.Currency)
                return;
            order.MarkPaid();
            """
        ),
        ["a role"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (
                payment.GetRole(CallbackRole.Amount) == $"{order.Total}"
                && payment.GetRole(CallbackRole.Currency) == order.Currency
            )
                order.MarkPaid();
            """
        ),
        ["somebody told"] =
            Payment(
                """
                await Tell.NotifyPaidAsync(payment.Payload.Id);
                await Tell.SendPaidMailAsync(payment.Payload.Id);
                Tell.LogPaid(payment.Payload.Id);
                """
            )
            + """
                static class Tell
                {
                    public static Task NotifyPaidAsync(string id) => Task.CompletedTask;

                    public static Task SendPaidMailAsync(string id) => Task.CompletedTask;

                    public static void LogPaid(string id) { }
                }
                """,
        ["the payload handed on"] = Payment("await orders.HandleAsync(payment.Payload); await orders.MarkPaidAsync(payment.Payload.Id);"),
        ["a text of SQL about the amount"] =
            Payment(
                """
                await Db.ExecuteAsync(
                    "UPDATE orders SET paid = 1 WHERE number = @id AND total = @total",
                    new { id = payment.Payload.Id, total = payment.Payload.Amount }
                );
                await Db.ExecuteAsync("UPDATE orders SET unpaid = 1", 1);
                """
            ) + "static class Db { public static Task<int> ExecuteAsync(string sql, object parameters) => Task.FromResult(1); }",
        ["the amount kept beside the total"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            order.Total = payment.Payload.Amount;
            await orders.MarkPaidAsync(payment.Payload.Id, order.Total, payment.Payload.Currency);
            """
        ),
        ["the currency in the guard and in a review"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.Total == payment.Payload.Amount && order.Currency == payment.Payload.Currency)
                order.MarkPaid();
            else
                await orders.HandleAsync(payment.Payload.Currency);
            """
        ),
        ["amount and currency as one value"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            var paid = (payment.Payload.Amount, payment.Payload.Currency);
            if ((order.Total, order.Currency) == paid)
                order.MarkPaid();
            else
                await orders.HandleAsync(paid);
            """
        ),
        ["a hundredth of one currency"] = Payment(
            """
            if (payment.Payload.Currency != "MYR")
                return;
            await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount / 100m, payment.Payload.Currency);
            """
        ),
        ["a unit of the currency"] = Payment(
            """
            await orders.MarkPaidAsync(
                payment.Payload.Id,
                payment.Payload.Amount / Units(payment.Payload.Currency),
                payment.Payload.Currency
            );
            static decimal Units(string currency) => currency == "JPY" ? 1m : 100m;
            """
        ),
        ["other effects"] = Payment(
            """
            await orders.ShipAsync(payment.Payload.Id);
            var order = await orders.FindAsync(payment.Payload.Id);
            order.State = OrderState.Refused;
            order.IsPaid = false;
            """
        ),
        ["a question whether it is paid"] = Payment(
            "var order = await orders.FindAsync(payment.Payload.Id); if (order.IsPaid) return; await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a log line about it"] = Payment(
            """
            logger.LogInformation("Paid {Id}", payment.Payload.Id);
            LogPaid(payment.Payload.Id);
            static void LogPaid(string id) => Console.WriteLine(id);
            """
        ),
        ["a feed without an amount"] = Program(
            """
            app.MapCallback<AcmeEvent>(
                "/x",
                async (Verified<AcmeEvent> happened, Orders orders) =>
                {
                    if (happened.Payload is AcmeEventPaid paid)
                        await orders.MarkPaidAsync(paid.Id);
                }
            );
            """
        ),
        ["a helper"] = Class(
            "public static Task Mark(Verified<AcmePayment> payment, Orders orders) => orders.MarkPaidAsync(payment.Payload.Id);"
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    public static TheoryData<string> FaultyNames => Faulty.Names;

    public static TheoryData<string> SoundNames => Sound.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_amount_that_is_left_out_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [InlineData(
        """
            if (payment.Payload.Status == AcmePaymentStatus.Paid)
                await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id)|};
            """,
        """
            if (payment.Payload.Status == AcmePaymentStatus.Paid)
                await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount, payment.Payload.Currency);
            """
    )]
    [InlineData(
        "var payload = payment.Payload; await {|CBG1006:orders.MarkPaidAsync(payload.Order.Number)|};",
        "var payload = payment.Payload; await orders.MarkPaidAsync(payload.Order.Number, payload.Amount, payload.Currency);"
    )]
    [InlineData(
        "var payload = payment.Payload; await {|CBG1006:orders.MarkPaidAsync(payload.Id)|};",
        "var payload = payment.Payload; await orders.MarkPaidAsync(payload.Id, payload.Amount, payload.Currency);"
    )]
    [InlineData("await {|CBG1006:orders.MarkPaidAsync(payment.Payload.Id, CancellationToken.None)|};", null)]
    [InlineData("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.MarkPaid()|};", null)]
    [InlineData("var order = await orders.FindAsync(payment.Payload.Id); {|CBG1006:order.IsPaid = true|};", null)]
    public Task The_fix_hands_the_amount_to_an_overload_that_takes_it(string code, string? corrected) =>
        corrected is null ? Fix.VerifyNoCodeFixAsync(Payment(code)) : Fix.VerifyCodeFixAsync(Payment(code), Payment(corrected));

    [Theory]
    [MemberData(nameof(FaultyNames))]
    public Task A_comparison_that_less_can_pass_is_reported(string name) => Verify.VerifyAnalyzerAsync(Faulty[name]);

    [Theory]
    [MemberData(nameof(SoundNames))]
    public Task A_comparison_with_what_was_asked_for_is_silent(string name) => Verify.VerifyAnalyzerAsync(Sound[name]);

    private static string Order(string code) => Payment("var order = await orders.FindAsync(payment.Payload.Order.Number); " + code);

    private static string Payment(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, Orders orders, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
