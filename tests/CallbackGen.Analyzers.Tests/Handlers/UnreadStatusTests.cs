using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnreadStatusAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1005: a handler acts without reading the status.</summary>
public sealed class UnreadStatusTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["an expression"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) => orders.ShipAsync(payment.Payload.Id)
            );
            """
        ),
        ["a block"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Order.Number);
            if (order.Total == payment.Payload.Amount)
                await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["an ordinary route"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) =>
                {
                    await orders.ShipAsync(payment.Payload.Id);
                    return Results.Ok();
                }
            );
            """
        ),
        ["a local function"] = Program(
            """
            app.MapCallback<AcmePayment>("/x", {|CBG1005:Handle|});
            static Task Handle(Verified<AcmePayment> payment, Orders orders) =>
                orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a method group"] =
            Program("""app.MapCallback<AcmePayment>("/x", {|CBG1005:Hooks.Handle|});""")
            + """
                static class Hooks
                {
                    public static Task Handle(Verified<AcmePayment> payment, Orders orders) =>
                        orders.ShipAsync(payment.Payload.Id);
                }
                """,
        ["a handler class"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(
                    Verified<AcmePayment> {|CBG1005:callback|},
                    CancellationToken cancellationToken
                )
                {
                    await orders.MarkPaidAsync(callback.Payload.Id, cancellationToken);
                }
            }
            """
        ),
        ["an explicit implementation"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                Task ICallbackHandler<AcmePayment>.HandleAsync(
                    Verified<AcmePayment> {|CBG1005:callback|},
                    CancellationToken cancellationToken
                ) => orders.ShipAsync(callback.Payload.Id);
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> {|CBG1005:payment|})
            {
                await _orders.ShipAsync(payment.Payload.Id);
                return Ok();
            }
            """
        ),
        ["an assignment"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); order.IsPaid = true;"),
        ["a local with the payload"] = Payment("var payload = payment.Payload; await orders.ShipAsync(payload.Id);"),
        ["the status in a log line only"] = Payment(
            "logger.LogInformation(\"{Status}\", payment.Payload.Status.Text); await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["the payload out of a tuple"] = Payment(
            "var (tx, key) = (payment.Payload, payment.Receipt.IdempotencyKey); await orders.ShipAsync(tx.Id + key);"
        ),
        ["the payload in a tuple"] = Payment("var pair = (Tx: payment.Payload, Key: 1); await orders.ShipAsync(pair.Tx.Id);"),
        ["the payload in a tuple of variables that were there"] = Payment(
            "AcmePayment? tx; int key; (tx, key) = (payment.Payload, 1); await orders.ShipAsync(tx.Id + key);"
        ),
        ["all but failed"] = Payment("if (payment.Payload.Status != AcmePaymentStatus.Failed) await orders.ShipAsync(payment.Payload.Id);"),
        ["all but failed, and large"] = Payment(
            """
            if (payment.Payload.Status != AcmePaymentStatus.Failed && payment.Payload.Amount > 1)
                await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["all but failed, by a pattern"] = Payment(
            "if (payment.Payload.Status.Known is not AcmePaymentStatus.Failed) await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["all but failed, by its text"] = Payment(
            "if (payment.Payload.Status.Text != \"failed\") await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["all but failed, by a method"] = Payment(
            "if (!payment.Payload.Status.Is(AcmePaymentStatus.Failed)) await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["all but failed, in a local"] = Payment(
            "var status = payment.Payload.Status; if (status != AcmePaymentStatus.Failed) await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a flag of all but failed"] = Payment(
            "var order = await orders.FindAsync(payment.Payload.Id); order.IsPaid = payment.Payload.Status != AcmePaymentStatus.Failed;"
        ),
        ["all but failed, by an expression"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) =>
                    payment.Payload.Status != AcmePaymentStatus.Failed
                        ? orders.ShipAsync(payment.Payload.Id)
                        : Task.CompletedTask
            );
            """
        ),
        ["all but failed, which leave early"] = Payment(
            """
            if (payment.Payload.Status == AcmePaymentStatus.Failed)
            {
                logger.LogInformation("failed");
                return;
            }
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["all but failed, in the other branch"] = Payment(
            """
            if (payment.Payload.Status == AcmePaymentStatus.Failed)
                await orders.HandleAsync(payment.Payload.Id);
            else
                await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a notice that ships"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                (Authenticated<AcmeNotice> {|CBG1005:notice|}, Orders orders) =>
                    orders.ShipAsync(notice.Payload.InvoiceId)
            );
            """
        ),
        ["a notice that marks an order"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> {|CBG1005:notice|}, Orders orders) =>
                    (await orders.FindAsync(notice.Payload.InvoiceId)).IsPaid = true
            );
            """
        ),
        ["a ping that ships"] = Program(
            """
            app.MapCallback<AcmePing>(
                "/x",
                (Received<AcmePing> {|CBG1005:ping|}, Orders orders) => orders.ShipAsync(ping.Payload.Id)
            );
            """
        ),
        ["a feed among others of one address"] = Program(
            """
            app.MapCallbacks(
                "/x",
                on =>
                    on.Feed<AcmePayment>(
                        (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) => orders.ShipAsync(payment.Payload.Id)
                    )
            );
            """
        ),
        ["a confirmed callback whose answer nobody reads"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> {|CBG1005:notice|}, AcmeApi api, Orders orders) =>
                {
                    var answer = await notice.ConfirmAsync(
                        (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                        (claim, found) => claim with { InvoiceId = found.InvoiceId }
                    );
                    if (answer.TryGetValue(out var confirmed, out _))
                        await orders.ShipAsync(confirmed.Payload.InvoiceId);
                }
            );
            """
        ),
        ["a confirmed callback"] = Program(
            """
            app.MapCallback<AcmeNotice>("/x", async (Authenticated<AcmeNotice> {|CBG1005:notice|}, AcmeApi api, Orders orders) =>
            {
                var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
                if (answer.TryGetValue(out var confirmed, out _))
                    await orders.ShipAsync(confirmed.Payload.InvoiceId);
            });
            """
        ),
    };

    /// <summary>Checks that accept other states than paid, in a feed that declares pending states too.</summary>
    private static readonly HandlerCases Loose = new()
    {
        ["a part of the text"] = Charge(
            "if ({|CBG1005:charge.Payload.Status.Text.Contains(\"paid\")|}) await orders.ShipAsync(charge.Payload.Id);"
        ),
        ["a part of the text in lower case"] = Charge(
            """
            if (
                {|CBG1005:charge
                    .Payload.Status.ToString()
                    .ToLowerInvariant()
                    .Contains("paid", StringComparison.Ordinal)|}
            )
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a part of the text in a local"] = Charge(
            """
            var status = charge.Payload.Status.Text.ToLower();
            var isPaid = {|CBG1005:status.EndsWith("paid")|};
            if (!isPaid)
                return;
            await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a beginning"] = Charge(
            """
            if (!{|CBG1005:charge.Payload.Status.Text.StartsWith("pa", StringComparison.OrdinalIgnoreCase)|})
                return;
            await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["all but what has a part of a failure"] = Charge(
            "if ({|CBG1005:charge.Payload.Status.Text.Contains(\"fail\")|}) return; await orders.ShipAsync(charge.Payload.Id);"
        ),
        ["a place"] = Charge(
            """
            if ({|CBG1005:charge.Payload.Status.Text.IndexOf("paid", StringComparison.OrdinalIgnoreCase)|} >= 0)
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["one of two parts"] = Charge(
            """
            var text = charge.Payload.Status.Text;
            if ({|CBG1005:text.Contains("paid")|} || text.Contains("settled"))
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a part of a list in a text"] = Charge(
            """
            const string Paid = "paid,settled";
            if ({|CBG1005:Paid.Contains(charge.Payload.Status.Text)|})
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a regular expression"] = Charge(
            """
            if ({|CBG1005:System.Text.RegularExpressions.Regex.IsMatch(charge.Payload.Status.Text, "paid|settled")|})
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a regular expression in a local"] = Charge(
            """
            var paid = new System.Text.RegularExpressions.Regex("paid");
            if ({|CBG1005:paid.IsMatch(charge.Payload.Status.Text)|})
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a helper that looks for a part"] = Charge(
            """
            if ({|CBG1005:IsPaid(charge.Payload.Status.Text)|})
                await orders.ShipAsync(charge.Payload.Id);
            static bool IsPaid(string status) => status.ToLower().Contains("paid");
            """
        ),
        ["a case with a condition"] = Charge(
            """
            switch (charge.Payload.Status.Text)
            {
                case var text when {|CBG1005:text.Contains("paid")|}:
                    await orders.ShipAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["pending too, by a pattern"] = Charge(
            """
            if (charge.Payload.Status.Known is {|CBG1005:AcmeChargeStatus.Paid or AcmeChargeStatus.Pending|})
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, by or"] = Charge(
            """
            if (
                charge.Payload.Status == AcmeChargeStatus.Paid
                || {|CBG1005:charge.Payload.Status == AcmeChargeStatus.Processing|}
            )
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, what is neither leaves"] = Charge(
            """
            if (
                charge.Payload.Status != AcmeChargeStatus.Paid
                && {|CBG1005:charge.Payload.Status != AcmeChargeStatus.Pending|}
            )
                return;
            await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, by a negated pattern"] = Charge(
            """
            if (charge.Payload.Status.Known is {|CBG1005:not (AcmeChargeStatus.Paid or AcmeChargeStatus.Pending)|})
                return;
            await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, by cases"] = Charge(
            """
            switch (charge.Payload.Status.Known)
            {
                {|CBG1005:case AcmeChargeStatus.Paid:|}
                case AcmeChargeStatus.Pending:
                    await orders.ShipAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["pending too, by an expression's arm"] = Charge(
            """
            var paid = charge.Payload.Status.Known switch
            {
                {|CBG1005:AcmeChargeStatus.Paid or AcmeChargeStatus.Pending|} => true,
                _ => false
            };
            if (paid)
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, by a state"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            order.State = charge.Payload.Status.Known switch
            {
                {|CBG1005:AcmeChargeStatus.Paid or AcmeChargeStatus.Processing|} => OrderState.Paid,
                _ => OrderState.Refused
            };
            """
        ),
        ["pending too, by a choice of states"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            order.State = charge.Payload.Status.Text is {|CBG1005:"paid" or "pending"|}
                ? OrderState.Paid
                : OrderState.Refused;
            """
        ),
        ["pending too, in a list"] = Charge(
            """
            if ({|CBG1005:new[] { "paid", "in_progress" }.Contains(charge.Payload.Status.Text)|})
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending too, in a set"] =
            Charge(
                """
                if (charge.Payload.Status.Known is { } status && {|CBG1005:States.Paid.Contains(status)|})
                    await orders.ShipAsync(charge.Payload.Id);
                """
            )
            + """
                static class States
                {
                    public static readonly HashSet<AcmeChargeStatus> Paid =
                    [
                        AcmeChargeStatus.Paid,
                        AcmeChargeStatus.Processing
                    ];
                }
                """,
        ["pending too, in a property pattern"] = Charge(
            """
            if (
                charge.Payload is
                { Status.Known: {|CBG1005:AcmeChargeStatus.Paid or AcmeChargeStatus.Pending|}, Id: var id }
            )
                await orders.ShipAsync(id);
            """
        ),
        ["a helper that takes the payload"] = Charge(
            """
            if ({|CBG1005:IsPaid(charge.Payload)|})
                await orders.ShipAsync(charge.Payload.Id);
            static bool IsPaid(AcmeCharge charge) => charge.Status.Text.Contains("paid");
            """
        ),
        ["a helper that takes the message, and pending too"] =
            Charge("if (!{|CBG1005:Rules.IsPaid(charge)|}) return; await orders.ShipAsync(charge.Payload.Id);")
            + """
                static class Rules
                {
                    public static bool IsPaid(Verified<AcmeCharge> charge) =>
                        charge.Payload.Status.Known switch
                        {
                            AcmeChargeStatus.Paid or AcmeChargeStatus.Pending => true,
                            _ => false
                        };
                }
                """,
        ["a helper that takes pending too"] = Charge(
            """
            if ({|CBG1005:Is(charge.Payload.Status.Text)|})
                await orders.ShipAsync(charge.Payload.Id);
            static bool Is(string status) => status == "paid" || status == "pending";
            """
        ),
        ["a method that is handed the payload"] = Class(
            """
            private static async Task OnChargeAsync(AcmeCharge charge, Orders orders)
            {
                if ({|CBG1005:charge.Status.Text.Contains("paid")|})
                    await orders.ShipAsync(charge.Id);
            }
            """
        ),
        ["a helper that does not ask"] = HandlerCases.Program(
            """
            app.MapCallback<AcmeCharge>(
                "/x",
                async (Verified<AcmeCharge> {|CBG1005:charge|}, Orders orders) =>
                {
                    if (IsKnown(charge.Payload))
                        await orders.ShipAsync(charge.Payload.Id);
                    static bool IsKnown(AcmeCharge charge) => charge.Id.Length > 3;
                }
            );
            """
        ),
        ["several failures"] = HandlerCases.Program(
            """
            app.MapCallback<AcmeCharge>(
                "/x",
                async (Verified<AcmeCharge> {|CBG1005:charge|}, Orders orders) =>
                {
                    if (charge.Payload.Status.Text is "failed" or "expired" or "cancelled")
                        return;
                    await orders.ShipAsync(charge.Payload.Id);
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Exact = new()
    {
        ["all of the text"] = Charge(
            """
            if (charge.Payload.Status.Text.Equals("paid", StringComparison.OrdinalIgnoreCase))
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["all of the text in lower case"] = Charge(
            "if (charge.Payload.Status.Text.ToLowerInvariant() == \"paid\") await orders.ShipAsync(charge.Payload.Id);"
        ),
        ["one of several texts"] = Charge(
            "if (new[] { \"paid\", \"settled\" }.Contains(charge.Payload.Status.Text)) await orders.ShipAsync(charge.Payload.Id);"
        ),
        ["one of a set"] =
            Charge(
                "if (charge.Payload.Status.Known is { } status && States.Paid.Contains(status)) await orders.ShipAsync(charge.Payload.Id);"
            ) + "static class States { public static readonly HashSet<AcmeChargeStatus> Paid = [AcmeChargeStatus.Paid]; }",
        ["a whole regular expression"] = Charge(
            """
            if (System.Text.RegularExpressions.Regex.IsMatch(charge.Payload.Status.Text, "^(paid|settled)$"))
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a part of the text in a log"] = Charge(
            """
            if (charge.Payload.Status.Text.Contains("pend"))
                logger.LogInformation("pending");
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["a part of the text, and all of it"] = Charge(
            """
            if (charge.Payload.Status.Text.StartsWith('p'))
            {
                if (charge.Payload.Status == AcmeChargeStatus.Paid)
                    await orders.ShipAsync(charge.Payload.Id);
            }
            """
        ),
        ["a part of the text that leaves"] = Charge(
            """
            if (charge.Payload.Status.Text.Contains("fail"))
                return;
            if (charge.Payload.Status != AcmeChargeStatus.Paid)
                return;
            await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending and failed leave"] = Charge(
            """
            if (
                charge.Payload.Status.Known
                is AcmeChargeStatus.Pending
                    or AcmeChargeStatus.Processing
                    or AcmeChargeStatus.Failed
            )
                return;
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["pending and paid are looked up, paid ships"] = Charge(
            """
            if (charge.Payload.Status.Known is AcmeChargeStatus.Paid or AcmeChargeStatus.Pending)
            {
                var order = await orders.FindAsync(charge.Payload.Id);
                if (charge.Payload.Status == AcmeChargeStatus.Paid)
                    await orders.ShipAsync(charge.Payload.Id);
            }
            """
        ),
        ["a case for each"] = Charge(
            """
            switch (charge.Payload.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    await orders.ShipAsync(charge.Payload.Id);
                    break;
                case AcmeChargeStatus.Pending:
                case AcmeChargeStatus.Processing:
                    await orders.HandleAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["an arm for each"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            order.State = charge.Payload.Status.Known switch
            {
                AcmeChargeStatus.Paid => OrderState.Paid,
                AcmeChargeStatus.Pending or AcmeChargeStatus.Processing => OrderState.Open,
                _ => OrderState.Refused
            };
            """
        ),
        ["what is authorised is captured"] =
            Charge("if (charge.Payload.Status.Text is \"paid\" or \"authorized\") await Till.CaptureAsync(charge.Payload.Id);")
            + "static class Till { public static Task CaptureAsync(string id) => Task.CompletedTask; }",
        ["what is pending is marked so"] =
            Charge("if (charge.Payload.Status.Text is \"received\" or \"pending\") await Till.MarkPendingAsync(charge.Payload.Id);")
            + "static class Till { public static Task MarkPendingAsync(string id) => Task.CompletedTask; }",
        ["a helper that takes the payload"] = Charge(
            """
            if (IsPaid(charge.Payload))
                await orders.ShipAsync(charge.Payload.Id);
            static bool IsPaid(AcmeCharge charge) => charge.Status == AcmeChargeStatus.Paid;
            """
        ),
        ["a method that is handed the payload"] = Class(
            """
            private static async Task OnPaidAsync(AcmeCharge charge, Orders orders)
            {
                if (charge.Status == AcmeChargeStatus.Failed)
                    return;
                await orders.ShipAsync(charge.Id);
            }
            """
        ),
        ["a helper that compares"] = Charge(
            """
            if (!IsPaid(charge.Payload.Status.Text))
                return;
            await orders.ShipAsync(charge.Payload.Id);
            static bool IsPaid(string status) => status is "paid" or "settled";
            """
        ),
    };

    /// <summary>Switch cases that refund the money, that catch every state which is not listed, or that undo an earlier effect.</summary>
    private static readonly HandlerCases Cases = new()
    {
        ["a refund in the case of a payment"] = Charge(
            """
            switch (charge.Payload.Status.Text)
            {
                {|CBG1005:case "charge.succeeded":|}
                case "charge.refunded":
                    await orders.ShipAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["a refund beside a payment"] = Charge(
            "if (charge.Payload.Status.Text is {|CBG1005:\"paid\" or \"refund_paid\"|}) await orders.MarkPaidAsync(charge.Payload.Id);"
        ),
        ["a chargeback by or"] = Charge(
            """
            if (charge.Payload.Status.Text == "paid" || {|CBG1005:charge.Payload.Status.Text == "chargeback"|})
                await orders.MarkPaidAsync(charge.Payload.Id);
            """
        ),
        ["a refund, and the payload handed on"] = Charge(
            """
            switch (charge.Payload.Status.Text)
            {
                {|CBG1005:case "paid":|}
                case "reversed":
                    await orders.ShipAsync(NumberOf(charge.Payload));
                    break;
            }
            static string NumberOf(AcmeCharge charge) => charge.Id;
            """
        ),
        ["neither failed nor pending"] = Charge(
                """
                if (
                    charge.Payload.Status == AcmeChargeStatus.Failed
                    || charge.Payload.Status == AcmeChargeStatus.Pending
                )
                    return;
                await orders.ShipAsync(charge.Payload.Id);
                """
            )
            .Replace("> charge,", "> {|CBG1005:charge|},", StringComparison.Ordinal),
        ["neither failed nor pending, by a pattern"] = Charge(
                """
                if (
                    charge.Payload.Status.Known
                    is not (AcmeChargeStatus.Failed or AcmeChargeStatus.Pending or AcmeChargeStatus.Processing)
                )
                    await orders.ShipAsync(charge.Payload.Id);
                """
            )
            .Replace("> charge,", "> {|CBG1005:charge|},", StringComparison.Ordinal),
        ["all else is paid, by an expression"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            var state = charge.Payload.Status.Text switch
            {
                "check" => OrderState.Open,
                "fail" or "cancel" => OrderState.Refused,
                {|CBG1005:_ => order.Total == charge.Payload.Amount ? OrderState.Paid : OrderState.Open|}
            };
            await orders.HandleAsync(state);
            """
        ),
        ["all else is paid, by a statement"] = Charge(
            """
            switch (charge.Payload.Status.Known)
            {
                case AcmeChargeStatus.Failed:
                    return;
                case AcmeChargeStatus.Pending:
                    break;
                {|CBG1005:default:|}
                    await orders.MarkPaidAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["all else is yes"] = Charge(
            """
            var isPaid = charge.Payload.Status.Text switch
            {
                "failed" => false,
                "pending" => false,
                {|CBG1005:_ => true|}
            };
            if (isPaid)
                await orders.HandleAsync(charge.Payload.Id);
            """
        ),
        ["a state whatever it is"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            {|CBG1005:order.State = charge.Payload.Status.Known switch
            {
                AcmeChargeStatus.Paid when order.Total == charge.Payload.Amount => OrderState.Paid,
                AcmeChargeStatus.Failed => OrderState.Refused,
                _ => order.State
            }|};
            """
        ),
        ["a state whatever it is, by a statement"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id) ?? throw new KeyNotFoundException();
            switch (charge.Payload.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    {|CBG1005:order.State = OrderState.Paid|};
                    break;
                case AcmeChargeStatus.Failed:
                    order.State = OrderState.Refused;
                    break;
                default:
                    return;
            }
            """
        ),
        ["a state whatever it is, by branches"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                {|CBG1005:order.State = OrderState.Paid|};
            else if (charge.Payload.Status == AcmeChargeStatus.Failed)
                order.State = OrderState.Refused;
            """
        ),
        ["a state that only paid looks at"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
            {
                if (order.State == OrderState.Open)
                    {|CBG1005:order.State = OrderState.Paid|};
            }
            else if (charge.Payload.Status == AcmeChargeStatus.Failed)
            {
                order.State = OrderState.Refused;
            }
            """
        ),
        ["a state in a tuple"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                {|CBG1005:(order.State, order.Currency) =
                    order.State == OrderState.Open
                        ? (OrderState.Paid, charge.Payload.Id)
                        : (OrderState.Open, order.Currency)|};
            else if (charge.Payload.Status == AcmeChargeStatus.Failed)
                order.State = OrderState.Refused;
            """
        ),
    };

    private static readonly HandlerCases SoundCases = new()
    {
        ["a refund has a case of its own"] = Charge(
            """
            switch (charge.Payload.Status.Text)
            {
                case "paid":
                    await orders.ShipAsync(charge.Payload.Id);
                    break;
                case "refunded":
                    await orders.HandleAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["a dispute that was won"] = Charge(
            "if (charge.Payload.Status.Text is \"paid\" or \"dispute.funds_reinstated\") await orders.ShipAsync(charge.Payload.Id);"
        ),
        ["a refund that is told"] =
            Charge(
                """
                switch (charge.Payload.Status.Text)
                {
                    case "paid":
                    case "refunded":
                        await Till.CompleteAsync(charge.Payload.Id, charge.Payload.Status.Text);
                        break;
                }
                """
            ) + "static class Till { public static Task CompleteAsync(string id, string state) => Task.CompletedTask; }",
        ["failed, pending, and then paid"] = Charge(
            """
            if (
                charge.Payload.Status == AcmeChargeStatus.Failed
                || charge.Payload.Status == AcmeChargeStatus.Pending
            )
                return;
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                await orders.ShipAsync(charge.Payload.Id);
            """
        ),
        ["all else is looked at"] = Charge(
            """
            var state = charge.Payload.Status.Text switch
            {
                "paid" => OrderState.Paid,
                "fail" => OrderState.Refused,
                _ => OrderState.Open
            };
            await orders.HandleAsync(state);
            """
        ),
        ["all else is kept"] = Charge(
            """
            switch (charge.Payload.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    await orders.MarkPaidAsync(charge.Payload.Id);
                    break;
                case AcmeChargeStatus.Failed:
                    break;
                default:
                    await orders.HandleAsync(charge.Payload.Id);
                    break;
            }
            """
        ),
        ["a state by the one that it is"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            order.State = (order.State, charge.Payload.Status.Known) switch
            {
                (OrderState.Open, AcmeChargeStatus.Paid) => OrderState.Paid,
                (OrderState.Open, AcmeChargeStatus.Failed) => OrderState.Refused,
                _ => order.State
            };
            """
        ),
        ["a state that failed looks at"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                order.State = OrderState.Paid;
            else if (charge.Payload.Status == AcmeChargeStatus.Failed && order.State == OrderState.Open)
                order.State = OrderState.Refused;
            """
        ),
        ["a state that is asked for on the way"] = Charge(
            """
            var order = await orders.FindAsync(charge.Payload.Id);
            if (order.State != OrderState.Open)
                return;
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                order.State = OrderState.Paid;
            else if (charge.Payload.Status == AcmeChargeStatus.Failed)
                order.State = OrderState.Refused;
            """
        ),
        ["a state that is asked first"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.State != OrderState.Open)
                return;
            order.State = payment.Payload.Status == AcmePaymentStatus.Paid ? OrderState.Paid : OrderState.Refused;
            """,
            "payment"
        ),
        ["all but paid is refused"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            order.State = payment.Payload.Status == AcmePaymentStatus.Paid ? OrderState.Paid : OrderState.Refused;
            """,
            "payment"
        ),
        ["a state that is asked by a pattern"] = Charge(
            """
            if (await orders.FindAsync(charge.Payload.Id) is not { State: OrderState.Open } order)
                return;
            if (charge.Payload.Status == AcmeChargeStatus.Paid)
                order.State = OrderState.Paid;
            else if (charge.Payload.Status == AcmeChargeStatus.Failed)
                order.State = OrderState.Refused;
            """
        ),
        ["a state of what is not paid yet"] = Payment(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.IsPaid)
                return;
            order.State = payment.Payload.Status == AcmePaymentStatus.Paid ? OrderState.Paid : OrderState.Refused;
            """,
            "payment"
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a comparison"] = Payment(
            "if (payment.Payload.Status == AcmePaymentStatus.Paid) await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["a switch"] = Payment(
            "switch (payment.Payload.Status.Known) { case AcmePaymentStatus.Paid: await orders.ShipAsync(payment.Payload.Id); break; }",
            "payment"
        ),
        ["a pattern"] = Payment(
            "if (payment.Payload is { Status.Known: AcmePaymentStatus.Paid, Id: var id }) await orders.ShipAsync(id);",
            "payment"
        ),
        ["a method of the status"] = Payment(
            "if (!payment.Payload.Status.Is(AcmePaymentStatus.Paid)) return; await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["a role"] = Payment(
            "if (payment.GetRole(CallbackRole.Status) == \"paid\") await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["the payload handed on"] = Payment(
            "await orders.HandleAsync(payment.Payload); await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["the message handed on"] = Payment("await orders.ShipAsync(payment.Payload.Id); await orders.HandleAsync(payment);", "payment"),
        ["the payload handed on by a local"] = Payment(
            "var payload = payment.Payload; await orders.HandleAsync(payload); await orders.ShipAsync(payload.Id);",
            "payment"
        ),
        ["the payload in a new object"] = Payment(
            "await orders.HandleAsync(new { payment.Payload.Id, Body = payment.Payload });",
            "payment"
        ),
        ["a log line alone"] = Payment(
            "logger.LogInformation(\"{Id}\", payment.Payload.Id); Console.WriteLine(payment.Payload.Id);",
            "payment"
        ),
        ["a status of the provider's answer"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, AcmeApi api, Orders orders) =>
                {
                    var answer = await notice.ConfirmAsync(
                        (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                        (claim, found) => claim with { InvoiceId = found.InvoiceId }
                    );
                    if (answer.TryGetValue(out var confirmed, out _) && confirmed.Answer is { Currency: "EUR" })
                        await orders.ShipAsync(confirmed.Payload.InvoiceId);
                }
            );
            """
        ),
        ["an answer alone"] = Program("""app.MapPost("/x", (Verified<AcmePayment> payment) => Results.Ok(payment.Payload.Id));"""),
        ["a query alone"] = Payment(
            "var order = await orders.FindAsync(payment.Payload.Id); logger.LogInformation(\"{Total}\", order.Total);",
            "payment"
        ),
        ["nothing of the payload"] = Payment("await orders.SaveAsync();", "payment"),
        ["a helper with the message"] = Class(
            "public static Task Ship(Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a payload out of a tuple with its status"] = Payment(
            "var (tx, key) = (payment.Payload, 1); if (tx.Status == AcmePaymentStatus.Paid) await orders.ShipAsync(tx.Id + key);",
            "payment"
        ),
        ["a tuple handed on"] = Payment(
            "await orders.HandleAsync((payment.Payload, 1)); await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["a tuple in a local that is handed on"] = Payment(
            "var pair = (payment.Payload, 1); await orders.HandleAsync(pair); await orders.ShipAsync(pair.Payload.Id);",
            "payment"
        ),
        ["a tuple whose payload is handed on"] = Payment(
            "var pair = (payment.Payload, 1); await orders.HandleAsync(pair.Payload); await orders.ShipAsync(pair.Payload.Id);",
            "payment"
        ),
        ["a tuple in a member"] =
            Payment("(Kept.Payment, var key) = (payment.Payload, 1); await orders.ShipAsync(payment.Payload.Id + key);", "payment")
            + "static class Kept { public static AcmePayment? Payment { get; set; } }",
        ["what is not paid leaves"] = Payment(
            "if (payment.Payload.Status != AcmePaymentStatus.Paid) return; await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["what failed is told of"] = Payment(
            "if (payment.Payload.Status == AcmePaymentStatus.Failed) await orders.ShipAsync(payment.Payload.Id);",
            "payment"
        ),
        ["failed and paid, in a local"] = Payment(
            """
            var status = payment.Payload.Status;
            if (status == AcmePaymentStatus.Failed)
                return;
            if (status == AcmePaymentStatus.Paid)
                await orders.ShipAsync(payment.Payload.Id);
            """,
            "payment"
        ),
        ["a flag of paid"] = Payment(
            "var order = await orders.FindAsync(payment.Payload.Id); order.IsPaid = payment.Payload.Status == AcmePaymentStatus.Paid;",
            "payment"
        ),
        ["failed and paid"] = Payment(
            """
            if (payment.Payload.Status == AcmePaymentStatus.Failed)
                return;
            if (payment.Payload.Status == AcmePaymentStatus.Paid)
                await orders.ShipAsync(payment.Payload.Id);
            """,
            "payment"
        ),
        ["all but failed handed on"] = Payment(
            "if (payment.Payload.Status != AcmePaymentStatus.Failed) await orders.HandleAsync(payment.Payload.Id);",
            "payment"
        ),
        ["all but failed, and its text kept"] = Payment(
            """
            if (payment.Payload.Status != AcmePaymentStatus.Failed)
                await orders.ShipAsync(payment.Payload.Id + payment.Payload.Status.Text);
            """,
            "payment"
        ),
        ["the id of a notice handed on"] = Class(
            """
            public class Handler(Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken) =>
                    orders.HandleAsync(callback.Payload.InvoiceId);
            }
            """
        ),
        ["the id of a notice looked up and kept"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, Orders orders) =>
                {
                    if (await orders.FindAsync(notice.Payload.InvoiceId) is { } order)
                        await orders.SaveAsync();
                }
            );
            """
        ),
        ["the id of a ping handed on"] = Program(
            """app.MapCallback<AcmePing>("/x", (Received<AcmePing> ping, Orders orders) => orders.HandleAsync(ping.Payload.Id));"""
        ),
        ["events"] = Program(
            """
            app.MapCallback<AcmeEvent>(
                "/x",
                async (Verified<AcmeEvent> happened, Orders orders) =>
                {
                    if (happened.Payload is AcmeEventPaid paid)
                        await orders.ShipAsync(paid.Id);
                }
            );
            """
        ),
        ["a confirmed status"] = Program(
            """
            app.MapCallback<AcmeNotice>("/x", async (Authenticated<AcmeNotice> notice, AcmeApi api, Orders orders) =>
            {
                var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
                if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Status == AcmeNoticeStatus.Success)
                    await orders.ShipAsync(confirmed.Payload.InvoiceId);
            });
            """
        ),
        ["a confirmed message handed on"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, AcmeApi api, Orders orders) =>
                {
                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))
                    ).GetValueOrThrow();
                    await orders.ShipAsync(notice.Payload.InvoiceId);
                    await orders.HandleAsync(confirmed);
                }
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    public static TheoryData<string> CaseNames => Cases.Names;

    public static TheoryData<string> SoundCaseNames => SoundCases.Names;

    [Theory]
    [MemberData(nameof(CaseNames))]
    public Task A_case_that_takes_more_for_paid_is_reported(string name) => RunAsync(Cases[name]);

    [Theory]
    [MemberData(nameof(SoundCaseNames))]
    public Task A_case_for_each_state_is_silent(string name) => RunAsync(SoundCases[name]);

    public static TheoryData<string> LooseNames => Loose.Names;

    public static TheoryData<string> ExactNames => Exact.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_handler_that_never_looks_at_the_status_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [MemberData(nameof(LooseNames))]
    public Task A_test_that_lets_more_through_is_reported(string name) => RunAsync(Loose[name]);

    [Theory]
    [MemberData(nameof(ExactNames))]
    public Task A_test_for_what_was_paid_is_silent(string name) => RunAsync(Exact[name]);

    [Theory]
    [InlineData(
        "if (charge.Payload.Status.Text.Contains(\"paid\")) await orders.ShipAsync(charge.Payload.Id);",
        Microsoft.CodeAnalysis.DiagnosticSeverity.Warning
    )]
    [InlineData(
        "if (charge.Payload.Status.Text.StartsWith(\"paid\")) await orders.ShipAsync(charge.Payload.Id);",
        Microsoft.CodeAnalysis.DiagnosticSeverity.Info
    )]
    [InlineData(
        "if (charge.Payload.Status.Text is \"paid\" or \"pending\") await orders.ShipAsync(charge.Payload.Id);",
        Microsoft.CodeAnalysis.DiagnosticSeverity.Info
    )]
    public async Task What_may_be_meant_is_a_suggestion(string code, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var project = Harness.HandlerProject.Create([Charge(code)], [.. Harness.HandlerFeeds.All, Harness.HandlerFeeds.Charge]);
        Assert.Equal(
            severity,
            Assert.Single(await Harness.HandlerProject.AnalyzeAsync(project, new Generator.Analyzers.UnreadStatusAnalyzer())).Severity
        );
    }

    [Fact]
    public async Task A_feed_without_a_status_or_with_one_value_of_it_is_silent()
    {
        var (path, text) = Harness.HandlerFeeds.Payment;
        var handler = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Payload.Id)
            );
            """
        );
        foreach (
            var schema in new[]
            {
                text.Replace("\"status\": \"/status\", ", "", StringComparison.Ordinal),
                text.Replace("\"enum\": [\"paid\", \"failed\"]", "\"const\": \"paid\"", StringComparison.Ordinal),
            }
        )
        {
            Assert.NotEqual(text, schema);
            await new Harness.HandlerTest<Generator.Analyzers.UnreadStatusAnalyzer>
            {
                Sources = [handler],
                Schemas = [(path, schema), Harness.HandlerFeeds.Notice, Harness.HandlerFeeds.Ping],
            }.RunAsync();
        }
    }

    private static string Payment(string code, string parameter = "{|CBG1005:payment|}") =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> {{parameter}}, Orders orders, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );

    private static Task RunAsync(string source) =>
        new Harness.HandlerTest<Generator.Analyzers.UnreadStatusAnalyzer>
        {
            Sources = [source],
            Schemas = [.. Harness.HandlerFeeds.All, Harness.HandlerFeeds.Charge],
        }.RunAsync();

    private static string Charge(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmeCharge>("/x", async (Verified<AcmeCharge> charge, Orders orders, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
