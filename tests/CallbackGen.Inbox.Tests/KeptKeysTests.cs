using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using CallbackGen.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests;

/// <summary>The retention of the keys of requests, and the revocation of keys, for each store.</summary>
public sealed class KeptKeysTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    private const string Revoked = "the key that verified it was revoked";

    /// <summary>Backdates rows whose retention time is tested.</summary>
    private const string LongAgo = "UPDATE callback SET ended_at = 1 WHERE ended_at IS NOT NULL";

    private readonly InboxApp _app = new();
    private NpgsqlDataSource? _source;

    public static TheoryData<string> Stores => OpenTablesTests.Stores;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_are_deleted_when_the_last_request_that_has_them_is(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, failing: "b");
        await SendAsync("a");
        await SendAsync("b");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();
        await AgeAsync(tables);

        // The request of the waiting callback has the keys.
        await StartAsync(tables, failing: "b");
        await InboxApp.UntilAsync(async () => await tables.CountAsync("callback_request") == 1);
        await _app.StopAsync();
        Assert.Equal(1, await tables.CountAsync("callback_keys"));
        await StartAsync(tables);
        await _app.UntilCountAsync(CallbackState.Done, 2);
        await _app.StopAsync();
        Assert.Equal(["a", "b"], _app.Handled);
        await AgeAsync(tables);

        await StartAsync(tables);

        await InboxApp.UntilAsync(async () => await tables.CountAsync("callback_keys") == 0);
        Assert.Equal(0, await tables.CountAsync("callback_request"));
        // The next request stores them again.
        await SendAsync("c");
        await _app.UntilCountAsync(CallbackState.Done, 3);
    }

    /// <summary>A program that is accepting a request may have stored the keys shortly before the request.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_were_kept_within_a_day_are_not_deleted(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables);
        await SendAsync("a");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();
        await tables.ExecuteAsync(LongAgo);

        await StartAsync(tables);

        await InboxApp.UntilAsync(async () => await tables.CountAsync("callback_request") == 0);
        await _app.StopAsync();
        Assert.Equal(1, await tables.CountAsync("callback_keys"));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revocation_holds_when_the_key_is_not_kept_any_more(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, failing: "a");
        await SendAsync("a");
        await RevokeAsync();
        var aside = Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default));
        Assert.True(await _app.Store.DiscardAsync(aside.Id, "a person", default));
        await _app.StopAsync();
        await AgeAsync(tables);
        await StartAsync(tables);
        await InboxApp.UntilAsync(async () => await tables.CountAsync("callback_keys WHERE length(content) > 0") == 0);
        Assert.Equal(1, await tables.CountAsync("callback_keys WHERE revoked_at IS NOT NULL"));

        await SendAsync("b");

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Equal(Revoked, Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default)).LastFailure);
        Assert.Empty(_app.Handled);
    }

    /// <summary>Additional values in a key set result in other stored keys.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revocation_holds_for_the_value_whatever_key_set_it_is_in(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, failing: "a");
        await SendAsync("a");
        await RevokeAsync();
        await _app.StopAsync();
        var secret = InboxApp.Keys.Of(NovaPayment.Feed).Configured.Single().Value;
        await _app.StartAsync(
            (app, it) =>
            {
                app.Configuration["Callbacks:Sandbox:secret"] = secret;
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id))
                    .WithKeySet("Sandbox")
                    .StoreFirst();
            },
            store: tables.Use
        );

        await SendAsync("b");

        await _app.UntilCountAsync(CallbackState.Quarantined, 2);
        Assert.Empty(_app.Handled);
    }

    /// <summary>No verifier could read the callback, but the key that proved it is known.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_a_revoked_key_proved_and_nobody_could_read_is_not_released(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables);
        using var unread = await _app.Client.SendCallbackAsync(
            "/in",
            InboxApp.Sign(NovaAmendedPayment.Feed, """{"id":"a","status":"paid","amount":"1,000.00"}""")
        );
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unread.StatusCode);
        var row = Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 9, default));
        await _app.Services.GetRequiredService<ICallbackInbox>().RevokeKeyAsync(row.KeyFingerprint!, "a person");
        await _app.StopAsync();
        var feed = NovaAmendedPayment.Feed.Amends(NovaPayment.Feed);
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback(
                        feed,
                        "/in",
                        (message, _, _) =>
                        {
                            it.Handled.Enqueue(message.Receipt.IdempotencyKey!);
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst(),
            store: tables.Use
        );

        Assert.True(await _app.Store.ReplayAsync(row.Id, "a person", default));

        await InboxApp.UntilAsync(async () => (await _app.Store.FindAsync(row.Id, default))!.LastFailure == Revoked);
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Empty(_app.Handled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcdef ")]
    public async Task What_is_no_fingerprint_revokes_nothing(string text)
    {
        await StartAsync(await OpenAsync("file"));
        var inbox = _app.Services.GetRequiredService<ICallbackInbox>();

        await Assert.ThrowsAsync<ArgumentException>("fingerprint", () => inbox.RevokeKeyAsync(text, "a person"));
        await Assert.ThrowsAsync<ArgumentException>("by", () => inbox.RevokeKeyAsync("0123456789abcdef0123456789abcdef", " "));

        Assert.Empty(_app.LinesOf("CallbackKeyRevoked"));
    }

    /// <summary>
    /// The key is fetched when the callback arrives, and stored; the provider's server is stopped before the callback is handled.
    /// </summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_that_were_fetched_are_kept(string store)
    {
        var tables = await OpenAsync(store);
        await using var published = await KeyServer.StartAsync(InboxApp.Keys.Of(NovaFetched.Feed).Configured.Single().Value);
        await StartAsync((_, _) => Task.FromException(new InvalidOperationException()));
        using var response = await _app.Client.SendCallbackAsync("/in", Signed("a"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _app.StopAsync();
        Assert.Equal(1, published.Asked);
        await published.StopAsync();
        await tables.ExecuteAsync("UPDATE callback SET state = 2, due = 0");

        await StartAsync(
            (it, payment) =>
            {
                it.Handled.Enqueue(payment.Id);
                return Task.CompletedTask;
            }
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["a"], _app.Handled);
        Assert.Equal(1, published.Asked);
        // Another callback is refused without its key, and the provider redelivers it.
        using var later = await _app.Client.SendCallbackAsync("/in", Signed("b"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, later.StatusCode);

        Task StartAsync(Func<InboxApp, NovaFetched, Task> handle) =>
            _app.StartAsync(
                (app, it) =>
                    app.MapCallback<NovaFetched>("/in", (Verified<NovaFetched> message) => handle(it, message.Payload)).StoreFirst(),
                options => options.Attempts = int.MaxValue,
                tables.Use,
                services => services.AddSingleton<ICallbackKeySource>(published)
            );

        static CallbackRequest Signed(string id) =>
            new CallbackSigner(InboxApp.Keys.Of(NovaFetched.Feed)).Sign(new NovaFetched { Id = id, Status = "paid" }, "/in");
    }

    private async Task<OpenTables> OpenAsync(string store)
    {
        if (store == "server")
            _source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        return OpenTables.Of(_app, _source);
    }

    private Task StartAsync(OpenTables tables, string? failing = null) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment) =>
                        {
                            if (payment.Payload.Id == failing)
                                throw new InvalidOperationException();
                            it.Handled.Enqueue(payment.Payload.Id);
                        }
                    )
                    .StoreFirst(),
            options => options.Attempts = int.MaxValue,
            tables.Use
        );

    private async Task SendAsync(string id)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","status":"paid","amount":"10.00"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Revokes the key of the only callback, and waits until the callback is quarantined.</summary>
    private async Task RevokeAsync()
    {
        CallbackRow? row = null;
        await InboxApp.UntilAsync(async () =>
            await _app.Store.ListAsync(CallbackState.Waiting, 1, default) is [var waiting] && (row = waiting) is not null
        );
        await _app.Services.GetRequiredService<ICallbackInbox>().RevokeKeyAsync(row!.KeyFingerprint!, "a person");
        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
    }

    /// <summary>Backdates finished callbacks and stored keys.</summary>
    private static async Task AgeAsync(OpenTables tables)
    {
        await tables.ExecuteAsync(LongAgo);
        await tables.ExecuteAsync("UPDATE callback_keys SET used_at = 1");
    }
}
