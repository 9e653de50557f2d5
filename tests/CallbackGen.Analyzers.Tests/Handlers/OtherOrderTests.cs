using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1050: a callback pays for something other than the order that was placed.</summary>
public sealed class OtherOrderTests
{
    private const string Services = """

        public sealed class Purchase
        {
            public string Number { get; set; } = "";
            public decimal Total { get; set; }
            public bool IsPaid { get; set; }
            public int CartId { get; set; }
            public List<string> Lines { get; } = [];

            public void MarkPaid() => IsPaid = true;
        }

        public sealed class Wallet
        {
            public string Owner { get; set; } = "";
            public decimal Balance { get; set; }
        }

        public sealed class CartLine
        {
            public int CartId { get; set; }
            public string Sku { get; set; } = "";
        }

        public sealed class Carts
        {
            public Task<List<CartLine>> LinesOfAsync(int cart) => Task.FromResult(new List<CartLine>());

            public Task ClearAsync(int cart) => Task.CompletedTask;
        }

        public sealed class Ledger
        {
            public List<Purchase> All { get; } = [];
            public List<CartLine> CartLines { get; } = [];

            public Task<Purchase?> FindAsync(string number) => Task.FromResult<Purchase?>(null);

            public Task<Wallet?> WalletAsync(string owner) => Task.FromResult<Wallet?>(null);

            public Task<Purchase?> SettledAsync(string number, decimal amount) => Task.FromResult<Purchase?>(null);

            public Task<Purchase> FindOrCreateAsync(string number, decimal amount) =>
                Task.FromResult(new Purchase());

            public Task<Purchase> CreateAsync(string number, decimal amount) => Task.FromResult(new Purchase());

            public Task SaveAsync() => Task.CompletedTask;

            public Task ReviewAsync(string number) => Task.CompletedTask;

            public List<Purchase> Orders { get; } = [];

            public Task<decimal?> TotalAsync(string number) => Task.FromResult<decimal?>(null);

            public Task MarkPaidAsync(string number) => Task.CompletedTask;

            public Task<int> ExecuteAsync(string sql, object values) => Task.FromResult(1);

            public Task<Purchase?> QueryAsync(string sql, object values) => Task.FromResult<Purchase?>(null);
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["made where there is none"] = Card(
            """
            var order = {|CBG1050:await ledger.FindAsync(it.Id) ?? new Purchase { Number = it.Id, Total = it.Amount }|};
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["made and assigned"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            {|CBG1050:order ??= new Purchase { Total = it.Amount }|};
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["made in a branch"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            if (order is null)
            {
                {|CBG1050:order = new Purchase { Number = it.Id, Total = it.Cents / 100m }|};
                ledger.All.Add(order);
            }
            order.MarkPaid();
            """
        ),
        ["made by a call"] = Card(
            "var order = {|CBG1050:await ledger.FindAsync(it.Id) ?? await ledger.CreateAsync(it.Id, it.Amount)|}; order.MarkPaid();"
        ),
        ["found or made"] = Card("var order = await {|CBG1050:ledger.FindOrCreateAsync(it.Id, it.Amount)|}; order.MarkPaid();"),
        ["made by SQL"] = Card(
            """
            await {|CBG1050:ledger.ExecuteAsync(
                "insert into orders (number, total, paid) values (@number, @total, true)",
                new { number = it.Id, total = it.Amount }
            )|};
            """
        ),
        ["the beginning of a number"] = Card(
            "var order = ledger.All.First(one => {|CBG1050:one.Number.StartsWith(it.Id)|}); if (order.Total == it.Amount) order.MarkPaid();"
        ),
        ["the end of a number, and a state"] = Card(
            """
            var order = ledger
                .All.Where(one => {|CBG1050:one.Number.EndsWith(it.Id, StringComparison.Ordinal)|} && !one.IsPaid)
                .Single();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a number in a text"] = Card(
            """
            var order = ledger.All.Single(one => {|CBG1050:it.Price.Contains(one.Number)|});
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a part of a number in a local"] = Card(
            """
            var number = it.Id;
            var order = ledger.All.Single(one => {|CBG1050:one.Number.Contains(number)|});
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["LIKE"] = Card(
            """
            var order =
                await {|CBG1050:ledger.QueryAsync(
                    "select * from orders where number like @number",
                    new { number = it.Id + "%" }
                )|} ?? throw new InvalidOperationException();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["nobody's"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            {|CBG1050:if (order is null)
                return;|}
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["nobody's, as one of several"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            {|CBG1050:if (order == null || order.Total != it.Amount)
            {
                return;
            }|}
            order.IsPaid = true;
            await ledger.SaveAsync();
            """
        ),
        ["nobody's, by a pattern"] = Card(
            "{|CBG1050:if (await ledger.FindAsync(it.Id) is not { } order) return;|} if (order.Total == it.Amount) order.MarkPaid();"
        ),
        ["nobody's, of a value"] = Card(
            """
            var total = await ledger.TotalAsync(it.Id);
            {|CBG1050:if (total is null)
                return;|}
            if (total == it.Amount)
                await ledger.MarkPaidAsync(it.Id);
            """
        ),
        ["nobody's, of a question"] = Card(
            "{|CBG1050:if (!ledger.Orders.Any(one => one.Number == it.Id)) return;|} await ledger.MarkPaidAsync(it.Id);"
        ),
        ["nobody's, of a query"] = Card(
            """
            var order = ledger.All.FirstOrDefault(one => one.Number == it.Id && one.Total == it.Amount);
            {|CBG1050:if (order is null)
                return;|}
            order.MarkPaid();
            """
        ),
        ["nobody's, and only what is known"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            {|CBG1050:if (order is not null && order.Total == it.Amount)
            {
                order.MarkPaid();
            }|}
            await ledger.SaveAsync();
            """
        ),
        ["nobody's, with a question mark"] = Card(
            "var order = await ledger.FindAsync(it.Id); {|CBG1050:order?.MarkPaid()|}; await ledger.SaveAsync();"
        ),
        ["nobody's, of an action"] =
            HandlerCases.Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post(Verified<AcmeCard> card, Ledger ledger)
                {
                    var order = await ledger.FindAsync(card.Payload.Id);
                    {|CBG1050:if (order is null)
                        return Ok();|}
                    order.IsPaid = true;
                    return Ok();
                }
                """
            ) + Services,
        ["one payment twice"] = Card(
            """
            if (it.Event is not ("payment_intent.succeeded" or "charge.succeeded"))
                return;
            var wallet = await ledger.WalletAsync(it.Id) ?? throw new InvalidOperationException();
            {|CBG1050:wallet.Balance += it.Amount|};
            """
        ),
        ["one payment twice, by SQL"] = Card(
            """
            switch (it.Event)
            {
                case "order.paid":
                case "payment.captured":
                    await {|CBG1050:ledger.ExecuteAsync(
                        "update wallets set balance = balance + @amount where owner = @owner",
                        new { owner = it.Id, amount = it.Amount }
                    )|};
                    break;
            }
            """
        ),
        ["the cart"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            order.MarkPaid();
            foreach (var line in await {|CBG1050:carts.LinesOfAsync(order.CartId)|})
                order.Lines.Add(line.Sku);
            """
        ),
        ["the cart of a query"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            order.MarkPaid();
            order.Lines.AddRange(
                {|CBG1050:ledger.CartLines.Where(line => line.CartId == order.CartId).Select(line => line.Sku)|}
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["an exception"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a wallet that is made"] = Card(
            "var wallet = await ledger.WalletAsync(it.Id) ?? new Wallet { Owner = it.Id }; wallet.Balance += it.Amount;"
        ),
        ["an order of another price"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? new Purchase { Number = it.Id, Total = 12m };
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["the beginning that is written down"] = Card(
            """
            var order = ledger.All.Where(one => one.Number.StartsWith("W-")).Single(one => one.Number == it.Id);
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["the beginning, and the whole"] = Card(
            """
            var order = ledger.All.Single(one => one.Number.StartsWith(it.Price) && one.Number == it.Id);
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["one of a list"] = Card(
            """
            string[] ids = [it.Id];
            var order = ledger.All.Single(one => ids.Contains(one.Number));
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a part of an event's name"] = Card(
            """
            if (!it.Event.StartsWith("payment"))
                return;
            var order = ledger.All.Single(one => one.Number == it.Id);
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["an equal number in SQL"] = Card(
            """
            var order =
                await ledger.QueryAsync("select * from orders where number = @number", new { number = it.Id })
                ?? throw new InvalidOperationException();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a review"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            if (order is null)
            {
                await ledger.ReviewAsync(it.Id);
                return;
            }
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["a log line"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            if (order is null)
            {
                logger.LogError("an unknown order was paid");
                return;
            }
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["an error"] =
            HandlerCases.Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post(Verified<AcmeCard> card, Ledger ledger)
                {
                    var order = await ledger.FindAsync(card.Payload.Id);
                    if (order is null)
                        return NotFound();
                    order.IsPaid = true;
                    return Ok();
                }
                """
            ) + Services,
        ["the other branch"] = Card(
            """
            var order = await ledger.FindAsync(it.Id);
            if (order is not null && order.Total == it.Amount)
                order.MarkPaid();
            else
                await ledger.ReviewAsync(it.Id);
            await ledger.SaveAsync();
            """
        ),
        ["a look-up that compares"] = Card("if (await ledger.SettledAsync(it.Id, it.Amount) is not { } order) return; order.MarkPaid();"),
        ["a member that is not there"] = Card(
            """
            if (it.OriginalAmount is null || it.Session.PaymentStatus is not { } status)
                return;
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["nothing that is paid"] = Card(
            "var order = await ledger.FindAsync(it.Id); if (order is null) return; logger.LogInformation(\"seen\");"
        ),
        ["the lines of the order"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            order.MarkPaid();
            foreach (var line in order.Lines)
                await ledger.ReviewAsync(line);
            """
        ),
        ["one payment by two events of one thing"] = Card(
            """
            if (it.Event is not ("payment.succeeded" or "payment.captured"))
                return;
            var wallet = await ledger.WalletAsync(it.Id) ?? throw new InvalidOperationException();
            wallet.Balance += it.Amount;
            """
        ),
        ["one payment with a row of its own"] = Card(
            """
            if (it.Event is not ("payment_intent.succeeded" or "charge.succeeded"))
                return;
            if (
                await ledger.ExecuteAsync(
                    "insert into credited (payment) values (@payment) on conflict do nothing",
                    new { payment = it.Id }
                ) == 0
            )
                return;
            await ledger.ExecuteAsync(
                "update wallets set balance = balance + @amount where owner = @owner",
                new { owner = it.Id, amount = it.Amount }
            );
            """
        ),
        ["one payment that sets a state"] = Card(
            """
            if (it.Event is not ("order.paid" or "payment.captured"))
                return;
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            if (order.Total == it.Amount)
                order.MarkPaid();
            """
        ),
        ["the cart that is emptied"] = Card(
            """
            var order = await ledger.FindAsync(it.Id) ?? throw new InvalidOperationException();
            order.MarkPaid();
            await carts.ClearAsync(order.CartId);
            ledger.CartLines.RemoveAll(line => line.CartId == order.CartId);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Another_order_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    private static Task RunAsync(string source) =>
        new HandlerTest<OtherOrderAnalyzer> { Sources = [source], Schemas = [.. HandlerFeeds.All, HandlerFeeds.Card] }.RunAsync();

    private static string Card(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCard>("/x", async (Verified<AcmeCard> card, Ledger ledger, Carts carts, ILogger<Ledger> logger) =>
            {
                var it = card.Payload;
                await Task.Yield();
                {{code}}
            });
            """
        ) + Services;
}
