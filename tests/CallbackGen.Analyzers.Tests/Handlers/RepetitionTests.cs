using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.RepeatedEffectAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1017: the detection of repeated callbacks loses its state, is queried or written too early, or identifies another
/// event.
/// </summary>
public sealed class RepetitionTests
{
    // A table whose rows are the effect of the handler.
    private const string Entries = """
        sealed class Entry
        {
            public long Id { get; set; }
            public string Event { get; set; } = "";
            public decimal Amount { get; set; }
        }

        static class Entries
        {
            public static DbSet<Entry> All { get; } = null!;
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a dictionary around the route"] = Program(
            """
            var seen = new ConcurrentDictionary<string, bool>();
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders) =>
                {
                    if ({|CBG1017:seen.TryAdd(payment.Receipt.IdempotencyKey!, true)|})
                        await orders.MarkPaidAsync(payment.Payload.Id);
                }
            );
            """
        ),
        ["a set of the class"] = Handler(
            "private static readonly HashSet<string> Seen = [];",
            "lock (Seen) { if (!{|CBG1017:Seen.Add(callback.Payload.Id)|}) return; } await orders.MarkPaidAsync(callback.Payload.Id);"
        ),
        ["a set that is asked and then filled"] = Handler(
            "private readonly HashSet<string> _seen = [];",
            """
            if ({|CBG1017:_seen.Contains(callback.Payload.Id)|})
                return;
            await orders.MarkPaidAsync(callback.Payload.Id);
            _seen.Add(callback.Payload.Id);
            """
        ),
        ["a dictionary, by a local"] = Handler(
            "private readonly Dictionary<string, DateTime> _seen = [];",
            """
            var key = callback.Receipt.IdempotencyKey!;
            var isKnown = {|CBG1017:_seen.ContainsKey(key)|};
            if (isKnown)
                return;
            _seen[key] = DateTime.UtcNow;
            await orders.MarkPaidAsync(callback.Payload.Id);
            """
        ),
        ["a function of the class"] = Handler(
            "private readonly ConcurrentDictionary<string, bool> _seen = []; private bool IsNew(string key) => _seen.TryAdd(key, true);",
            "if (!{|CBG1017:IsNew(callback.Receipt.IdempotencyKey!)|}) return; await orders.MarkPaidAsync(callback.Payload.Id);"
        ),
        ["a class of one's own"] = Class(
            """
            public sealed class Deduplicator
            {
                private readonly ConcurrentDictionary<string, DateTime> _seen = [];

                public Task<bool> IsNewAsync(string key) => Task.FromResult(_seen.TryAdd(key, DateTime.UtcNow));
            }

            public class Handler(Orders orders, Deduplicator deduplicator) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (await {|CBG1017:deduplicator.IsNewAsync(callback.Receipt.IdempotencyKey!)|})
                        await orders.MarkPaidAsync(callback.Payload.Id);
                }
            }
            """
        ),
        ["a memory cache"] = Route(
            """
            if ({|CBG1017:cache.TryGetValue(payment.Receipt.IdempotencyKey!, out _)|})
                return;
            cache.Set(payment.Receipt.IdempotencyKey!, true, TimeSpan.FromDays(1));
            await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a memory cache that does the work"] = Route(
            """
            await {|CBG1017:cache.GetOrCreateAsync(
                payment.Receipt.IdempotencyKey!,
                async _ =>
                {
                    await orders.MarkPaidAsync(payment.Payload.Id);
                    return true;
                }
            )|};
            """
        ),
        ["a distributed cache"] = Route(
            """
            if (await {|CBG1017:shared.GetStringAsync(payment.Receipt.IdempotencyKey!)|} is not null)
                return;
            await orders.MarkPaidAsync(payment.Payload.Id);
            await shared.SetStringAsync(payment.Receipt.IdempotencyKey!, "1");
            """
        ),
        ["Redis, asked and then set"] = Route(
            """
            if (await {|CBG1017:redis.KeyExistsAsync(payment.Receipt.IdempotencyKey!)|})
                return;
            await redis.StringSetAsync(payment.Receipt.IdempotencyKey!, "1");
            await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a table that is asked first"] = Route(
            """
            if (await {|CBG1017:db.Processed.AnyAsync(row => row.Key == payment.Receipt.IdempotencyKey)|})
                return;
            await wallet.CreditAsync(payment.Payload.Id, 1m);
            db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
            await db.SaveChangesAsync();
            """
        ),
        ["a table that is asked first, by a local"] = Route(
            """
            var key = payment.Receipt.IdempotencyKey!;
            var known = await {|CBG1017:db.Processed.FirstOrDefaultAsync(row => row.Key == key)|};
            if (known is not null)
                return;
            await orders.ShipAsync(payment.Payload.Id);
            db.Processed.Add(new Processed { Key = key });
            await db.SaveChangesAsync();
            """
        ),
        ["a service that is asked first"] = Route(
            """
            if (await {|CBG1017:inbox.ExistsAsync(payment.Receipt.IdempotencyKey)|})
                return;
            await orders.ShipAsync(payment.Payload.Id);
            await inbox.MarkProcessedAsync(payment.Receipt.IdempotencyKey);
            """
        ),
        ["Dapper that asks first"] = Route(
            """
            var count = await {|CBG1017:connection.ExecuteScalarAsync<int>(
                "select count(*) from seen where key = @key",
                new { key = payment.Receipt.IdempotencyKey }
            )|};
            if (count > 0)
                return;
            await wallet.CreditAsync(payment.Payload.Id, 1m);
            await connection.ExecuteAsync(
                "insert into seen values (@key)",
                new { key = payment.Receipt.IdempotencyKey }
            );
            """
        ),
        ["HTTP in between"] = Route(
            """
            if (await {|CBG1017:inbox.ExistsAsync(payment.Receipt.IdempotencyKey)|})
                return;
            (await http.PostAsJsonAsync("/ship", payment.Payload.Id)).EnsureSuccessStatusCode();
            await inbox.MarkProcessedAsync(payment.Receipt.IdempotencyKey);
            """
        ),
        ["a key that is saved first"] = Route(
            """
            db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
            await {|CBG1017:db.SaveChangesAsync()|};
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a key that is saved before the state"] = Route(
            """
            db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
            await {|CBG1017:db.SaveChangesAsync()|};
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync();
            """
        ),
        ["a key that is inserted first"] = Route(
            """
            if (
                await {|CBG1017:connection.ExecuteAsync(
                    "insert into seen values (@key) on conflict do nothing",
                    new { key = payment.Receipt.IdempotencyKey }
                )|} == 0
            )
                return;
            await wallet.CreditAsync(payment.Payload.Id, 1m);
            """
        ),
        ["a new key for a service"] = Route(
            "await wallet.CreditAsync(payment.Payload.Id, 1m, key: {|CBG1017:Guid.NewGuid().ToString()|}); orders.Handle(payment.Receipt);"
        ),
        ["a new key where there is none"] = Route(
            "await wallet.CreditAsync(payment.Payload.Id, 1m, {|CBG1017:payment.Receipt.IdempotencyKey ?? Guid.NewGuid().ToString()|});"
        ),
        ["a new key by a local"] = Route(
            """
            var id = $"{payment.Payload.Id}-{DateTime.UtcNow.Ticks}";
            await wallet.CreditAsync(payment.Payload.Id, 1m, {|CBG1017:id|});
            orders.Handle(payment.Receipt);
            """
        ),
        ["a new key in a record"] = Route(
            """
            await wallet.ChargeAsync(
                new ChargeRequest(payment.Payload.Id, 1m, {|CBG1017:Guid.CreateVersion7().ToString()|})
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["a new key in a header"] = Route(
            """
            using var message = new HttpRequestMessage(HttpMethod.Post, "/charge");
            message.Headers.Add("Idempotency-Key", {|CBG1017:Guid.NewGuid().ToString()|});
            await http.SendAsync(message);
            """
        ),
        ["a new key in a statement that inserts once"] = Route(
            """
            var eventId = Guid.NewGuid().ToString("N");
            if (
                await connection.ExecuteAsync(
                    "INSERT INTO seen (id) VALUES (@eventId) ON CONFLICT DO NOTHING",
                    new { eventId = {|CBG1017:eventId|} }
                ) == 1
            )
                await connection.ExecuteAsync(
                    "UPDATE cards SET balance = balance + @amount WHERE number = @id",
                    new { id = payment.Payload.Id, amount = payment.Payload.Amount }
                );
            """
        ),
        ["a new key of a row"] = Route(
            """
            db.Processed.Add(new Processed { Key = {|CBG1017:Guid.NewGuid().ToString()|} });
            await db.SaveChangesAsync();
            orders.Handle(payment.Receipt);
            """
        ),
        ["a new key that is claimed"] = Route(
            "if (!await inbox.TryAddAsync({|CBG1017:Guid.NewGuid().ToString()|})) return; await orders.MarkPaidAsync(payment.Payload.Id);"
        ),
        ["a key that is saved before the state, of a feed of transactions"] = Route(
            """
            var transactionStatus = payment.Payload.Status;
            db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
            await {|CBG1017:db.SaveChangesAsync()|};
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync();
            """
        ),
        ["an entry that is looked for, and no unique index"] =
            Route(
                """
                var key = payment.Receipt.IdempotencyKey!;
                if (await {|CBG1017:Entries.All.AnyAsync(entry => entry.Event == key)|})
                    return;
                Entries.All.Add(new Entry { Event = key, Amount = payment.Payload.Amount });
                await db.SaveChangesAsync();
                """
            ) + Entries,
        ["an entry by a local"] =
            Route(
                """
                if (
                    await {|CBG1017:Entries.All.FirstOrDefaultAsync(entry =>
                        entry.Event == payment.Receipt.IdempotencyKey
                    )|}
                    is not null
                )
                    return;
                var row = new Entry
                {
                    Event = payment.Receipt.IdempotencyKey!,
                    Amount = payment.Payload.Amount
                };
                Entries.All.Add(row);
                await db.SaveChangesAsync();
                """
            ) + Entries,
        ["a sum that is read and written back"] = Route(
            """
            var balance = await connection.ExecuteScalarAsync<decimal>(
                "SELECT balance FROM accounts WHERE id = @id",
                new { id = payment.Payload.Id }
            );
            await {|CBG1017:connection.ExecuteAsync(
                "UPDATE accounts SET balance = @balance WHERE id = @id",
                new { balance = balance + payment.Payload.Amount, id = payment.Payload.Id }
            )|};
            orders.Handle(payment.Receipt);
            """
        ),
        ["a sum in a local"] = Route(
            """
            var balance = await connection.ExecuteScalarAsync<decimal>(
                "SELECT balance FROM accounts WHERE id = @id",
                new { id = payment.Payload.Id }
            );
            var sum = balance + payment.Payload.Amount;
            await {|CBG1017:connection.ExecuteAsync(
                "UPDATE accounts SET balance = @sum WHERE id = @id",
                new { sum, id = payment.Payload.Id }
            )|};
            orders.Handle(payment.Receipt);
            """
        ),
        ["a sum of an entity"] =
            Route(
                """
                var entry = await Entries.All.SingleAsync(entry => entry.Event == payment.Payload.Id);
                {|CBG1017:entry.Amount += payment.Payload.Amount|};
                await db.SaveChangesAsync();
                orders.Handle(payment.Receipt);
                """
            ) + Entries,
        ["an amount for a key"] = Route(
            """
            await wallet.ChargeAsync(
                new ChargeRequest(payment.Payload.Id, 1m, {|CBG1017:payment.Payload.Amount.ToString()|})
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["amount and status"] = Route(
            """
            await wallet.ChargeAsync(
                new ChargeRequest(
                    payment.Payload.Id,
                    1m,
                    {|CBG1017:$"{payment.Payload.Status.Text}/{payment.Payload.Amount}"|}
                )
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["a header that nothing signs"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, Verified<AcmePayment> payment, Wallet wallet) =>
                {
                    await wallet.ChargeAsync(
                        new ChargeRequest(
                            payment.Payload.Id,
                            1m,
                            {|CBG1017:context.Request.Headers["X-Delivery"].ToString()|}
                        )
                    );
                    Console.WriteLine(payment.Receipt.IdempotencyKey);
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["inserted with the effect"] = Route(
            """
            try
            {
                db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
                var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id);
                sale.State = OrderState.Paid;
                await db.SaveChangesAsync();
            }
            catch (DbUpdateException) { }
            """
        ),
        ["asked and saved with the effect"] = Route(
            """
            if (await db.Processed.AnyAsync(row => row.Key == payment.Receipt.IdempotencyKey))
                return;
            db.Processed.Add(new Processed(payment.Receipt.IdempotencyKey!));
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id);
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync();
            """
        ),
        ["inserted in the effect's transaction"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync();
            if (
                await connection.ExecuteAsync(
                    "insert into seen values (@key) on conflict do nothing",
                    new { key = payment.Receipt.IdempotencyKey }
                ) == 0
            )
                return;
            await wallet.CreditAsync(payment.Payload.Id, 1m);
            await transaction.CommitAsync();
            """
        ),
        ["claimed, done, completed"] = Route(
            """
            var row = new Processed(payment.Receipt.IdempotencyKey!);
            db.Processed.Add(row);
            await db.SaveChangesAsync();
            await orders.ShipAsync(payment.Payload.Id);
            row.Done = true;
            await db.SaveChangesAsync();
            """
        ),
        ["the key handed on"] = Route("await wallet.CreditAsync(payment.Payload.Id, 1m, payment.Receipt.IdempotencyKey);"),
        ["the key handed on in a header"] = Route(
            """
            using var message = new HttpRequestMessage(HttpMethod.Post, "/charge");
            message.Headers.Add("Idempotency-Key", payment.Receipt.IdempotencyKey);
            await http.SendAsync(message);
            """
        ),
        ["a key of id and status"] = Route(
            """
            await wallet.ChargeAsync(
                new ChargeRequest(payment.Payload.Id, 1m, $"{payment.Payload.Id}/{payment.Payload.Status.Text}")
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["a key that was found, or a new one"] = Route(
            """
            var known = await db.Processed.FirstOrDefaultAsync(row => row.Key == payment.Receipt.IdempotencyKey);
            await wallet.ChargeAsync(
                new ChargeRequest(payment.Payload.Id, 1m, known?.Key ?? Guid.NewGuid().ToString())
            );
            """
        ),
        ["an id of a row"] = Route(
            """
            orders.Handle(new { Id = Guid.NewGuid(), payment.Receipt.IdempotencyKey });
            await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a time that is stored"] = Route(
            "orders.Handle((DateTime.UtcNow, payment.Receipt)); await orders.MarkPaidAsync(payment.Payload.Id);"
        ),
        ["a service that inserts at once"] = Route(
            "if (!await inbox.TryAddAsync(payment.Receipt.IdempotencyKey)) return; await orders.MarkPaidAsync(payment.Payload.Id);"
        ),
        ["Redis, at once"] = Route(
            """
            if (
                !await redis.StringSetAsync(
                    payment.Receipt.IdempotencyKey!,
                    "1",
                    null,
                    StackExchange.Redis.When.NotExists
                )
            )
                return;
            await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a stored callback"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    CallbackGen.Inbox.ICallbackDelivery delivery,
                    Wallet wallet,
                    CancellationToken ct
                ) =>
                    await delivery.CommitAsync(
                        async (transaction, token) => await wallet.PayAsync(transaction, payment.Payload.Id, token),
                        ct
                    )
            );
            """
        ),
        ["a set that lives as long as the handler"] = Route(
            """
            var skus = new HashSet<string>();
            foreach (var line in payment.Payload.Lines!.Value)
            {
                if (!skus.Add(line.Sku))
                    continue;
                await orders.HandleAsync(line);
            }
            """
        ),
        ["a class of one's own over a table"] = Class(
            """
            public sealed class Deduplicator(ShopDb db)
            {
                public async Task<bool> IsNewAsync(string key)
                {
                    try
                    {
                        db.Processed.Add(new Processed(key));
                        await db.SaveChangesAsync();
                        return true;
                    }
                    catch (DbUpdateException)
                    {
                        return false;
                    }
                }
            }

            public class Handler(Orders orders, Deduplicator deduplicator) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (await deduplicator.IsNewAsync(callback.Receipt.IdempotencyKey!))
                        orders.Handle(callback.Payload);
                }
            }
            """
        ),
        ["a cache in front of a unique key"] = Route(
            """
            var key = payment.Receipt.IdempotencyKey!;
            if (cache.TryGetValue(key, out _))
                return;
            await wallet.CreditAsync(payment.Payload.Id, 1m, key);
            cache.Set(key, true, TimeSpan.FromMinutes(10));
            """
        ),
        ["a cache of somebody's orders"] = Route(
            """
            var order = await cache.GetOrCreateAsync(
                ("order", payment.Receipt.KeySet, payment.Payload.Id),
                _ => orders.FindAsync(payment.Receipt.KeySet + payment.Payload.Id)
            );
            if (order!.Total == payment.Payload.Amount)
                await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a new id beside the key"] = Route(
            """
            var id = Guid.NewGuid();
            await connection.ExecuteAsync(
                "insert into seen (id, key) values (@id, @key) on conflict do nothing",
                new { id, key = payment.Receipt.IdempotencyKey }
            );
            """
        ),
        ["a new id beside a key that was handed over"] =
            Route(
                """
                await NoteAsync(payment.Receipt.IdempotencyKey!);
                async Task NoteAsync(string key)
                {
                    Noted.All.Add(new ProcessedEvent { Id = Guid.NewGuid().ToString(), Key = key });
                    await db.SaveChangesAsync();
                }
                """
            )
            + """
                sealed class ProcessedEvent
                {
                    public string Id { get; set; } = "";
                    public string Key { get; set; } = "";
                }

                static class Noted
                {
                    public static DbSet<ProcessedEvent> All { get; } = null!;
                }
                """,
        ["a new id of a journal"] = Route(
            """
            var id = Guid.NewGuid();
            await connection.ExecuteAsync(
                "insert into journal (id, number) values (@id, @number)",
                new { id, number = payment.Payload.Id }
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["an entry, and a unique index"] =
            Route(
                """
                var key = payment.Receipt.IdempotencyKey!;
                if (await Entries.All.AnyAsync(entry => entry.Event == key))
                    return;
                Entries.All.Add(new Entry { Event = key, Amount = payment.Payload.Amount });
                await db.SaveChangesAsync();
                """
            )
            + Entries
            + """
                static class Model
                {
                    public static void Create(Builder builder) => builder.HasIndex("Event").IsUnique();
                }

                class Builder
                {
                    public Builder HasIndex(string name) => this;

                    public void IsUnique() { }
                }
                """,
        ["an entry, and a key by its attribute"] =
            Route(
                """
                var key = payment.Receipt.IdempotencyKey!;
                if (await Entries.All.AnyAsync(entry => entry.Event == key))
                    return;
                Entries.All.Add(new Entry { Event = key, Amount = payment.Payload.Amount });
                await db.SaveChangesAsync();
                """
            )
            + Entries.Replace(
                "public string Event",
                "[System.ComponentModel.DataAnnotations.Key] public string Event",
                StringComparison.Ordinal
            ),
        ["an entry whose conflict is caught"] =
            Route(
                """
                var key = payment.Receipt.IdempotencyKey!;
                if (await Entries.All.AnyAsync(entry => entry.Event == key))
                    return;
                try
                {
                    Entries.All.Add(new Entry { Event = key, Amount = payment.Payload.Amount });
                    await db.SaveChangesAsync();
                }
                catch (DbUpdateException) { }
                """
            ) + Entries,
        ["a sum of a locked row"] = Route(
            """
            var balance = await connection.ExecuteScalarAsync<decimal>(
                "SELECT balance FROM accounts WHERE id = @id FOR UPDATE",
                new { id = payment.Payload.Id }
            );
            await connection.ExecuteAsync(
                "UPDATE accounts SET balance = @balance WHERE id = @id",
                new { balance = balance + payment.Payload.Amount, id = payment.Payload.Id }
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["a sum of a known version"] = Route(
            """
            var balance = await connection.ExecuteScalarAsync<decimal>(
                "SELECT balance FROM accounts WHERE id = @id",
                new { id = payment.Payload.Id }
            );
            await connection.ExecuteAsync(
                "UPDATE accounts SET balance = @balance WHERE id = @id AND version = @version",
                new
                {
                    balance = balance + payment.Payload.Amount,
                    id = payment.Payload.Id,
                    version = 1
                }
            );
            orders.Handle(payment.Receipt);
            """
        ),
        ["a sum of an entity with a token"] =
            Route(
                """
                var entry = await Entries.All.SingleAsync(entry => entry.Event == payment.Payload.Id);
                entry.Amount += payment.Payload.Amount;
                await db.SaveChangesAsync();
                orders.Handle(payment.Receipt);
                """
            )
            + Entries.Replace(
                "public decimal Amount",
                "[System.ComponentModel.DataAnnotations.ConcurrencyCheck] public decimal Amount",
                StringComparison.Ordinal
            ),
        ["a price list"] = Handler(
            "private readonly Dictionary<string, decimal> _prices = [];",
            """
            if (!_prices.TryGetValue(callback.Payload.Order.Number, out var price))
                throw new KeyNotFoundException();
            if (price == callback.Payload.Amount)
                await orders.MarkPaidAsync(callback.Payload.Id);
            """
        ),
        ["a list of currencies"] = Handler(
            "private static readonly HashSet<string> Currencies = [\"MYR\"];",
            """
            if (!Currencies.Contains(callback.Payload.Currency))
                throw new NotSupportedException();
            await orders.MarkPaidAsync(callback.Payload.Id);
            """
        ),
        ["a cache of orders"] = Route(
            """
            if (!cache.TryGetValue(payment.Payload.Id, out Order? order))
            {
                order = await orders.FindAsync(payment.Payload.Id);
                cache.Set(payment.Payload.Id, order);
            }
            if (order!.Total == payment.Payload.Amount)
                await orders.MarkPaidAsync(payment.Payload.Id);
            """
        ),
        ["a state that is set again"] = Route(
            """
            var sale = await db.Sales.SingleAsync(candidate => candidate.Id == payment.Payload.Id);
            if (sale.State == OrderState.Paid)
                return;
            sale.State = OrderState.Paid;
            await db.SaveChangesAsync();
            """
        ),
        ["no handler"] = Class(
            "private readonly HashSet<string> _seen = []; public bool IsNew(string key) { if (!_seen.Add(key)) return false; return true; }"
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_repetition_that_may_pass_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source, StoreLibraries.Inbox);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task One_that_is_known_is_silent(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source, StoreLibraries.Inbox);

    private const string Using = """
        using System.Collections.Concurrent;
        using Dapper;
        using Microsoft.EntityFrameworkCore;
        using Microsoft.Extensions.Caching.Distributed;
        using Microsoft.Extensions.Caching.Memory;

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
                    ShopDb db,
                    IMemoryCache cache,
                    IDistributedCache shared,
                    StackExchange.Redis.IDatabase redis,
                    System.Data.IDbConnection connection,
                    HttpClient http
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            """
        );

    private static string Handler(string members, string code) =>
        Class(
            $$"""
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                {{members}}
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await Task.Yield();
                    {{code}}
                }
            }
            """
        );
}
