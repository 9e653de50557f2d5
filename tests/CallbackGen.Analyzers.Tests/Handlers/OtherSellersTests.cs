using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1055: a program of several sellers lets one seller's callback settle another's order.</summary>
public sealed class OtherSellersTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["filters that are switched off"] = Payment(
            """
            var sale = await {|CBG1055:db
                .Sales.IgnoreQueryFilters()|}
                .FirstOrDefaultAsync(sale => sale.Number == it.Order.Number, ct);
            if (sale is not null)
                sale.IsPaid = true;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["filters of tenants by their name"] = Payment(
            """
            var sale = await {|CBG1055:db
                .Sales.IgnoreQueryFilters(["TenantFilter"])|}
                .FirstOrDefaultAsync(sale => sale.Number == it.Order.Number, ct);
            if (sale is not null)
                sale.IsPaid = true;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a private method"] = Class(
            """
            public class Handler(MarketDb db) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await FindAsync(callback.Payload.Order.Number);
                    sale!.IsPaid = true;
                    await db.SaveChangesAsync();
                }

                private Task<MarketSale?> FindAsync(string number) =>
                    {|CBG1055:db.Sales.IgnoreQueryFilters()|}.FirstOrDefaultAsync(sale => sale.Number == number);
            }
            """
        ),
        ["a repository"] = Payment(
            """var sale = await {|CBG1055:sales.AnyOfAsync(it.Order.Number)|}; sale!.IsPaid = true; await db.SaveChangesAsync(ct);"""
        ),
        ["a connected account"] = Event(
            """
            var sale = await market.FindAsync(it.Id);
            if (sale.Total == it.Amount)
                await {|CBG1055:market.MarkPaidAsync(sale.Number)|};
            """
        ),
        ["a connected account, in a class"] = Class(
            """
            public class Handler(Market market) : ICallbackHandler<AcmePlatform>
            {
                public async Task HandleAsync(Verified<AcmePlatform> callback, CancellationToken cancellationToken)
                {
                    MarketSale sale = await market.FindAsync(callback.Payload.Id);
                    await {|CBG1055:market.MarkPaidAsync(sale.Number)|};
                }
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the key set stands in the filter's place"] = Payment(
            """
            var tenant = payment.Receipt.KeySet;
            var sale = await db
                .Sales.IgnoreQueryFilters()
                .FirstOrDefaultAsync(sale => sale.TenantId == tenant && sale.Number == it.Order.Number, ct);
            if (sale is not null)
                sale.IsPaid = true;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["filters of another kind"] = Payment(
            """
            var sale = await db
                .Sales.IgnoreQueryFilters(["SoftDelete"])
                .FirstOrDefaultAsync(sale => sale.Number == it.Order.Number, ct);
            if (sale is not null)
                sale.IsPaid = true;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["rows of nobody in particular"] = Payment(
            """
            var note = await db
                .Notes.IgnoreQueryFilters()
                .FirstOrDefaultAsync(note => note.Number == it.Order.Number, ct);
            if (note is not null)
                note.IsDeleted = false;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a repository that asks"] = Payment(
            """
            var sale = await sales.OfAsync(it.Order.Number, payment.Receipt.KeySet);
            sale!.IsPaid = true;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["outside of callbacks"] = Program(
            """app.MapGet("/sales", (MarketDb db) => db.Sales.IgnoreQueryFilters().FirstOrDefaultAsync(sale => sale.IsPaid));"""
        ),
        ["the account is compared"] = Event(
            """var sale = await market.FindAsync(it.Id); if (sale.SellerAccount == it.Account) await market.MarkPaidAsync(sale.Number);"""
        ),
        ["the account finds"] = Event(
            """var sale = await market.FindOfAsync(it.Account, it.Id); await market.MarkPaidAsync(sale.Number);"""
        ),
        ["one seller only"] = Event("""await orders.MarkPaidAsync(it.Id, it.Amount);"""),
        ["nothing is settled"] = Event("""var sale = await market.FindAsync(it.Id); Console.WriteLine(sale.Number.Length);"""),
    };

    private static readonly (string Path, string Text) Platform = (
        "/shop/schemas/acme.platform.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Platform",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            },
            "roles": { "reference": "/id", "amount": "/amount" }
          },
          "type": "object", "required": ["id", "amount"],
          "properties": { "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" }, "account": { "type": "string" } }
        }
        """
    );

    private const string Types = """
        namespace Microsoft.EntityFrameworkCore
        {
            public static class Filters
            {
                public static IQueryable<T> IgnoreQueryFilters<T>(this IQueryable<T> all) => all;

                public static IQueryable<T> IgnoreQueryFilters<T>(
                    this IQueryable<T> all,
                    IReadOnlyCollection<string> names
                ) => all;
            }
        }

        namespace Shop
        {
            using Microsoft.EntityFrameworkCore;

            public class MarketSale
            {
                public string TenantId { get; set; } = "";
                public string SellerAccount { get; set; } = "";
                public string Number { get; set; } = "";
                public decimal Total { get; set; }
                public bool IsPaid { get; set; }
            }

            public class SaleNote
            {
                public string Number { get; set; } = "";
                public bool IsDeleted { get; set; }
            }

            public sealed class MarketDb : DbContext
            {
                public DbSet<MarketSale> Sales => null!;
                public DbSet<SaleNote> Notes => null!;
            }

            public class SaleRows(MarketDb db)
            {
                public Task<MarketSale?> AnyOfAsync(string number) =>
                    db.Sales.IgnoreQueryFilters().FirstOrDefaultAsync(sale => sale.Number == number);

                public Task<MarketSale?> OfAsync(string number, string? tenant) =>
                    db
                        .Sales.IgnoreQueryFilters()
                        .FirstOrDefaultAsync(sale => sale.Number == number && sale.TenantId == tenant);
            }

            public class Market
            {
                public Task<MarketSale> FindAsync(string id) => Task.FromResult(new MarketSale());

                public Task<MarketSale> FindOfAsync(string? account, string id) =>
                    Task.FromResult(new MarketSale());

                public Task MarkPaidAsync(string number) => Task.CompletedTask;
            }
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_order_of_anybody_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    private static Task RunAsync(string source) =>
        new HandlerTest<OtherSellersAnalyzer>
        {
            Sources = ["using Microsoft.EntityFrameworkCore;\n" + source, Types, StoreLibraries.Source],
            Schemas = [.. HandlerFeeds.All, Platform],
        }.RunAsync();

    private static string Payment(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, MarketDb db, SaleRows sales, CancellationToken ct) =>
                {
                    var it = payment.Payload;
                    {{code}}
                }
            );
            """
        );

    private static string Event(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePlatform>(
                "/x",
                async (Verified<AcmePlatform> payment, Market market, Orders orders) =>
                {
                    var it = payment.Payload;
                    {{code}}
                }
            );
            """
        );
}
