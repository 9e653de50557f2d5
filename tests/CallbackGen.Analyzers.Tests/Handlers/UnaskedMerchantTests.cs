using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnaskedMerchantAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1044: keys of several merchants verify callbacks, and the handler does not check whose key it was.</summary>
public sealed class UnaskedMerchantTests
{
    private const string Several =
        ".WithKeySet(\"North\"); app.MapCallback<AcmePayment>(\"/south\", (Verified<AcmePayment> other) => { }).WithKeySet(\"South\")";

    private static readonly HandlerCases Reported = new()
    {
        ["two key sets"] = Payment("await {|CBG1044:orders.ShipAsync(payment.Payload.Id)|};", Several),
        ["a key set that is made"] = Payment(
            "await {|CBG1044:orders.MarkPaidAsync(payment.Payload.Order.Number, payment.Payload.Amount)|};",
            ".WithKeySet($\"Acme-{args.Length}\")"
        ),
        ["a group"] = HandlerCases.Program(
            """
            foreach (var one in args)
            {
                var group = app.MapGroup("/" + one).WithKeySet(one);
                group.MapCallback<AcmePayment>(
                    "/x",
                    (Verified<AcmePayment> payment, Orders orders) => {|CBG1044:orders.ShipAsync(payment.Payload.Id)|}
                );
            }
            """
        ),
        ["a group in one chain"] = HandlerCases.Program(
            """
            foreach (var one in args)
                app.MapGroup("/" + one)
                    .WithKeySet(one)
                    .MapCallback<AcmePayment>(
                        "/x",
                        (Verified<AcmePayment> payment, Orders orders) => {|CBG1044:orders.ShipAsync(payment.Payload.Id)|}
                    );
            """
        ),
        ["a class"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1044:orders.ShipAsync(callback.Payload.Id)|};
            }

            public static void Map(WebApplication app, string[] all)
            {
                foreach (var one in all)
                    app.MapCallback<AcmePayment>("/x/" + one).WithKeySet(one);
            }
            """
        ),
        ["actions"] = HandlerCases.Controller(
            """
            [HttpPost("/a"), CallbackGen.AspNetCore.CallbackKeySet("North")]
            public async Task<IActionResult> North(Verified<AcmePayment> payment)
            {
                await {|CBG1044:_orders.ShipAsync(payment.Payload.Id)|};
                return Ok();
            }

            [HttpPost("/b"), CallbackGen.AspNetCore.CallbackKeySet("South")]
            public IActionResult South(Verified<AcmePayment> payment) => Ok(payment.Payload.Id);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["one key set"] = Payment("await orders.ShipAsync(payment.Payload.Id);", ""),
        ["several key sets of another feed"] = Payment(
            "await orders.ShipAsync(payment.Payload.Id);",
            """
            ;
            foreach (var one in args)
                app.MapCallback<AcmeNotice>("/notices/" + one, (Authenticated<AcmeNotice> notice) => { }).WithKeySet(one)
            """
        ),
        ["several key sets of another feed, by a local"] = Payment(
            "await orders.ShipAsync(payment.Payload.Id);",
            """
            ;
            foreach (var one in args)
            {
                var notices = app.MapCallback<AcmeNotice>(
                    "/notices/" + one,
                    (Authenticated<AcmeNotice> notice) => { }
                );
                notices.WithKeySet(one);
            }
            """
        ),
        ["several key sets of a group of another feed"] = Payment(
            "await orders.ShipAsync(payment.Payload.Id);",
            """
            ;
            foreach (var one in args)
            {
                var notices = app.MapGroup("/" + one).WithKeySet(one);
                notices.MapCallback<AcmeNotice>("/notices", (Authenticated<AcmeNotice> notice) => { });
            }
            """
        ),
        ["the account of the loop"] = HandlerCases.Program(
            """
            foreach (var account in args)
                app.MapCallback<AcmePayment>(
                        "/" + account,
                        (Verified<AcmePayment> payment, Orders orders) =>
                            orders.ShipAsync(account + payment.Payload.Id)
                    )
                    .WithKeySet(account);
            """
        ),
        ["a sandbox"] = Payment("await orders.ShipAsync(payment.Payload.Id);", ".WithKeySet(\"AcmeSandbox\")"),
        ["the key set compared"] = Payment(
            "if (payment.Receipt.KeySet != \"North\") return; await orders.ShipAsync(payment.Payload.Id);",
            Several
        ),
        ["the key set in the number"] = Payment("await orders.ShipAsync(payment.Receipt.KeySet + payment.Payload.Id);", Several),
        ["the idempotency key"] = Payment("await orders.ShipAsync(payment.Receipt.IdempotencyKey!);", Several),
        ["the receipt handed on"] = Payment(
            "await orders.HandleAsync(payment.Receipt); await orders.ShipAsync(payment.Payload.Id);",
            Several
        ),
        ["the message handed on"] = Payment("await orders.HandleAsync(payment); await orders.ShipAsync(payment.Payload.Id);", Several),
        ["a merchant around"] = Payment("var merchant = \"north\"; await orders.ShipAsync(merchant + payment.Payload.Id);", Several),
        ["a lookup"] = Payment("var order = await orders.FindAsync(payment.Payload.Id); await orders.HandleAsync(order);", Several),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_handler_that_asks_for_no_merchant_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [InlineData("await {|CBG1044:orders.ShipAsync(payment.Payload.Id)|};")]
    [InlineData("await orders.ShipAsync(payment.Payload.Currency + payment.Payload.Id);")]
    public Task A_key_that_is_looked_up_is_somebodys(string code)
    {
        var (path, text) = HandlerFeeds.Payment;
        var schema = text.Replace(
            "\"secret\": { \"encoding\": \"utf8\" }",
            "\"secret\": { \"encoding\": \"utf8\", \"lookup\": \"body:/currency\" }",
            StringComparison.Ordinal
        );
        Assert.NotEqual(text, schema);
        return new HandlerTest<UnaskedMerchantAnalyzer>
        {
            Sources = [Payment(code, "")],
            Schemas = [(path, schema), .. HandlerFeeds.All.Skip(1)],
        }.RunAsync();
    }

    // A feed that names the merchant itself.
    [Theory]
    [InlineData(
        """
            await {|CBG1044:orders.MarkPaidAsync(
                market.Payload.Merchant + market.Payload.Id,
                market.Payload.Amount,
                market.Receipt.IdempotencyKey
            )|};
            """
    )]
    [InlineData(
        """
            var merchant = market.Payload.Merchant;
            var order = await orders.FindAsync(merchant);
            await {|CBG1044:orders.ShipAsync(order.Currency)|};
            await orders.HandleAsync(market.Receipt.IdempotencyKey!);
            """
    )]
    [InlineData(
        "if (market.Payload.Merchant != market.Receipt.KeySet) return; await orders.ShipAsync(market.Payload.Merchant + market.Payload.Id);"
    )]
    [InlineData(
        "if (!string.Equals(market.Payload.Merchant, account)) return; await orders.ShipAsync(market.Payload.Merchant + market.Payload.Id);"
    )]
    [InlineData("var merchant = market.Receipt.KeySet; await orders.ShipAsync(merchant + market.Payload.Id);")]
    [InlineData(
        """
            var merchant = market.Receipt.KeySet!;
            var order = await {|CBG1044:cache.GetOrCreateAsync(
                market.Payload.Id,
                _ => orders.FindAsync(merchant + market.Payload.Id)
            )|};
            await orders.ShipAsync(order!.Currency);
            """
    )]
    [InlineData(
        """
            var merchant = market.Receipt.KeySet!;
            var order = await cache.GetOrCreateAsync(
                (merchant, market.Payload.Id),
                _ => orders.FindAsync(merchant + market.Payload.Id)
            );
            await orders.ShipAsync(order!.Currency);
            """
    )]
    public Task The_merchant_that_a_callback_names_is_held_against_whose_key_it_was(string code) =>
        new HandlerTest<UnaskedMerchantAnalyzer>
        {
            Sources =
            [
                HandlerCases
                    .Program(
                        $$"""
                        foreach (var account in args)
                        {
                            app.MapCallback<AcmeSale>(
                                    "/" + account,
                                    async (
                                        Verified<AcmeSale> market,
                                        Orders orders,
                                        Microsoft.Extensions.Caching.Memory.IMemoryCache cache
                                    ) =>
                                    {
                                        await Task.Yield();
                                        {{code}}
                                    }
                                )
                                .WithKeySet(account);
                        }
                        """
                    )
                    .Replace(
                        "using CallbackGen;",
                        "using CallbackGen;\nusing Microsoft.Extensions.Caching.Memory;",
                        StringComparison.Ordinal
                    ),
            ],
            Schemas = [.. HandlerFeeds.All, Sale],
        }.RunAsync();

    private static readonly (string Path, string Text) Sale = (
        "/shop/schemas/acme.sale.callback.json",
        HandlerFeeds
            .Payment.Text.Replace("\"feed\": \"Payment\"", "\"feed\": \"Sale\"", StringComparison.Ordinal)
            .Replace("\"email\":", "\"merchant\": { \"type\": \"string\" }, \"email\":", StringComparison.Ordinal)
            .Replace("\"required\": [\"id\", \"status\",", "\"required\": [\"id\", \"merchant\", \"status\",", StringComparison.Ordinal)
    );

    private static string Payment(string code, string conventions) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, Orders orders) =>
            {
                await Task.Yield();
                {{code}}
            }){{conventions}};
            """
        );
}
