using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.IgnoredResultAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1039: a handler ignores the result that says whether its work succeeded.</summary>
public sealed class IgnoredResultTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a try before a deed"] = Route(
            "await {|CBG1039:wallet.TryCreditAsync(payment.Payload.Id, 1m)|}; await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a try before a deed, discarded"] = Route(
            "_ = await {|CBG1039:wallet.TryCreditAsync(payment.Payload.Id, 1m)|}; await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a yes or no"] = Route(
            "await {|CBG1039:SaveOrderAsync(payment.Payload.Id)|}; static Task<bool> SaveOrderAsync(string id) => Task.FromResult(true);"
        ),
        ["a key that was noted"] = Route(
            "await {|CBG1039:inbox.TryAddAsync(payment.Receipt.IdempotencyKey)|}; await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a result"] = Route("await {|CBG1039:wallet.PayOutAsync(payment.Payload.Id, 1m)|}.ConfigureAwait(false);"),
        ["a result in a local that nobody reads"] = Route("var outcome = await {|CBG1039:wallet.PayOutAsync(payment.Payload.Id, 1m)|};"),
        ["a failure that is only logged"] = Route(
            """
            var outcome = await {|CBG1039:wallet.PayOutAsync(payment.Payload.Id, 1m)|};
            if (!outcome.Succeeded)
                logger.LogError("failed: {Error}", outcome.Error);
            """
        ),
        ["a failure that is only logged, and answered"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, HttpClient http, ILogger<Orders> logger) =>
                {
                    var answer = await {|CBG1039:http.PostAsJsonAsync("/ship", payment.Payload.Id)|};
                    if (!answer.IsSuccessStatusCode)
                    {
                        logger.LogError("failed");
                        return Results.Ok();
                    }
                    return Results.Ok();
                }
            );
            """
        ),
        ["an answer over HTTP"] = Route("""await {|CBG1039:http.PostAsJsonAsync("/ship", payment.Payload.Id)|};"""),
        ["an answer over HTTP that is disposed of"] = Route("""using var answer = await {|CBG1039:http.PostAsync("/ship", null)|};"""),
        ["rows under a condition"] = Route(
            """
            await {|CBG1039:db
                .Sales.Where(sale => sale.Id == payment.Payload.Id && sale.State == OrderState.Open)
                .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid))|};
            """
        ),
        ["rows of a statement"] = Route(
            """
            await {|CBG1039:connection.ExecuteAsync(
                "UPDATE orders SET state = 'paid' WHERE id = @id AND total = @total",
                new { id = payment.Payload.Id, total = payment.Payload.Amount }
            )|};
            """
        ),
        ["rows of an interpolated statement"] = Route(
            """
            await {|CBG1039:db.Database.ExecuteSqlAsync(
                $"UPDATE orders SET state = 'paid' WHERE id = {payment.Payload.Id} AND state = 'open'"
            )|};
            """
        ),
        ["a key that may be there"] = Route(
            """
            await {|CBG1039:connection.ExecuteAsync(
                "insert into seen (key) values (@key) on conflict do nothing",
                new { key = payment.Receipt.IdempotencyKey }
            )|};
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a command"] = Route(
            """
            await using var command = new Microsoft.Data.Command();
            command.CommandText = "UPDATE orders SET paid = 1 WHERE id = @id AND paid = 0";
            await {|CBG1039:command.ExecuteNonQueryAsync()|};
            """
        ),
        ["a class"] = Class(
            """
            public class Handler(Wallet wallet) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(
                    Verified<AcmePayment> callback,
                    CancellationToken cancellationToken
                ) => await {|CBG1039:wallet.PayOutAsync(callback.Payload.Id, callback.Payload.Amount)|};
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment, [FromServices] Wallet wallet)
            {
                await {|CBG1039:wallet.PayOutAsync(payment.Payload.Id, 1m)|};
                return Ok();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a try that nothing depends on"] = Route("await wallet.TryCreditAsync(payment.Payload.Id, 1m);"),
        ["a yes or no of a call with the key"] = Route(
            """
            await SaveOrderAsync(payment.Payload.Id, payment.Receipt.IdempotencyKey);
            static Task<bool> SaveOrderAsync(string id, string? key) => Task.FromResult(true);
            """
        ),
        ["a yes or no of a call with the digest, in a local"] = Route(
            """
            var key = payment.Receipt.IdempotencyKeyDigest;
            await SaveOrderAsync(payment.Payload.Id, key);
            await db.SaveChangesAsync();
            static Task<bool> SaveOrderAsync(string id, string? key) => Task.FromResult(true);
            """
        ),
        ["rows under a condition on the key"] = Route(
            """
            var key = payment.Receipt.IdempotencyKey;
            await connection.ExecuteAsync(
                "UPDATE orders SET state = 'paid', key = @key WHERE id = @id AND key <> @key",
                new { id = payment.Payload.Id, key }
            );
            """
        ),
        ["a try that is asked"] = Route("if (!await wallet.TryCreditAsync(payment.Payload.Id, 1m)) throw new InvalidOperationException();"),
        ["a key that decides"] = Route(
            "if (await inbox.TryAddAsync(payment.Receipt.IdempotencyKey)) await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a result that is asked"] = Route(
            """
            var outcome = await wallet.PayOutAsync(payment.Payload.Id, 1m);
            if (!outcome.Succeeded)
                throw new InvalidOperationException(outcome.Error);
            """
        ),
        ["a result that is handed on"] = Route("orders.Handle(await wallet.PayOutAsync(payment.Payload.Id, 1m));"),
        ["a failure that is answered"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, HttpClient http, ILogger<Orders> logger) =>
                {
                    var answer = await http.PostAsJsonAsync("/ship", payment.Payload.Id);
                    if (!answer.IsSuccessStatusCode)
                    {
                        logger.LogError("failed");
                        return Results.StatusCode(503);
                    }
                    return Results.Ok();
                }
            );
            """
        ),
        ["a failure that is logged and stored"] = Route(
            """
            var outcome = await wallet.PayOutAsync(payment.Payload.Id, 1m);
            if (!outcome.Succeeded)
            {
                logger.LogError("failed");
                await inbox.AddAsync(payment.Payload.Id, payment.Payload);
            }
            """
        ),
        ["a success that is logged, and a failure that throws"] = Route(
            """
            var outcome = await wallet.PayOutAsync(payment.Payload.Id, 1m);
            if (outcome.Succeeded)
                logger.LogInformation("paid");
            else
                throw new InvalidOperationException(outcome.Error);
            """
        ),
        ["an answer that is ensured"] = Route(
            """using var answer = await http.PostAsJsonAsync("/ship", payment.Payload.Id); answer.EnsureSuccessStatusCode();"""
        ),
        ["an answer that is ensured at once"] = Route(
            """(await http.PostAsJsonAsync("/ship", payment.Payload.Id)).EnsureSuccessStatusCode();"""
        ),
        ["an answer that is asked"] = Route(
            """
            var answer = await http.PostAsync("/ship", null);
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
                throw new HttpRequestException();
            """
        ),
        ["a lookup over HTTP"] = Route("""await http.GetAsync("/warm");"""),
        ["rows that are counted"] = Route(
            """
            var rows = await db
                .Sales.Where(sale => sale.Id == payment.Payload.Id && sale.State == OrderState.Open)
                .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid));
            if (rows == 0)
                logger.LogInformation("seen");
            """
        ),
        ["rows by an id"] = Route(
            """
            await db
                .Sales.Where(sale => sale.Id == payment.Payload.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(sale => sale.State, OrderState.Paid));
            """
        ),
        ["rows of a statement by an id"] = Route(
            """await connection.ExecuteAsync("UPDATE orders SET state = 'paid' WHERE id = @id", new { id = payment.Payload.Id });"""
        ),
        ["an insert"] = Route(
            """await connection.ExecuteAsync("insert into seen (key) values (@key)", new { key = payment.Receipt.IdempotencyKey });"""
        ),
        ["what is saved"] = Route("await db.SaveChangesAsync();"),
        ["what gives nothing back"] = Route("await orders.ShipAsync(payment.Payload.Id);"),
        ["a set in memory"] = Route("var skus = new HashSet<string>(); skus.Add(payment.Payload.Id); orders.Handle(skus);"),
        ["what somebody is told"] = Route(
            "await NotifyAsync(payment.Payload.Id); static Task<bool> NotifyAsync(string id) => Task.FromResult(true);"
        ),
        ["no handler"] = Class(
            """
            public Task RunAsync(Wallet wallet) => wallet.TryCreditAsync("", 1m);

            public async Task AwaitAsync(Wallet wallet)
            {
                await wallet.TryCreditAsync("", 1m);
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_result_that_nobody_asks_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source, Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source, Types);

    private const string Using = "using Dapper;\nusing Microsoft.EntityFrameworkCore;\n";

    private const string Types = """
        namespace Microsoft.Data;

        public sealed class Command : IAsyncDisposable
        {
            public string CommandText { get; set; } = "";

            public Task<int> ExecuteNonQueryAsync() => Task.FromResult(1);

            public ValueTask DisposeAsync() => default;
        }
        """;

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    Orders orders,
                    Wallet wallet,
                    Inbox inbox,
                    HttpClient http,
                    ShopDb db,
                    System.Data.IDbConnection connection,
                    ILogger<Orders> logger
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            """
        );
}
