using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Ignored = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.IgnoredResultAnalyzer>;
using Repeated = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.RepeatedEffectAnalyzer>;
using Unsaved = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnsavedChangesAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1039, CBG1045 and CBG1017 one call away: a function of the handler ignores a result, commits nothing, or does not
/// detect repetitions.
/// </summary>
public sealed class IgnoredStepTests
{
    private const string Update = "update orders set state = 'paid' where number = @number and total = @amount and state = 'open'";

    private const string UpdateByAttempts =
        "update orders o set state = 'paid' where number = @id and total <= "
        + "(select sum(amount) from attempts a where a.number = o.number)";

    private static readonly HandlerCases Reported = new()
    {
        ["a number of rows"] = Handler(
            "await {|CBG1039:PayAsync(callback.Payload)|};",
            $$"""
            private Task PayAsync(AcmePayment it) =>
                connection.ExecuteAsync("{{Update}}", new { number = it.Id, amount = it.Amount });
            """
        ),
        ["a number of rows, awaited"] = Handler(
            "await {|CBG1039:PayAsync(callback.Payload)|};",
            $$"""
            private async Task PayAsync(AcmePayment it)
            {
                await connection.ExecuteAsync("{{Update}}", new { number = it.Id, amount = it.Amount });
            }
            """
        ),
        ["rows of Entity Framework"] = Handler(
            "await {|CBG1039:PayAsync(callback.Payload.Id)|};",
            """
            private async Task PayAsync(string id)
            {
                await db
                    .Sales.Where(sale => sale.Id == id && sale.State == OrderState.Open)
                    .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid));
            }
            """
        ),
        ["a yes or no"] = Handler(
            "await {|CBG1039:CreditAsync(callback.Payload)|};",
            """
            private async Task CreditAsync(AcmePayment it)
            {
                await wallet.TryCreditAsync(it.Id, it.Amount);
                await wallet.CreditAsync(it.Id, 1m);
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["asked"] = Handler(
            "await PayAsync(callback.Payload);",
            $$"""
            private async Task PayAsync(AcmePayment it)
            {
                if (await connection.ExecuteAsync("{{Update}}", new { number = it.Id, amount = it.Amount }) == 0)
                    throw new InvalidOperationException();
            }
            """
        ),
        ["given back, and asked"] = Handler(
            "if (await PayAsync(callback.Payload) == 0) throw new InvalidOperationException();",
            $$"""
            private Task<int> PayAsync(AcmePayment it) =>
                connection.ExecuteAsync("{{Update}}", new { number = it.Id, amount = it.Amount });
            """
        ),
        ["the key of the event"] = Handler(
            "await NoteAsync(callback.Receipt.IdempotencyKey!);",
            """
            private async Task NoteAsync(string key)
            {
                await connection.ExecuteAsync(
                    "insert into events (key) values (@key) on conflict do nothing",
                    new { key }
                );
            }
            """
        ),
        ["one row by its number"] = Handler(
            "await PayAsync(callback.Payload.Id);",
            """
            private async Task PayAsync(string id)
            {
                await connection.ExecuteAsync("update orders set state = 'seen' where number = @id", new { id });
            }
            """
        ),
        ["a row that was found"] = Handler(
            """
            var sale = await db.Sales.SingleAsync(
                candidate => candidate.Id == callback.Payload.Id,
                cancellationToken
            );
            if (sale.Total == callback.Payload.Amount)
                await db
                    .Sales.Where(open => open.Id == sale.Id && open.State == OrderState.Open)
                    .ExecuteUpdateAsync(set => set.SetProperty(open => open.State, OrderState.Paid));
            """,
            ""
        ),
        ["rows that ask others"] = Handler(
            $$"""
            await connection.ExecuteAsync(
                "{{UpdateByAttempts}}",
                new { id = callback.Payload.Id }
            );
            """,
            ""
        ),
    };

    private static readonly HandlerCases Uncommitted = new()
    {
        ["a transaction"] = Handler(
            "await {|CBG1045:WriteAsync(callback.Payload)|};",
            $$"""
            private async Task WriteAsync(AcmePayment it)
            {
                using var transaction = connection.BeginTransaction();
                if (
                    await connection.ExecuteAsync(
                        "{{Update}}",
                        new { number = it.Id, amount = it.Amount },
                        transaction
                    ) == 0
                )
                    throw new InvalidOperationException();
            }
            """
        ),
        ["one of Entity Framework"] = Handler(
            "await {|CBG1045:WriteAsync(cancellationToken)|};",
            """
            private async Task WriteAsync(CancellationToken ct)
            {
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                await db.SaveChangesAsync(ct);
            }
            """
        ),
    };

    private static readonly HandlerCases Committed = new()
    {
        ["a transaction"] = Handler(
            "await WriteAsync(callback.Payload);",
            $$"""
            private async Task WriteAsync(AcmePayment it)
            {
                using var transaction = connection.BeginTransaction();
                await connection.ExecuteAsync(
                    "{{Update}}",
                    new { number = it.Id, amount = it.Amount },
                    transaction
                );
                transaction.Commit();
            }
            """
        ),
        ["by the caller"] = Handler(
            """
            await using var transaction = await BeginAsync(cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            """,
            """private Task<IDbContextTransaction> BeginAsync(CancellationToken ct) => db.Database.BeginTransactionAsync(ct);"""
        ),
        ["by the caller, of the context"] = Handler(
            "await OpenAsync(cancellationToken); await db.SaveChangesAsync(cancellationToken); await EndAsync();",
            """
            private async Task OpenAsync(CancellationToken ct)
            {
                _open = await db.Database.BeginTransactionAsync(ct);
                await db.SaveChangesAsync(ct);
            }

            private IDbContextTransaction? _open;

            private Task EndAsync() => _open!.CommitAsync();
            """
        ),
    };

    private static readonly HandlerCases Credited = new()
    {
        ["a sum, and a key that nobody reads"] = Handler(
            """
            if (callback.Payload.Status == AcmePaymentStatus.Paid)
                await {|CBG1017:AddAsync(callback.Payload, callback.Receipt.IdempotencyKey!, cancellationToken)|};
            """,
            """
            private async Task AddAsync(AcmePayment it, string key, CancellationToken ct)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == it.Id, ct);
                sale.Total += it.Amount;
                await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a sum"] = Handler(
            "await {|CBG1017:AddAsync(callback.Payload, cancellationToken)|};",
            """
            private async Task AddAsync(AcmePayment it, CancellationToken ct)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == it.Id, ct);
                if (it.Amount > 0)
                    sale.Total += it.Amount;
                await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a charge, by a function of another name"] = Handler(
            "await {|CBG1017:DoneAsync(callback.Payload)|};",
            """private Task DoneAsync(AcmePayment it) => wallet.CreditAsync(it.Id, it.Amount);"""
        ),
    };

    private static readonly HandlerCases Once = new()
    {
        ["a key that is stored"] = Handler(
            "await AddAsync(callback.Payload, callback.Receipt.IdempotencyKey!, cancellationToken);",
            """
            private async Task AddAsync(AcmePayment it, string key, CancellationToken ct)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == it.Id, ct);
                db.Processed.Add(new Processed(key));
                sale.Total += it.Amount;
                await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a key that is asked before"] = Handler(
            """
            if (await db.Processed.AnyAsync(one => one.Key == callback.Receipt.IdempotencyKey, cancellationToken))
                return;
            await AddAsync(callback.Payload, cancellationToken);
            """,
            """
            private async Task AddAsync(AcmePayment it, CancellationToken ct)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == it.Id, ct);
                sale.Total += it.Amount;
                await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a state that is asked"] = Handler(
            "await AddAsync(callback.Payload, cancellationToken);",
            """
            private async Task AddAsync(AcmePayment it, CancellationToken ct)
            {
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == it.Id, ct);
                if (sale.State == OrderState.Paid)
                    return;
                sale.Total += it.Amount;
                await db.SaveChangesAsync(ct);
            }
            """
        ),
        ["a credit by the key"] = Handler(
            "await DoneAsync(callback.Payload, callback.Receipt.IdempotencyKey!);",
            """private Task DoneAsync(AcmePayment it, string key) => wallet.CreditAsync(it.Id, it.Amount, key);"""
        ),
        ["a count"] = Handler(
            "Note();",
            """
            private void Note() => state.Attempts += 1;

            private readonly State state = new();

            private sealed class State
            {
                public int Attempts { get; set; }
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    public static TheoryData<string> UncommittedNames => Uncommitted.Names;

    public static TheoryData<string> CommittedNames => Committed.Names;

    public static TheoryData<string> CreditedNames => Credited.Names;

    public static TheoryData<string> OnceNames => Once.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_result_that_nobody_asks_is_reported(string name) =>
        Ignored.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task One_that_somebody_asks_is_silent(string name) => Ignored.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(UncommittedNames))]
    public Task A_transaction_that_nobody_commits_is_reported(string name) =>
        Unsaved.VerifyAnalyzerAsync(Using + Uncommitted[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(CommittedNames))]
    public Task One_that_somebody_commits_is_silent(string name) =>
        Unsaved.VerifyAnalyzerAsync(Using + Committed[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(CreditedNames))]
    public Task What_happens_again_is_reported(string name) => Repeated.VerifyAnalyzerAsync(Using + Credited[name], StoreLibraries.Source);

    [Theory]
    [MemberData(nameof(OnceNames))]
    public Task What_happens_once_is_silent(string name) => Repeated.VerifyAnalyzerAsync(Using + Once[name], StoreLibraries.Source);

    /// <summary>Storing a feed first silences the rule for the handler of that feed only.</summary>
    [Theory]
    [InlineData("app.MapCallback<AcmeEvent>(\"/x\").StoreFirst();", true)]
    [InlineData("app.MapCallback<AcmePayment>(\"/x\").StoreFirst();", false)]
    [InlineData("app.MapCallback<AcmePayment>(\"/x\", (Verified<AcmePayment> payment) => Results.Ok()).StoreFirst();", true)]
    [InlineData("var endpoint = app.MapCallback<AcmeEvent>(\"/x\"); endpoint.StoreFirst();", false)]
    public Task Another_feed_that_is_stored_first_says_nothing(string map, bool isReported)
    {
        var call = isReported
            ? "{|CBG1017:wallet.CreditAsync(callback.Payload.Id, callback.Payload.Amount)|}"
            : "wallet.CreditAsync(callback.Payload.Id, callback.Payload.Amount)";
        return Repeated.VerifyAnalyzerAsync(
            Using + Handler($"await {call};", $"public static void Map(WebApplication app) {{ {map} }}"),
            StoreLibraries.Source,
            StoreLibraries.Inbox
        );
    }

    private const string Using = "using Dapper;\nusing Microsoft.EntityFrameworkCore;\n";

    private static string Handler(string code, string members) =>
        Class(
            $$"""
            public class Handler(
                Wallet wallet,
                ShopDb db,
                System.Data.IDbConnection connection,
                ILogger<Handler> logger
            ) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await Task.Yield();
                    logger.LogInformation(
                        "{Wallet} {Db} {Connection}",
                        wallet is null,
                        db is null,
                        connection is null
                    );
                    {{code}}
                }

                {{members}}
            }
            """
        );
}
