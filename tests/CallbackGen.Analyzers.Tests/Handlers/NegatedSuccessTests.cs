using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1005: a handler treats every status other than success as a failure.</summary>
public sealed class NegatedSuccessTests
{
    private const string Services = """

        public enum SaleState
        {
            Open,
            Done,
            Cancelled,
            Review
        }

        public sealed class Parcel
        {
            public SaleState State { get; set; }
            public string Text { get; set; } = "";
            public bool IsCancelled { get; set; }
        }

        public interface IPayouts
        {
            Task SendAsync(string id, decimal amount);
            Task CloseAsync(string id, decimal amount);
            Task<SaleState> StateAtBankAsync(string id);
        }

        public sealed class Stock
        {
            public Task CancelAsync(string id) => Task.CompletedTask;

            public Task ReleaseAsync(string id) => Task.CompletedTask;

            public Task<Parcel> FindAsync(string id) => Task.FromResult(new Parcel());

            public Task SetStateAsync(string id, string state) => Task.CompletedTask;

            public Task<int> ExecuteAsync(string sql, object values) => Task.FromResult(1);

            public void Update(Parcel parcel) { }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["what is left is cancelled"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
            {
                await orders.MarkPaidAsync(it.Id, it.Amount);
                return;
            }
            await {|CBG1005:stock.CancelAsync(it.Id)|};
            """
        ),
        ["otherwise"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else
                await {|CBG1005:stock.ReleaseAsync(it.Id)|};
            """
        ),
        ["not paid"] = Charge("if (it.Status != AcmeChargeStatus.Paid) await {|CBG1005:stock.CancelAsync(it.Id)|};"),
        ["paid out once more"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
                await payouts.CloseAsync(it.Id, it.Amount);
            else
                await {|CBG1005:payouts.SendAsync(it.Id, it.Amount)|};
            """
        ),
        ["a state"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            if (it.Status == AcmeChargeStatus.Paid)
                parcel.State = SaleState.Done;
            else
                parcel.State = {|CBG1005:SaleState.Cancelled|};
            stock.Update(parcel);
            """
        ),
        ["a state of two"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            parcel.State = it.Status == AcmeChargeStatus.Paid ? SaleState.Done : {|CBG1005:SaleState.Cancelled|};
            stock.Update(parcel);
            """
        ),
        ["a text"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            if (parcel.Text != "sent")
                parcel.Text = "review";
            else if (it.Status == AcmeChargeStatus.Paid)
                parcel.Text = "done";
            else
                parcel.Text = {|CBG1005:"again"|};
            stock.Update(parcel);
            """
        ),
        ["a text that is handed on"] = Charge(
            "await stock.SetStateAsync(it.Id, it.Status == AcmeChargeStatus.Paid ? \"done\" : {|CBG1005:\"failed\"|});"
        ),
        ["a flag"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            if (it.Status != AcmeChargeStatus.Paid)
                {|CBG1005:parcel.IsCancelled = true|};
            stock.Update(parcel);
            """
        ),
        ["a flag of a condition"] = Charge(
            "var isPaid = it.Status == AcmeChargeStatus.Paid; if (!isPaid) await {|CBG1005:stock.CancelAsync(it.Id)|};"
        ),
        ["what is left of a switch"] = Charge(
            """
            switch (it.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    await orders.MarkPaidAsync(it.Id, it.Amount);
                    break;
                default:
                    await {|CBG1005:stock.CancelAsync(it.Id)|};
                    break;
            }
            """
        ),
        ["what is left of a switch expression"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            parcel.State = it.Status.Known switch
            {
                AcmeChargeStatus.Paid => SaleState.Done,
                _ => {|CBG1005:SaleState.Cancelled|}
            };
            stock.Update(parcel);
            """
        ),
        ["SQL"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else
                await {|CBG1005:stock.ExecuteAsync(
                    "update sales set state = 'failed' where id = @id",
                    new { id = it.Id }
                )|};
            """
        ),
        ["a value of SQL"] = Charge(
            """
            await stock.ExecuteAsync(
                "update sales set state = @state where id = @id",
                new { id = it.Id, state = it.Status == AcmeChargeStatus.Paid ? "done" : {|CBG1005:"failed"|} }
            );
            """
        ),
        ["a state in a local"] = Charge(
            """
            var state = it.Status == AcmeChargeStatus.Paid ? SaleState.Done : {|CBG1005:SaleState.Cancelled|};
            var parcel = await stock.FindAsync(it.Id);
            parcel.State = state;
            stock.Update(parcel);
            """
        ),
        ["an order that is open still"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            if (it.Status == AcmeChargeStatus.Paid)
                return;
            if (parcel.State == SaleState.Open)
                await {|CBG1005:stock.CancelAsync(it.Id)|};
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a failure that is asked for"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else if (it.Status == AcmeChargeStatus.Failed)
                await stock.CancelAsync(it.Id);
            """
        ),
        ["a failure alone"] = Charge("if (it.Status == AcmeChargeStatus.Failed) await stock.CancelAsync(it.Id);"),
        ["pending left before"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Pending || it.Status == AcmeChargeStatus.Processing)
                return;
            if (it.Status == AcmeChargeStatus.Paid)
                await orders.MarkPaidAsync(it.Id, it.Amount);
            else
                await stock.CancelAsync(it.Id);
            """
        ),
        ["a case of a failure"] = Charge(
            """
            switch (it.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    await orders.MarkPaidAsync(it.Id, it.Amount);
                    break;
                case AcmeChargeStatus.Failed:
                    await stock.CancelAsync(it.Id);
                    break;
            }
            """
        ),
        ["a case of what is pending"] = Charge(
            """
            switch (it.Status.Known)
            {
                case AcmeChargeStatus.Paid:
                    await orders.MarkPaidAsync(it.Id, it.Amount);
                    break;
                case AcmeChargeStatus.Pending:
                case AcmeChargeStatus.Processing:
                    break;
                default:
                    await stock.CancelAsync(it.Id);
                    break;
            }
            """
        ),
        ["a review"] = Charge(
            """
            var parcel = await stock.FindAsync(it.Id);
            parcel.State = it.Status == AcmeChargeStatus.Paid ? SaleState.Done : SaleState.Review;
            stock.Update(parcel);
            """
        ),
        ["the bank is asked"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
            {
                await payouts.CloseAsync(it.Id, it.Amount);
                return;
            }
            if (await payouts.StateAtBankAsync(it.Id) == SaleState.Cancelled)
                await payouts.SendAsync(it.Id, it.Amount);
            """
        ),
        ["the bank is asked by a local"] = Charge(
            """
            if (it.Status == AcmeChargeStatus.Paid)
                return;
            var bank = await payouts.StateAtBankAsync(it.Id);
            if (bank == SaleState.Cancelled)
                await payouts.SendAsync(it.Id, it.Amount);
            """
        ),
        ["two states only"] =
            HandlerCases.Program(
                """
                app.MapCallback<AcmePayment>(
                    "/x",
                    (Verified<AcmePayment> payment, Stock stock, Orders orders) =>
                        payment.Payload.Status == AcmePaymentStatus.Paid
                            ? orders.MarkPaidAsync(
                                payment.Payload.Id,
                                payment.Payload.Amount,
                                payment.Payload.Currency
                            )
                            : stock.CancelAsync(payment.Payload.Id)
                );
                """
            ) + Services,
        ["a log"] = Charge(
            "if (it.Status != AcmeChargeStatus.Paid) logger.LogWarning(\"cancelled\"); else await orders.MarkPaidAsync(it.Id, it.Amount);"
        ),
        ["paid for"] = Charge("if (it.Status == AcmeChargeStatus.Paid) await stock.ReleaseAsync(it.Id);"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_is_undone_for_all_but_success_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    private static Task RunAsync(string source) =>
        new HandlerTest<UnreadStatusAnalyzer> { Sources = [source], Schemas = [.. HandlerFeeds.All, HandlerFeeds.Charge] }.RunAsync();

    private static string Charge(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCharge>(
                "/x",
                async (
                    Verified<AcmeCharge> charge,
                    Orders orders,
                    Stock stock,
                    IPayouts payouts,
                    ILogger<Orders> logger
                ) =>
                {
                    await Task.Yield();
                    var it = charge.Payload;
                    {{code}}
                }
            );
            """
        ) + Services;
}
