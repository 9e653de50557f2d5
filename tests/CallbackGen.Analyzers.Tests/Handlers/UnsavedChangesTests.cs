using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnsavedChangesAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1045: a handler never saves its changes, or never commits its transaction.</summary>
public sealed class UnsavedChangesTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a member that is set"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            {|CBG1045:sale.State = OrderState.Paid|};
            """
        ),
        ["a member that is added to"] = Route(
            """var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct); {|CBG1045:sale.Total += 1m|};"""
        ),
        ["a row that may be absent"] = Route(
            """
            var sale =
                await db.Sales.FirstOrDefaultAsync(candidate => candidate.Id == payment.Payload.Id, ct)
                ?? throw new InvalidOperationException();
            {|CBG1045:sale.State = OrderState.Paid|};
            """
        ),
        ["a row that is added"] = Route("""{|CBG1045:db.Processed.Add(new Processed(payment.Payload.Id))|};"""),
        ["a class"] = Class(
            """
            public class Handler(ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await db.Sales.SingleAsync(candidate => candidate.Id == callback.Payload.Id, cancellationToken);
                    {|CBG1045:sale.State = OrderState.Paid|};
                }
            }
            """
        ),
        ["a method of the class"] = Class(
            """
            public class Handler(ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1045:SettleAsync(callback.Payload.Id, cancellationToken)|};

                private async Task SettleAsync(string id, CancellationToken ct)
                {
                    var sale = await db.Sales.SingleAsync(candidate => candidate.Id == id, ct);
                    sale.State = OrderState.Paid;
                }
            }
            """
        ),
        ["a transaction"] = Route(
            """
            await using var transaction = await {|CBG1045:db.Database.BeginTransactionAsync(ct)|};
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a transaction of a connection"] = Route(
            """
            using var transaction = {|CBG1045:connection.BeginTransaction()|};
            await connection.ExecuteAsync(
                "update orders set paid = 1 where id = @id",
                new { id = payment.Payload.Id },
                transaction
            );
            """
        ),
        ["a scope"] = Route(
            """
            using var scope = {|CBG1045:new System.Transactions.TransactionScope()|};
            await orders.MarkPaidAsync(payment.Payload.Id, ct);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["saved"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["saved by the caller"] = Class(
            """
            public class Handler(ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await SettleAsync(callback.Payload.Id, cancellationToken);
                    await db.SaveChangesAsync(cancellationToken);
                }

                private async Task SettleAsync(string id, CancellationToken ct)
                {
                    var sale = await db.Sales.SingleAsync(candidate => candidate.Id == id, ct);
                    sale.State = OrderState.Paid;
                }
            }
            """
        ),
        ["saved by a method"] = Class(
            """
            public class Handler(ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await db.Sales.SingleAsync(
                        candidate => candidate.Id == callback.Payload.Id,
                        cancellationToken
                    );
                    sale.State = OrderState.Paid;
                    await EndAsync(cancellationToken);
                }

                private Task EndAsync(CancellationToken ct) => db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a unit of work"] = Class(
            """
            public interface IUnitOfWork
            {
                Task CompleteAsync();
            }

            public class Handler(ShopDb db, IUnitOfWork work) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await db.Sales.SingleAsync(
                        candidate => candidate.Id == callback.Payload.Id,
                        cancellationToken
                    );
                    sale.State = OrderState.Paid;
                    await work.CompleteAsync();
                }
            }
            """
        ),
        ["a repository that takes the row"] = Class(
            """
            public interface ISales
            {
                Task UpdateAsync(Sale sale);
            }

            public class Handler(ShopDb db, ISales sales) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await db.Sales.SingleAsync(
                        candidate => candidate.Id == callback.Payload.Id,
                        cancellationToken
                    );
                    sale.State = OrderState.Paid;
                    await sales.UpdateAsync(sale);
                }
            }
            """
        ),
        ["a filter that saves"] = Class(
            """
            public class SavingFilter(ShopDb db) : IEndpointFilter
            {
                public async ValueTask<object?> InvokeAsync(
                    EndpointFilterInvocationContext context,
                    EndpointFilterDelegate next
                )
                {
                    var result = await next(context);
                    await db.SaveChangesAsync();
                    return result;
                }
            }

            public class Handler(ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var sale = await db.Sales.SingleAsync(
                        candidate => candidate.Id == callback.Payload.Id,
                        cancellationToken
                    );
                    sale.State = OrderState.Paid;
                }
            }
            """
        ),
        ["written at once"] = Route(
            """
            await db
                .Sales.Where(sale => sale.Id == payment.Payload.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid), ct);
            """
        ),
        ["a copy"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            var seen = new Sale { Id = sale.Id };
            seen.State = OrderState.Paid;
            await orders.HandleAsync(seen);
            """
        ),
        ["a row that is only read"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            if (sale.Total == payment.Payload.Amount)
                await orders.MarkPaidAsync(sale.Id, ct);
            """
        ),
        ["a transaction that is committed"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            """
        ),
        ["a transaction that somebody else ends"] = Route(
            """
            using var transaction = connection.BeginTransaction();
            await connection.ExecuteAsync(
                "update orders set paid = 1 where id = @id",
                new { id = payment.Payload.Id },
                transaction
            );
            End(transaction);
            static void End(System.Data.IDbTransaction transaction) => transaction.Commit();
            """
        ),
        ["a transaction for reading"] = Route(
            """
            using var transaction = connection.BeginTransaction();
            var total = await connection.ExecuteScalarAsync<decimal>(
                "select total from orders where id = @id",
                new { id = payment.Payload.Id },
                transaction
            );
            """
        ),
        ["no handler"] = Class(
            """
            public async Task RunAsync(ShopDb db)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == "1");
                sale.State = OrderState.Paid;
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_is_lost_is_reported(string name) => Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source);

    private const string Using = "using Dapper;\nusing Microsoft.EntityFrameworkCore;\n";

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    Orders orders,
                    ShopDb db,
                    System.Data.IDbConnection connection,
                    CancellationToken ct
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            """
        );
}
