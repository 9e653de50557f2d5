using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1048: a handler marks an order as paid without reading the member that says whether the payment succeeded.</summary>
public sealed class UnreadDeciderTests
{
    private const string Answers = """

        public sealed record Answer(string State, string? FraudStatus, string? Note);
        public sealed record Sale(string Status, bool Captured);
        public sealed class CardApi
        {
            public Task<Answer> StatusAsync(string id) => Task.FromResult(new Answer("capture", null, null));
            public Task<Sale> SaleAsync(string id) => Task.FromResult(new Sale("complete", false));
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["success of a yes or no"] = Card(
            "if (card.Payload.Success == AcmeCardSuccess.True) await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};"
        ),
        ["success that leaves"] = Card(
            """
            var it = card.Payload;
            if (it.Success != AcmeCardSuccess.True)
                return;
            await {|CBG1048:orders.MarkPaidAsync(it.Id, it.Amount)|};
            """
        ),
        ["success by a pattern"] = Card(
            "if (card.Payload.Success.Known is AcmeCardSuccess.True) await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};"
        ),
        ["success by a switch"] = Card(
            "switch (card.Payload.Success.Known) { case AcmeCardSuccess.True: await {|CBG1048:orders.ShipAsync(card.Payload.Id)|}; break; }"
        ),
        ["a mark"] = Card(
            "var order = await orders.FindAsync(card.Payload.Id); {|CBG1048:order.IsPaid = card.Payload.Success == AcmeCardSuccess.True|};"
        ),
        ["the kind in a log line of a member that is none"] = Card(
            """
            logger.LogInformation("{Id}", card.Receipt.IdempotencyKey);
            if (card.Payload.Success == AcmeCardSuccess.True)
                await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};
            """
        ),
        ["a private method"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmeCard>
            {
                public Task HandleAsync(Verified<AcmeCard> callback, CancellationToken cancellationToken) =>
                    {|CBG1048:SettleAsync(callback.Payload)|};

                private async Task SettleAsync(AcmeCard card)
                {
                    if (card.Success == AcmeCardSuccess.True)
                        await orders.ShipAsync(card.Id);
                }
            }
            """
        ),
        ["a class"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmeCard>
            {
                public async Task HandleAsync(Verified<AcmeCard> callback, CancellationToken cancellationToken)
                {
                    if (callback.Payload.Success == AcmeCardSuccess.True)
                        await {|CBG1048:orders.ShipAsync(callback.Payload.Id)|};
                }
            }
            """
        ),
        ["an action"] = HandlerCases.Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmeCard> card)
            {
                if (card.Payload.Success == AcmeCardSuccess.True)
                    await {|CBG1048:_orders.ShipAsync(card.Payload.Id)|};
                return Ok();
            }
            """
        ),
        ["an event that came to an end"] = Card(
            "if (card.Payload.Event == \"checkout.session.completed\") await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};"
        ),
        ["an event that changed"] = Card(
            "if (card.Payload.Event is \"payment.updated\" or \"payment.paid\") await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};"
        ),
        ["an event that leaves"] = Card(
            """
            if (card.Payload.Event != "order.created")
                return;
            var data = card.Payload.Session.Data;
            await {|CBG1048:orders.ShipAsync(data!.Value.GetProperty("client_reference_id").GetString()!)|};
            """
        ),
        ["an event of a switch"] = Card(
            """
            switch (card.Payload.Event)
            {
                case "ORDER.CLOSED":
                    await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};
                    break;
                case "REFUND":
                    break;
            }
            """
        ),
        ["a state beside the payload's state"] = Card(
            "if (card.Payload is { Event: \"session\", Session.Status: \"complete\" }) await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};"
        ),
        ["a state beside the payload's state, in a local"] = Card(
            """
            var session = card.Payload.Session;
            if (card.Payload.Event != "session" || session.Status != "approved")
                return;
            await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};
            """
        ),
        ["a state beside the answer's state"] = Card(
            """
            var answer = await api.StatusAsync(card.Payload.Id);
            if (card.Payload.Event == "payment" && answer.State is "capture" or "settlement")
                await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};
            """
        ),
        ["a flag beside the answer's state"] = Card(
            """
            var sale = await api.SaleAsync(card.Payload.Id);
            if (card.Payload.Event == "payment" && sale.Status == "authorized")
                await {|CBG1048:orders.ShipAsync(card.Payload.Id)|};
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the kind"] = Card(
            """
            if (card.Payload.Event == "payment" && card.Payload.Success == AcmeCardSuccess.True)
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["the kind that leaves elsewhere"] = Card(
            """
            if (card.Payload.Event is not "payment")
                return;
            if (card.Payload.Success == AcmeCardSuccess.True)
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["the kind by a pattern"] = Card(
            """
            if (card.Payload is { Event: "payment", Id: var id } && card.Payload.Success == AcmeCardSuccess.True)
                await orders.ShipAsync(id);
            """
        ),
        ["the kind handed on"] = Card(
            """
            if (card.Payload.Success == AcmeCardSuccess.True)
                await orders.MarkPaidAsync(card.Payload.Id, card.Payload.Amount, card.Payload.Event);
            """
        ),
        ["the kind by a helper"] = Card(
            """
            if (!IsPayment(card.Payload) || card.Payload.Success != AcmeCardSuccess.True)
                return;
            await orders.ShipAsync(card.Payload.Id);
            static bool IsPayment(AcmeCard card) => card.Event == "payment";
            """
        ),
        ["the message handed on"] = Card(
            "await orders.HandleAsync(card); if (card.Payload.Success == AcmeCardSuccess.True) await orders.ShipAsync(card.Payload.Id);"
        ),
        ["nothing that is paid"] = Card("if (card.Payload.Success == AcmeCardSuccess.True) await orders.HandleAsync(card.Payload.Id);"),
        ["an event of money"] = Card("if (card.Payload.Event == \"payment.captured\") await orders.ShipAsync(card.Payload.Id);"),
        ["an event that came to an end, with its state"] = Card(
            """
            if (card.Payload.Event == "checkout.session.completed" && card.Payload.Session.PaymentStatus == "paid")
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["an event that came to an end, with its state in JSON"] = Card(
            """
            var data = card.Payload.Session.Data!.Value;
            if (
                card.Payload.Event == "checkout.session.completed"
                && data.GetProperty("payment_status").GetString() == "paid"
            )
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["an event of which the API is asked"] = Card(
            """
            var sale = await api.SaleAsync(card.Payload.Id);
            if (card.Payload.Event == "payment.updated" && sale is { Status: "paid" })
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["a state that is settled"] = Card(
            """
            var answer = await api.StatusAsync(card.Payload.Id);
            if (card.Payload.Event == "payment" && answer.State == "settlement")
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["both states"] = Card(
            """
            var answer = await api.StatusAsync(card.Payload.Id);
            if (card.Payload.Event == "payment" && answer is { State: "capture", FraudStatus: "accept" })
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["both states, one in a local"] = Card(
            """
            var (session, fraud) = (card.Payload.Session, card.Payload.Session.PaymentStatus);
            if (card.Payload.Event == "session" && session.Status == "complete" && fraud == "paid")
                await orders.ShipAsync(card.Payload.Id);
            """
        ),
        ["a feed of one kind"] = HandlerCases.Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, Orders orders) =>
                    payment.Payload.Status == AcmePaymentStatus.Paid
                        ? orders.ShipAsync(payment.Payload.Id)
                        : Task.CompletedTask
            );
            """
        ),
        ["a feed of events"] = HandlerCases.Program(
            """
            app.MapCallback<AcmeEvent>(
                "/x",
                (Verified<AcmeEvent> message, Orders orders) =>
                    message.Payload is AcmeEventPaid paid ? orders.ShipAsync(paid.Id) : Task.CompletedTask
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_handler_that_leaves_out_what_decides_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    [Theory]
    [InlineData("callbackgen.kind_words = Kind", "orders.ShipAsync(card.Payload.Id)")]
    [InlineData("callbackgen.additional_kind_words = Sort", "{|CBG1048:orders.ShipAsync(card.Payload.Id)|}")]
    public Task The_words_are_an_option(string option, string call) =>
        RunAsync(Card($"if (card.Payload.Success == AcmeCardSuccess.True) await {call};"), option);

    private static Task RunAsync(string source, string config = "") =>
        new HandlerTest<UnreadDeciderAnalyzer>
        {
            Sources = [source],
            Schemas = [.. HandlerFeeds.All, HandlerFeeds.Card],
            Config = config,
        }.RunAsync();

    private static string Card(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCard>("/x", async (Verified<AcmeCard> card, Orders orders, CardApi api, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        ) + Answers;
}
