using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// The abilities of an attacker who can write to the tables and knows the source, but has neither the key ring nor a provider's key. They
/// are exactly those that runtime/docs/inbox-security.md lists.
/// </summary>
public sealed partial class OpenTablesTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    private const string Seal = "its seal is invalid";

    private static readonly string[] EveryStore = PostgreSqlServer.WhyNot is null ? ["file", "server"] : ["file"];

    private readonly InboxApp _app = new();
    private NpgsqlDataSource? _source;

    /// <summary>The stores: SQLite, and PostgreSQL if it is installed.</summary>
    public static TheoryData<string> Stores => [.. EveryStore];

    public static TheoryData<string, string, string> Changes =>
        Each(("10.00", "99.00"), ("X-Signature", "X-Something"), ("/in", "/on"), ("POST", "PUSH"), ("nova.payment", "nova.cement_"));

    public static TheoryData<string, string, string> Moves =>
        Each(
            ("UPDATE callback SET item = 1", Seal),
            ("UPDATE callback SET feed = 'nova.sale'", Seal),
            ("UPDATE callback SET order_key = 'another'", Seal),
            ("UPDATE callback SET seal = (SELECT value FROM callback_secret)", Seal),
            // This swaps the requests of the two callbacks.
            ("UPDATE callback SET request = (SELECT max(request) + min(request) FROM callback_request) - request", Seal),
            ("UPDATE callback_request SET keys = 'another'", "its request cannot be opened")
        );

    public static TheoryData<string, string, string> Copies => Each(("none", Seal), ("its other", Seal));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_is_changed_of_a_request_is_not_handled(string store, string old, string by)
    {
        var tables = await WaitAsync(store);
        Assert.True(await tables.ExecuteAsync($"UPDATE callback_request SET content = {tables.Replace("content", old, by)}") > 0);

        await ExpectAsideAsync(tables, 2, Seal);
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task What_is_moved_is_not_handled(string store, string sql, string reason)
    {
        var tables = await WaitAsync(store);
        Assert.True(await tables.ExecuteAsync(sql) > 0);

        await ExpectAsideAsync(tables, 2, reason);
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task A_genuine_row_under_another_id_is_not_handled(string store, string contradicts, string reason)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(
            1,
            await tables.ExecuteAsync("UPDATE callback SET state = 4, ended_at = accepted_at WHERE seq = (SELECT max(seq) FROM callback)")
        );
        Assert.Equal(
            1,
            await tables.ExecuteAsync(
                $"""
                INSERT INTO callback (id, request, is_shared, item, feed, facts, seal, order_key, conflicts_with, state, due, accepted_at)
                SELECT {tables.Id(new('a', 64))}, request, is_shared, item, feed, facts, seal, order_key, {(
                    contradicts == "its other" ? tables.OwnId : "NULL"
                )}, 2, due, accepted_at
                FROM callback WHERE state = 4
                """
            )
        );

        await StartAsync(tables, Handle);

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        await _app.UntilCountAsync(CallbackState.Done, 2);
        // The other, unmodified row.
        Assert.Equal(["a"], _app.Handled);
        Assert.StartsWith(
            reason,
            Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default)).LastFailure,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_row_that_somebody_has_made_up_is_not_handled(string store)
    {
        var tables = await WaitAsync(store);
        await tables.ExecuteAsync("DELETE FROM callback WHERE seq = (SELECT max(seq) FROM callback)");
        await tables.ExecuteAsync(
            "INSERT INTO callback_request (request, keys, content) SELECT 99999, keys, "
                + $"{tables.Replace("content", "10.00", "99.00")} FROM callback_request WHERE request = (SELECT request "
                + "FROM callback)"
        );
        Assert.Equal(
            1,
            await tables.ExecuteAsync(
                $"""
                INSERT INTO callback (id, request, is_shared, item, feed, facts, seal, state, due, accepted_at)
                SELECT {tables.Id(new('a', 64))}, 99999, is_shared, 0, feed, '', seal, 2, due, accepted_at FROM callback
                """
            )
        );

        await StartAsync(tables, Handle);

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Single(_app.Handled);
    }

    /// <summary>Documented: the handler gets the same callback, and an effect that stores its id runs once.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_row_that_was_handled_can_be_handled_again_as_itself(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery) =>
                            it.Handled.Enqueue($"{payment.Payload.Id} {delivery.Id}")
                    )
                    .StoreFirst()
        );
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("a")));
        await _app.UntilCountAsync(CallbackState.Done, 1);

        Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback SET state = 2, ended_at = NULL"));

        await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Count == 2));
        Assert.Single(_app.Handled.Distinct());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Nothing_of_a_key_or_of_a_feed_with_secrets_is_read_in_the_tables(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
            {
                app.MapCallback<NovaCard>("/card", (Verified<NovaCard> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst();
                app.MapCallback<NovaKnock>("/knock", (Authenticated<NovaKnock> _) => { })
                    .StoreFirst(store => store.Quota(9, TimeSpan.FromDays(1)));
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => { }).StoreFirst();
            }
        );
        await SendAsync(InboxApp.Sign(NovaCard.Feed, """{"id":"of-a-card","status":"paid","amount":"12.34","card":"4111"}"""), "/card");
        await SendAsync(InboxApp.Sign(NovaKnock.Feed, """{"id":"of-a-knock"}"""), "/knock");
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("of-a-payment")));

        var all = await tables.ReadAllAsync();

        // The request of a feed without secrets is stored readably.
        Assert.Contains("of-a-payment", all, StringComparison.Ordinal);
        Assert.All(["4111", "12.34", "of-a-card", "of-a-knock"], text => Assert.DoesNotContain(text, all, StringComparison.Ordinal));
        Assert.All(
            new CallbackFeed[] { NovaCard.Feed, NovaKnock.Feed, NovaPayment.Feed }.SelectMany(feed => InboxApp.Keys.Of(feed).Configured),
            key => Assert.DoesNotContain(key.Value, all, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Hidden_facts_agree_and_contradict(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) => app.MapCallback<NovaCard>("/in", (Verified<NovaCard> card) => it.Handled.Enqueue(card.Payload.Id)).StoreFirst()
        );

        foreach (var amount in (string[])["10", "10.00", "11"])
            await SendAsync(InboxApp.Sign(NovaCard.Feed, $$"""{"id":"a","status":"paid","amount":"{{amount}}"}"""));

        var conflict = Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 9, default));
        Assert.True(await _app.Store.ReplayAsync(conflict.Id, "a person", default));
        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["a", "a"], _app.Handled);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_are_gone_or_exchanged_verify_nothing(string store)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback_keys SET content = (SELECT value FROM callback_secret)"));
        await ExpectAsideAsync(tables, 2, "the keys that verified it cannot be opened");
        await _app.StopAsync();
        Assert.Equal(1, await tables.ExecuteAsync("DELETE FROM callback_keys"));
        await tables.ExecuteAsync("UPDATE callback SET state = 2");

        await ExpectAsideAsync(tables, 2, "the keys that verified it are not kept");
    }

    /// <summary>They can be opened, because the same inbox stored them, and may contain the value that verified the callback.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_in_the_place_of_others_verify_nothing(string store)
    {
        var tables = await WaitAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
            {
                app.Configuration["Callbacks:Sandbox:secret"] = InboxApp.Keys.Of(NovaPayment.Feed).Configured.Single().Value;
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => Task.FromException(new InvalidOperationException()))
                    .WithKeySet("Sandbox")
                    .StoreFirst();
            },
            KeepTrying
        );
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("c")));
        await _app.StopAsync();
        Assert.Equal(
            1,
            await tables.ExecuteAsync(
                """
                UPDATE callback_keys SET content = (SELECT other.content FROM callback_keys other WHERE other.id <> callback_keys.id)
                WHERE id = (SELECT keys FROM callback_request WHERE request = (SELECT min(request) FROM callback_request))
                """
            )
        );
        await tables.ExecuteAsync("UPDATE callback SET state = 2, due = 0");

        await ExpectAsideAsync(tables, 2, "the keys that verified it cannot be opened");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_were_rotated_away_verify_what_waits(string store)
    {
        var tables = await WaitAsync(store);

        await StartAsync(
            tables,
            (app, it) =>
            {
                app.Configuration["Callbacks:Nova:secret"] = "another-secret-0123456789-0123456789-0123456789";
                Handle(app, it);
            }
        );

        await _app.UntilCountAsync(CallbackState.Done, 2);
        using var response = await _app.SendAsync(NovaPayment.Feed, Payment("c"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_revoked_key_verified_is_set_aside(string store)
    {
        var tables = await WaitAsync(store);
        await StartAsync(tables, Fail, options => options.Attempts = int.MaxValue);
        var row = await _app.Store.FindAsync((await AllAsync())[0].Id, default);
        Assert.Matches("^[0-9a-f]{32}$", row!.KeyFingerprint);

        await _app.Services.GetRequiredService<ICallbackInbox>().RevokeKeyAsync(row.KeyFingerprint!, "a person");
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("c")));

        await _app.UntilCountAsync(CallbackState.Quarantined, 3);
        Assert.All(
            await _app.Store.ListAsync(CallbackState.Quarantined, 9, default),
            row => Assert.Equal("the key that verified it was revoked", row.LastFailure)
        );
        Assert.Empty(_app.Handled);
        Assert.StartsWith(
            $"CallbackKeyRevoked: The key {row.KeyFingerprint} was revoked by \"a person\": ",
            Assert.Single(_app.LinesOf("CallbackKeyRevoked")),
            StringComparison.Ordinal
        );
    }

    /// <summary>The key is found when the callback arrives, and stored; the worker's lookup finds no key.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_were_looked_up_are_kept(string store)
    {
        var tables = await OpenAsync(store);
        var lookup = new Lookup();
        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback<NovaBranch>("/in", (Verified<NovaBranch> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            KeepTrying,
            services => services.AddSingleton<ICallbackKeyLookup>(lookup)
        );
        await SendAsync(InboxApp.Sign(NovaBranch.Feed, """{"id":"a","branch":"north"}"""));
        await _app.StopAsync();
        lookup.IsAway = true;

        await tables.ExecuteAsync("UPDATE callback SET state = 2, due = 0");

        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback<NovaBranch>("/in", (Verified<NovaBranch> callback) => it.Handled.Enqueue(callback.Receipt.IdempotencyKey!))
                    .StoreFirst(),
            null,
            services => services.AddSingleton<ICallbackKeyLookup>(lookup)
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Contains("north", Assert.Single(_app.Handled), StringComparison.Ordinal);
        Assert.Equal(1, lookup.Count);
    }

    private Task StartAsync(
        OpenTables tables,
        Action<WebApplication, InboxApp> map,
        Action<CallbackInboxOptions>? configure = null,
        Action<IServiceCollection>? services = null
    ) => _app.StartAsync(map, configure, tables.Use, services);

    /// <summary>Two callbacks of one key and one order wait, and the program has stopped.</summary>
    private async Task<OpenTables> WaitAsync(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, Fail, KeepTrying);
        foreach (var id in (string[])["a", "b"])
            await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment(id)));
        await _app.StopAsync();
        await tables.ExecuteAsync("UPDATE callback SET state = 2, due = 0");
        return tables;
    }

    private static void Handle(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id)).StoreFirst();

    private static void Fail(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => Task.FromException(new InvalidOperationException())).StoreFirst();

    private static void KeepTrying(CallbackInboxOptions options) =>
        (options.Attempts, options.FirstRetry) = (int.MaxValue, TimeSpan.FromHours(1));

    private static string Payment(string id) => $$"""{"id":"{{id}}","status":"paid","amount":"10.00"}""";

    private static TheoryData<string, string, string> Each(params (string First, string Second)[] cases)
    {
        var data = new TheoryData<string, string, string>();
        foreach (var store in EveryStore)
        {
            foreach (var (first, second) in cases)
                data.Add(store, first, second);
        }

        return data;
    }

    private async Task<OpenTables> OpenAsync(string store)
    {
        if (store == "server")
            _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        return OpenTables.Of(_app, _source);
    }

    private async Task<IReadOnlyList<CallbackRow>> AllAsync() =>
        [
            .. await _app.Store.ListAsync(CallbackState.Waiting, 9, default),
            .. await _app.Store.ListAsync(CallbackState.Claimed, 9, default),
        ];

    private async Task SendAsync(CallbackRequest request, string path = "/in")
    {
        using var response = await _app.Client.SendCallbackAsync(path, request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task ExpectAsideAsync(OpenTables tables, int count, string reason)
    {
        await StartAsync(tables, Handle);
        await _app.UntilCountAsync(CallbackState.Quarantined, count);
        Assert.Empty(_app.Handled);
        Assert.All(
            await _app.Store.ListAsync(CallbackState.Quarantined, 9, default),
            row => Assert.StartsWith(reason, row.LastFailure, StringComparison.Ordinal)
        );
    }

    private sealed class Lookup : ICallbackKeyLookup
    {
        public bool IsAway { get; set; }

        public int Count { get; private set; }

        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken)
        {
            Count++;
            return IsAway
                ? throw new InvalidOperationException("The lookup is away.")
                : new([InboxApp.Keys.Of(NovaBranch.Feed).Configured.Single().Value]);
        }
    }
}
