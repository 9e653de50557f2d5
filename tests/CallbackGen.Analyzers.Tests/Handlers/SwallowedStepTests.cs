using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LostCallbackAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1020: a handler, or one of several functions that it calls, ignores that saving failed.</summary>
public sealed class SwallowedStepTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a row of the callback, and no question"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, ShopDb db) =>
                {
                    db.Sales.Add(new Sale { Id = payment.Payload.Id, Total = payment.Payload.Amount });
                    try
                    {
                        await db.SaveChangesAsync();
                    }
                    {|CBG1020:catch|} (DbUpdateException)
                    {
                        return Results.Ok();
                    }
                    return Results.Ok();
                }
            );
            """
        ),
        ["a row, and a failure that is logged"] = Handler(
            """
            db.Sales.Add(new Sale { Id = callback.Payload.Id });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            {|CBG1020:catch|} (DbUpdateException e)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["a row, and all failures"] = Handler(
            """
            db.Sales.Add(new Sale { Id = callback.Payload.Id });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            {|CBG1020:catch|} (Exception e)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["a function that saves"] = Handler(
            """db.Sales.Add(new Sale { Id = callback.Payload.Id }); await {|CBG1020:SaveAsync(cancellationToken)|};""",
            """
            private async Task SaveAsync(CancellationToken ct)
            {
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (DbUpdateException e)
                {
                    logger.LogError("{Type}", e.GetType().Name);
                }
            }
            """
        ),
        ["a function that saves, after other work"] = Handler(
            """await orders.ShipAsync(callback.Payload.Id); await {|CBG1020:SaveAsync(cancellationToken)|};""",
            """
            private async Task SaveAsync(CancellationToken ct)
            {
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "failed");
                }
            }
            """
        ),
        ["a function that marks, before other work"] = Handler(
            """await {|CBG1020:PayAsync(callback.Payload)|}; await orders.ShipAsync(callback.Payload.Id);""",
            """
            private async Task PayAsync(AcmePayment it)
            {
                try
                {
                    await orders.MarkPaidAsync(it.Id, it.Amount);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "failed");
                }
            }
            """
        ),
        ["a service"] = Handler("""await {|CBG1020:books.BookAsync(callback.Payload)|};"""),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a key alone"] = Handler(
            """
            db.Processed.Add(new Processed(callback.Receipt.IdempotencyKey!));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                return;
            }
            """
        ),
        ["the duplicate, by a filter"] = Handler(
            """
            db.Sales.Add(new Sale { Id = callback.Payload.Id });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException) when (db.Sales.Any(sale => sale.Id == callback.Payload.Id)) { }
            """
        ),
        ["the duplicate, by a question"] = Handler(
            """
            db.Sales.Add(new Sale { Id = callback.Payload.Id });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                if (!db.Sales.Any(sale => sale.Id == callback.Payload.Id))
                    throw;
            }
            """
        ),
        ["the duplicate, by a log line"] = Handler(
            """
            db.Sales.Add(new Sale { Id = callback.Payload.Id });
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException)
            {
                logger.LogInformation("seen before");
            }
            """
        ),
        ["thrown again"] = Handler(
            """db.Sales.Add(new Sale { Id = callback.Payload.Id }); await SaveAsync(cancellationToken);""",
            """
            private async Task SaveAsync(CancellationToken ct)
            {
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (DbUpdateException e)
                {
                    logger.LogError(e, "failed");
                    throw;
                }
            }
            """
        ),
        ["a function that tells, after the work"] = Handler(
            """await orders.ShipAsync(callback.Payload.Id); await TellAsync(callback.Payload.Id);""",
            """
            private async Task TellAsync(string id)
            {
                try
                {
                    await mailer.SendAsync(id);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "no mail");
                }
            }
            """
        ),
        ["a function that is called so"] = Handler(
            """await orders.ShipAsync(callback.Payload.Id); await TrySaveAsync(cancellationToken);""",
            """
            private async Task TrySaveAsync(CancellationToken ct)
            {
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (Exception e)
                {
                    logger.LogWarning(e, "no statistics");
                }
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_save_that_fails_in_silence_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source, Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source, Types);

    private const string Using = "using Microsoft.EntityFrameworkCore;\n";

    private const string Types = """
        namespace Shop;

        public interface IBooks
        {
            Task BookAsync(AcmePayment it);
        }

        public sealed class Books(Orders orders, ILogger<Books> logger) : IBooks
        {
            public async Task BookAsync(AcmePayment it)
            {
                try
                {
                    await orders.MarkPaidAsync(it.Id, it.Amount);
                }
                catch (Exception e)
                {
                    logger.LogError(e, "failed");
                }
            }
        }
        """;

    private static string Handler(string code, string members = "") =>
        Class(
            $$"""
            public class Handler(Orders orders, ShopDb db, IBooks books, Mailer mailer, ILogger<Handler> logger)
                : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await Task.Yield();
                    logger.LogInformation(
                        "{Orders} {Db} {Books} {Mailer}",
                        orders is null,
                        db is null,
                        books is null,
                        mailer is null
                    );
                    {{code}}
                }

                {{members}}
            }
            """
        );
}
