using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.RepeatedEffectAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1017: a handler charges or ships without detecting repeated callbacks.</summary>
public sealed class RepeatedEffectTests
{
    // The types of the inbox that the handlers use.
    private const string Library = """
        namespace CallbackGen.Inbox
        {
            public interface ICallbackDelivery
            {
                string Id { get; }
                Task CommitAsync(
                    Func<object, CancellationToken, Task> effect,
                    CancellationToken cancellationToken = default
                );
            }
        }

        namespace Microsoft.AspNetCore.Builder
        {
            public static class StoreFirstExtensions
            {
                public static T StoreFirst<T>(this T endpoint)
                    where T : IEndpointConventionBuilder => endpoint;
            }
        }

        namespace Shop
        {
            public sealed record Receipts(string Number);

            public sealed class Wallet
            {
                public Task CreditAsync(string user, decimal amount) => Task.CompletedTask;

                public Task<Receipts> ChargeAsync(string user, decimal amount, string? key = null) =>
                    Task.FromResult(new Receipts(""));

                public void Ship(string order) { }

                public Task MarkPaidAsync(string order) => Task.CompletedTask;

                public Task<string> GetShippingAsync(string order) => Task.FromResult(order);

                public Task RememberAsync(CallbackGen.CallbackReceipt receipt) => Task.CompletedTask;

                public Task CreditAsync(CallbackGen.Verified<AcmePayment> payment) => Task.CompletedTask;
            }
        }
        """;

    private const string Sql =
        "static class Db { public static Task<int> ExecuteAsync(string sql, object parameters) => Task.FromResult(1); }";

    private static readonly HandlerCases Reported = new()
    {
        ["a wallet that is filled"] = Route("await {|CBG1017:wallet.CreditAsync(payment.Payload.Id, payment.Payload.Amount)|};"),
        ["a charge whose answer is used"] = Route(
            "var receipt = await {|CBG1017:wallet.ChargeAsync(payment.Payload.Id, 5m)|}; Console.WriteLine(receipt.Number);"
        ),
        ["a parcel"] = Route("""{|CBG1017:wallet.Ship(payment.Payload.Order.Number)|};"""),
        ["the first of several"] = Route("{|CBG1017:wallet.Ship(payment.Payload.Id)|}; wallet.Ship(payment.Payload.Order.Number);"),
        ["a method group"] = Program(
            """
            app.MapCallback<AcmePayment>("/x", {|CBG1017:Handle|});
            static Task Handle(Verified<AcmePayment> payment, Wallet wallet) =>
                wallet.CreditAsync(payment.Payload.Id, 1m);
            """
        ),
        ["a class"] = Class(
            """
            public class Handler(Wallet wallet) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1017:wallet.CreditAsync(callback.Payload.Id, callback.Payload.Amount)|};
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment)
            {
                await {|CBG1017:_orders.ShipAsync(payment.Payload.Id)|};
                return Ok();
            }
            """
        ),
        ["a column that is added to"] =
            Route(
                """
                await {|CBG1017:Db.ExecuteAsync(
                    "UPDATE wallets SET balance = balance + @amount WHERE id = @id",
                    new { id = payment.Payload.Id, amount = payment.Payload.Amount }
                )|};
                """
            ) + Sql,
        ["a column that is added to, or else a row"] =
            Route(
                """
                if (payment.Payload.Amount > 1m)
                    await {|CBG1017:Db.ExecuteAsync(
                        "UPDATE wallets SET balance = balance + @amount WHERE id = @id",
                        new { id = payment.Payload.Id, amount = payment.Payload.Amount }
                    )|};
                else
                    await Db.ExecuteAsync("INSERT INTO reviews (id) VALUES (@id)", new { id = payment.Payload.Id });
                """
            ) + Sql,
        ["a stock that is taken from"] =
            Route(
                "await {|CBG1017:Db.ExecuteAsync(\"update items set stock = stock - 1 where id = @id\", new { id = payment.Payload.Id })|};"
            ) + Sql,
        ["a member that is added to"] = Route(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            {|CBG1017:order.Total += payment.Payload.Amount|};
            await orders.SaveAsync();
            """
        ),
        ["the feed's name of the receipt"] = Route("Console.WriteLine(payment.Receipt.Feed); {|CBG1017:wallet.Ship(payment.Payload.Id)|};"),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the key handed on"] = Route("await wallet.ChargeAsync(payment.Payload.Id, 5m, payment.Receipt.IdempotencyKey);"),
        ["the key asked for first"] = Route(
            "if (await orders.FindAsync(payment.Receipt.IdempotencyKey!) is null) wallet.Ship(payment.Payload.Id);"
        ),
        ["the receipt handed on"] = Route("await wallet.RememberAsync(payment.Receipt); wallet.Ship(payment.Payload.Id);"),
        ["the message handed on"] = Route("await wallet.CreditAsync(payment);"),
        ["the key of what was confirmed"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, AcmeApi api, Wallet wallet) =>
                {
                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))
                    ).GetValueOrThrow();
                    await wallet.ChargeAsync(confirmed.Payload.InvoiceId, 1m, confirmed.Key);
                }
            );
            """
        ),
        ["a stored callback"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, CallbackGen.Inbox.ICallbackDelivery delivery, Wallet wallet) =>
                    delivery.CommitAsync((transaction, ct) => wallet.CreditAsync(payment.Payload.Id, 1m))
            );
            """
        ),
        ["a class with a stored callback"] = Class(
            """
            public class Handler(Wallet wallet, CallbackGen.Inbox.ICallbackDelivery delivery)
                : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    wallet.ChargeAsync(callback.Payload.Id, callback.Payload.Amount, delivery.Id);
            }
            """
        ),
        ["stored first"] = Program(
            """
            app.MapCallback<AcmePayment>(
                    "/x",
                    (Verified<AcmePayment> payment, Wallet wallet) => wallet.CreditAsync(payment.Payload.Id, 1m)
                )
                .StoreFirst();
            """
        ),
        ["stored first, by a local"] = Program(
            """
            var endpoint = app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, Wallet wallet) => wallet.CreditAsync(payment.Payload.Id, 1m)
            );
            endpoint.StoreFirst();
            """
        ),
        ["a class whose callbacks are stored first"] = Class(
            """
            public class Handler(Wallet wallet) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    wallet.CreditAsync(callback.Payload.Id, callback.Payload.Amount);
            }

            public static void Map(WebApplication app) => app.MapCallback<AcmePayment>("/x").StoreFirst();
            """
        ),
        ["a state that is set"] = Route("await wallet.MarkPaidAsync(payment.Payload.Id);"),
        ["a column of a state that is asked"] =
            Route(
                """
                if (
                    await Db.ExecuteAsync(
                        "UPDATE orders SET paid = 1 WHERE id = @id AND paid = 0",
                        new { id = payment.Payload.Id }
                    ) == 0
                )
                    return;
                await Db.ExecuteAsync(
                    "UPDATE wallets SET balance = balance + @amount WHERE id = @id",
                    new { id = payment.Payload.Id, amount = payment.Payload.Amount }
                );
                """
            ) + Sql,
        ["a member of a state that is asked"] = Route(
            """
            var order = await orders.FindAsync(payment.Payload.Id);
            if (order.IsPaid)
                return;
            order.IsPaid = true;
            order.Total += payment.Payload.Amount;
            await orders.SaveAsync();
            """
        ),
        ["a version"] =
            Route(
                """
                await Db.ExecuteAsync(
                    "UPDATE orders SET paid = 1, version = version + 1 WHERE id = @id",
                    new { id = payment.Payload.Id }
                );
                """
            ) + Sql,
        ["a column that is set"] =
            Route(
                """
                await Db.ExecuteAsync(
                    "UPDATE orders SET total = @amount WHERE id = @id",
                    new { id = payment.Payload.Id, amount = payment.Payload.Amount }
                );
                """
            ) + Sql,
        ["a lookup"] = Route("Console.WriteLine(await wallet.GetShippingAsync(payment.Payload.Id));"),
        ["no handler"] = Class("public Task OnAsync(string order, Wallet wallet) => wallet.CreditAsync(order, 1m);"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_effect_that_may_happen_twice_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Library);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Library);

    [Theory]
    [InlineData("callbackgen.additional_once_words = Mark", "{|CBG1017:wallet.MarkPaidAsync(payment.Payload.Id)|}")]
    [InlineData("callbackgen.once_words = Print", "wallet.CreditAsync(payment.Payload.Id, 1m)")]
    public Task The_words_are_an_option(string option, string call) =>
        new Harness.HandlerTest<Generator.Analyzers.RepeatedEffectAnalyzer>
        {
            Sources = [Route($"await {call};"), Library],
            Schemas = Harness.HandlerFeeds.All,
            Config = option,
        }.RunAsync();

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, Orders orders, Wallet wallet) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
