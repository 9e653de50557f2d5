using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.CommitEffectAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1040: an effect that is committed with a callback is not written by its transaction, or only a part of it is.</summary>
public sealed class CommitEffectTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["HTTP in the effect"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await {|CBG1040:http.PostAsync("/ship", null, token)|};
                },
                ct
            );
            """
        ),
        ["a mail in the effect"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await {|CBG1040:mailer.SendAsync("paid", token)|};
                },
                ct
            );
            """
        ),
        ["a message in the effect"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await {|CBG1040:bus.Publish(payment.Payload, token)|};
                },
                ct
            );
            """
        ),
        ["a context that knows no transaction"] = Route(
            """
            await delivery.CommitAsync(
                async (_, token) =>
                {
                    var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, token);
                    sale.State = OrderState.Paid;
                    await {|CBG1040:db.SaveChangesAsync(token)|};
                },
                ct
            );
            """
        ),
        ["a service that knows no transaction"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) => await {|CBG1040:orders.MarkPaidAsync(payment.Payload.Id, token)|},
                ct
            );
            """
        ),
        ["a statement over another connection"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await {|CBG1040:connection.ExecuteAsync(
                        "update orders set paid = 1 where id = @id",
                        new { id = payment.Payload.Id }
                    )|};
                },
                ct
            );
            """
        ),
        ["a connection of its own"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await using var own = {|CBG1040:new OwnConnection()|};
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                },
                ct
            );
            """
        ),
        ["a context of its own"] = Route(
            """
            await delivery.CommitAsync(
                async (_, token) =>
                {
                    var own = await {|CBG1040:contexts.CreateDbContextAsync(token)|};
                    await own.SaveChangesAsync(token);
                },
                ct
            );
            """
        ),
        ["a method"] = Class(
            """
            public class Handler(ICallbackDelivery delivery, ShopDb db) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1040:delivery.CommitAsync(WriteAsync, cancellationToken)|};

                private async ValueTask WriteAsync(DbTransaction transaction, CancellationToken ct) =>
                    await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a transfer by the bank in the effect"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await {|CBG1040:bank.TransferAsync(payment.Payload.Id, token)|};
                },
                ct
            );
            """
        ),
        ["a transfer one method away"] = Class(
            """
            public class Handler(ICallbackDelivery delivery, Wallet wallet, IBank bank)
                : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    delivery.CommitAsync(
                        async (transaction, token) =>
                        {
                            await wallet.PayAsync(transaction, callback.Payload.Id, token);
                            await {|CBG1040:SendAsync(callback.Payload.Id, token)|};
                        },
                        cancellationToken
                    );

                private Task SendAsync(string id, CancellationToken ct) => bank.TransferAsync(id, ct);
            }
            """
        ),
        ["a service beside a transaction of one's own"] = Own(
            """
            await {|CBG1040:wallet.CreditAsync(payment.Payload.Id, payment.Payload.Amount)|};
            await own.ExecuteAsync("insert into done (id) values (1)", null, transaction);
            """
        ),
        ["a context beside a transaction of one's own"] = Own(
            """await own.ExecuteAsync("insert into done (id) values (1)", null, transaction); await {|CBG1040:db.SaveChangesAsync(ct)|};"""
        ),
        ["a context beside another's transaction"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await {|CBG1040:books.SaveChangesAsync(ct)|};
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            """
        ),
        ["another connection beside a transaction of one's own"] = Own(
            """
            await {|CBG1040:connection.ExecuteAsync("update orders set paid = 1")|};
            await own.ExecuteAsync("insert into done (id) values (1)", null, transaction);
            """
        ),
        ["unawaited"] = Route(
            """
            {|CBG1040:delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            )|};
            """
        ),
        ["thrown away"] = Route(
            """
            _ = {|CBG1040:delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            )|};
            """
        ),
        ["in a local that nobody awaits"] = Route(
            """
            var commit = {|CBG1040:delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            )|};
            """
        ),
        ["swallowed in the effect"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    try
                    {
                        await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    }
                    {|CBG1040:catch (Exception e)
                    {
                        logger.LogError(e, "failed");
                    }|}
                },
                ct
            );
            """
        ),
        ["unawaited in the effect"] = Route(
            """
            await delivery.CommitAsync(
                (transaction, token) =>
                {
                    _ = {|CBG1040:wallet.PayAsync(transaction, payment.Payload.Id, token)|};
                    return default;
                },
                ct
            );
            """
        ),
        ["shipped before"] = Route(
            """
            await {|CBG1040:orders.ShipAsync(payment.Payload.Id)|};
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["credited after"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            await {|CBG1040:wallet.CreditAsync(payment.Payload.Id, 1m)|};
            """
        ),
        ["saved before"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, ct);
            sale.State = OrderState.Paid;
            await {|CBG1040:db.SaveChangesAsync(ct)|};
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["sent before, without a key"] = Route(
            """
            using var request = new HttpRequestMessage(HttpMethod.Post, "/transfers");
            request.Headers.Add("X-Shop", "1");
            using var answer = await {|CBG1040:http.SendAsync(request, ct)|};
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["a value that is written before"] = Route(
            """
            await {|CBG1040:connection.ExecuteScalarAsync<long>(
                "insert into parcels (payment) values (@id) returning id",
                new { id = payment.Payload.Id }
            )|};
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["what was confirmed"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (
                    Authenticated<AcmeNotice> notice,
                    AcmeApi api,
                    ICallbackDelivery delivery,
                    Orders orders,
                    CancellationToken ct
                ) =>
                {
                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), ct)
                    ).GetValueOrThrow();
                    await delivery.CommitAsync(
                        confirmed,
                        async (transaction, token) =>
                            await {|CBG1040:orders.MarkPaidAsync(confirmed.Payload.InvoiceId, token)|},
                        ct
                    );
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a transfer that is ordered by the transaction"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await bank.OrderAsync(transaction, payment.Payload.Id, token);
                },
                ct
            );
            """
        ),
        ["a transfer under the delivery's id"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await bank.TransferAsync(delivery.Id, token);
                },
                ct
            );
            """
        ),
        ["a service beside a context's transaction"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await wallet.CreditAsync(payment.Payload.Id, payment.Payload.Amount);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            """
        ),
        ["a service that is handed the connection"] = Own(
            """
            await wallet.CreditByAsync(own, payment.Payload.Id);
            await own.ExecuteAsync("insert into done (id) values (1)", null, transaction);
            """
        ),
        ["a context that uses the transaction of one's own"] = Own(
            """await db.Database.UseTransactionAsync(transaction, ct); await db.SaveChangesAsync(ct);"""
        ),
        ["a service under the event's key"] = Own(
            """
            await wallet.CreditAsync(payment.Payload.Id, payment.Payload.Amount, payment.Receipt.IdempotencyKey);
            await own.ExecuteAsync("insert into done (id) values (1)", null, transaction);
            """
        ),
        ["by the transaction"] = Route(
            "await delivery.CommitAsync(async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token), ct);"
        ),
        ["a context that uses the transaction"] = Route(
            """
            await delivery.CommitAsync(async (transaction, token) =>
            {
                db.Database.SetDbConnection(transaction.Connection);
                await db.Database.UseTransactionAsync(transaction, token);
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id, token);
                sale.State = OrderState.Paid;
                await db.SaveChangesAsync(token);
            }, ct);
            """
        ),
        ["a statement over its connection"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                    await transaction.Connection!.ExecuteAsync(
                        "update orders set paid = 1 where id = @id",
                        new { id = payment.Payload.Id },
                        transaction
                    ),
                ct
            );
            """
        ),
        ["a command of its connection"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await using var command = transaction.Connection!.CreateCommand();
                    command.Transaction = transaction;
                    await command.ExecuteNonQueryAsync(token);
                },
                ct
            );
            """
        ),
        ["a context of its own that uses the transaction"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    var own = await contexts.CreateDbContextAsync(token);
                    await own.Database.UseTransactionAsync(transaction, token);
                    await own.SaveChangesAsync(token);
                },
                ct
            );
            """
        ),
        ["a row for a mail"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    await QueueMailAsync(transaction, payment.Payload.Id);
                },
                ct
            );
            static Task QueueMailAsync(DbTransaction transaction, string id) => Task.CompletedTask;
            """
        ),
        ["nothing"] = Route("await delivery.CommitAsync((transaction, token) => ValueTask.CompletedTask, ct);"),
        ["a log line"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    logger.LogInformation("paid");
                },
                ct
            );
            """
        ),
        ["thrown again"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) =>
                {
                    try
                    {
                        await wallet.PayAsync(transaction, payment.Payload.Id, token);
                    }
                    catch (Exception e)
                    {
                        logger.LogError(e, "failed");
                        throw;
                    }
                },
                ct
            );
            """
        ),
        ["returned"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, ICallbackDelivery delivery, Wallet wallet) =>
                    delivery.CommitAsync(
                        async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token)
                    )
            );
            """
        ),
        ["awaited later"] = Route(
            """
            var commit = delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            await commit;
            """
        ),
        ["charged before, by the delivery's id"] = Route(
            """
            await wallet.CreditAsync(payment.Payload.Id, 1m, delivery.Id);
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["sent before, with the delivery's id in a header"] = Route(
            """
            using var request = new HttpRequestMessage(HttpMethod.Post, "/transfers");
            request.Headers.Add("Idempotency-Key", delivery.Id);
            using var answer = await http.SendAsync(request, ct);
            answer.EnsureSuccessStatusCode();
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["a value that is read before"] = Route(
            """
            var total = await connection.ExecuteScalarAsync<decimal>(
                "select total from orders where id = @id",
                new { id = payment.Payload.Id }
            );
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            """
        ),
        ["looked up before"] = Route(
            """
            var order = await orders.FindAsync(payment.Payload.Id, ct);
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, order.Currency, token),
                ct
            );
            """
        ),
        ["a mail after"] = Route(
            """
            await delivery.CommitAsync(
                async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                ct
            );
            await mailer.SendAsync("paid", ct);
            """
        ),
        ["a method"] = Class(
            """
            public class Handler(ICallbackDelivery delivery, Wallet wallet) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    delivery.CommitAsync(WriteAsync, cancellationToken);

                private async ValueTask WriteAsync(DbTransaction transaction, CancellationToken ct) =>
                    await wallet.PayAsync(transaction, "1", ct);
            }
            """
        ),
        ["a commit in a branch that returns"] = Route(
            """
            if (payment.Payload.Status != AcmePaymentStatus.Paid)
            {
                await delivery.CommitAsync(
                    (transaction, token) => new ValueTask(wallet.PayAsync(transaction, "1", token)),
                    ct
                );
                return;
            }
            await orders.ShipAsync(delivery.Id);
            await delivery.CommitAsync(
                (transaction, token) => new ValueTask(wallet.PayAsync(transaction, "2", token)),
                ct
            );
            """
        ),
        ["a token that is asked for"] = Route(
            """
            http.DefaultRequestHeaders.Add("X-Token", await RefundTokenAsync(ct));
            await delivery.CommitAsync(
                (transaction, token) => new ValueTask(wallet.PayAsync(transaction, "2", token)),
                ct
            );
            static Task<string> RefundTokenAsync(CancellationToken ct) => Task.FromResult("1");
            """
        ),
        ["another transaction's commit"] = Route(
            """
            await using var own = await db.Database.BeginTransactionAsync(ct);
            await orders.ShipAsync(payment.Payload.Id);
            await own.CommitAsync(ct);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_is_written_elsewhere_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source, StoreLibraries.Inbox, Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task What_is_written_by_the_transaction_is_silent(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source, StoreLibraries.Inbox, Types);

    private const string Using =
        "using System.Data.Common;\nusing CallbackGen.Inbox;\nusing Dapper;\nusing Microsoft.EntityFrameworkCore;\n";

    private const string Types = """
        namespace Shop;

        public sealed class Books : Microsoft.EntityFrameworkCore.DbContext;

        public interface IBank
        {
            Task TransferAsync(string id, CancellationToken ct);
            Task OrderAsync(System.Data.Common.DbTransaction transaction, string id, CancellationToken ct);
        }

        public static class Wallets
        {
            public static Task CreditByAsync(
                this Wallet wallet,
                System.Data.Common.DbConnection connection,
                string id
            ) => Task.CompletedTask;
        }

        public sealed class OwnConnection : System.Data.Common.DbConnection
        {
            [System.Diagnostics.CodeAnalysis.AllowNull]
            public override string ConnectionString { get; set; } = "";
            public override string Database => "";
            public override string DataSource => "";
            public override string ServerVersion => "";
            public override System.Data.ConnectionState State => default;

            public override void ChangeDatabase(string databaseName) { }

            public override void Close() { }

            public override void Open() { }

            protected override System.Data.Common.DbTransaction BeginDbTransaction(
                System.Data.IsolationLevel isolationLevel
            ) => null!;

            protected override System.Data.Common.DbCommand CreateDbCommand() => null!;
        }
        """;

    private static string Own(string code) =>
        Route(
            $"""
            await using var own = new OwnConnection();
            await own.OpenAsync(ct);
            await using var transaction = await own.BeginTransactionAsync(ct);
            {code}
            await transaction.CommitAsync(ct);
            """
        );

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    ICallbackDelivery delivery,
                    Orders orders,
                    Wallet wallet,
                    IBank bank,
                    Mailer mailer,
                    MassTransit.IPublishEndpoint bus,
                    HttpClient http,
                    ShopDb db,
                    Books books,
                    IDbContextFactory<ShopDb> contexts,
                    System.Data.IDbConnection connection,
                    ILogger<Orders> logger,
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
