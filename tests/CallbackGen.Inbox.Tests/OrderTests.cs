using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>Callbacks of one order are handled one after the other, and an attacker cannot delay those of others.</summary>
public sealed class OrderTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Callbacks without an order do not wait for each other: a dead one would delay all of them.</summary>
    [Theory]
    [InlineData("""{"id":"a","status":"paid"}""", """{"id":"b","status":"paid"}""")]
    [InlineData("""{"id":"a","status":"paid","buyer":{"name":""}}""", """{"id":"b","status":"paid","buyer":null}""")]
    [InlineData("""{"id":"a","status":"paid","buyer":{}}""", """{"id":"b","status":"paid","buyer":{"name":"somebody"}}""")]
    public async Task Callbacks_whose_order_is_absent_or_empty_wait_for_no_other(string failing, string other)
    {
        await StartAsync(store => store.OrderBy(sale => sale.Buyer!.Name));

        await AcceptAsync(failing);
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await AcceptAsync(other);

        await _app.UntilCountAsync(CallbackState.Done, 1);
    }

    [Fact]
    public async Task Callbacks_of_one_order_wait_for_each_other_however_it_is_written()
    {
        await StartAsync(store => store.OrderBy(sale => sale.Total!.Value));

        await AcceptAsync("""{"id":"a","status":"paid","total":"10.0"}""");
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await AcceptAsync("""{"id":"b","status":"paid","total":"10.00"}""");
        await AcceptAsync("""{"id":"c","status":"paid","total":"11"}""");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Queued]);
    }

    /// <summary>Anyone can place orders in a sandbox, under numbers that others use.</summary>
    [Fact]
    public async Task What_fails_in_one_account_holds_up_nothing_in_another()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.Configuration["Callbacks:Sandbox:saleKey"] = app.Configuration["Callbacks:Nova:saleKey"];
                app.MapCallback<NovaSale>("/sandbox", (Verified<NovaSale> sale) => Task.FromException(new InvalidOperationException()))
                    .WithKeySet("Sandbox")
                    .StoreFirst(store => store.OrderBy(sale => sale.Id));
                app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { }).StoreFirst(store => store.OrderBy(sale => sale.Id));
            }
        );
        await AcceptAsync("""{"id":"a","status":"paid"}""", "/sandbox");
        await _app.UntilCountAsync(CallbackState.Dead, 1);

        await AcceptAsync("""{"id":"a","status":"paid"}""");

        await _app.UntilCountAsync(CallbackState.Done, 1);
    }

    [Fact]
    public async Task Nothing_that_nobody_signs_is_ordered()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(
                (app, it) =>
                    app.MapCallback<NovaPing>("/in", (Received<NovaPing> ping) => { })
                        .StoreFirst(store => store.Quota(9, TimeSpan.FromDays(1)).OrderBy(ping => ping.Id))
            )
        );

        Assert.Contains("nova.ping", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>An object may contain unsigned members, and its text contains all of them.</summary>
    [Fact]
    public void A_member_that_is_no_single_value_orders_nothing()
    {
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions<NovaPartial>().OrderBy(partial => partial.More));
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions<NovaPartial>().OrderBy(partial => partial.UnknownMembers));
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions<NovaSale>().OrderBy(sale => sale.Id.Length));
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions<NovaSale>().OrderBy(sale => sale.Id + sale.Status));
        new CallbackStoreOptions<NovaNotice>()
            .OrderBy(notice => notice.Status.Text)
            .OrderBy(notice => notice.Status)
            .OrderBy(notice => notice.Amount);
    }

    private Task StartAsync(Action<CallbackStoreOptions<NovaSale>> store) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaSale>(
                        "/in",
                        (Verified<NovaSale> sale) =>
                            sale.Payload.Id == "a" ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask
                    )
                    .StoreFirst(store)
        );

    private async Task AcceptAsync(string json, string path = "/in")
    {
        using var response = await _app.Client.SendCallbackAsync(path, InboxApp.Sign(NovaSale.Feed, json));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
