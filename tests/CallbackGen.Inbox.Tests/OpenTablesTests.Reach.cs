using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Abilities of an attacker with access to the tables according to the documentation page, and their limits; and information that the
/// tables disclose.
/// </summary>
public sealed partial class OpenTablesTests
{
    /// <summary>The attacker reads the request in the tables and sends it.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_callback_that_is_made_to_contradict_itself_is_handled_under_one_other_id_and_no_more(string store)
    {
        var tables = await OpenAsync(store);
        var captured = InboxApp.Sign(NovaPayment.Feed, Payment("a"));
        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> _, ICallbackDelivery delivery) => it.Handled.Enqueue(delivery.Id)
                    )
                    .StoreFirst()
        );
        await SendAsync(captured);
        await _app.UntilCountAsync(CallbackState.Done, 1);

        for (var round = 2; round <= 3; round++)
        {
            Assert.Equal(1, await tables.ExecuteAsync($"UPDATE callback SET facts = replace(facts, '10', '1{round}') WHERE {First}"));
            await tables.ExecuteAsync($"DELETE FROM callback WHERE NOT {First}");
            await SendAsync(captured);
            Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback SET state = 2 WHERE state = 6"));
            var handled = round;
            await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Count == handled));
            await _app.UntilCountAsync(CallbackState.Done, 2);
        }

        Assert.Equal(2, _app.Handled.Distinct().Count());
    }

    /// <summary>Each callback that reports the event has its own id: the provider's confirmation identifies the event.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_event_that_was_confirmed_has_its_effect_again_when_its_record_is_deleted(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery) =>
                        {
                            var confirmed = (
                                await notice.ConfirmAsync(
                                    (claimed, _) => Task.FromResult<NovaNotice?>(claimed with { Status = NovaNoticeStatus.Paid })
                                )
                            ).GetValueOrThrow();
                            await delivery.CommitAsync(
                                confirmed,
                                (_, _) =>
                                {
                                    it.Handled.Enqueue($"{confirmed.Payload.Invoice} {delivery.Id}");
                                    return ValueTask.CompletedTask;
                                }
                            );
                        }
                    )
                    .StoreFirst()
        );
        for (var count = 1; count <= 2; count++)
        {
            await SendAsync(InboxApp.Sign(NovaNotice.Feed, """{"invoice":"i","status":"paid","token":"-"}"""));
            await _app.UntilCountAsync(CallbackState.Done, count);
        }

        Assert.Single(_app.Handled);

        Assert.Equal(1, await tables.ExecuteAsync("DELETE FROM callback_effect"));
        Assert.Equal(1, await tables.ExecuteAsync($"UPDATE callback SET state = 2, ended_at = NULL WHERE NOT {First}"));

        await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Count == 2));
        Assert.Equal(2, _app.Handled.Distinct().Count());
        Assert.All(_app.Handled, handled => Assert.StartsWith("i ", handled, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revocation_can_be_taken_back(string store)
    {
        var tables = await WaitAsync(store);
        await StartAsync(tables, Fail, options => options.Attempts = int.MaxValue);
        await RevokeAsync((await AllAsync())[0].Id);
        await _app.UntilCountAsync(CallbackState.Quarantined, 2);
        await _app.StopAsync();

        // Two rows: that of the keys, and that of keys stored later.
        Assert.Equal(2, await tables.ExecuteAsync("UPDATE callback_keys SET revoked_at = NULL"));
        Assert.Equal(2, await tables.ExecuteAsync("UPDATE callback SET state = 2, due = 0"));

        await StartAsync(tables, Handle);
        await _app.UntilCountAsync(CallbackState.Done, 2);
    }

    /// <summary>A revocation does not match keys under another fingerprint.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_under_another_fingerprint_verify_nothing(string store)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback_keys SET fingerprint = 'another'"));

        await ExpectAsideAsync(tables, 2, "the keys that verified it cannot be opened");
    }

    /// <summary>
    /// The value that proved an unreadable callback is unknown, so its keys have no fingerprint. Otherwise they are the same.
    /// </summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revocation_finds_what_came_after_a_callback_that_cannot_be_read(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, Fail, KeepTrying);
        using (
            var response = await _app.Client.SendCallbackAsync(
                "/in",
                InboxApp.Sign(NovaAmendedPayment.Feed, """{"id":"a","status":"paid","amount":"1,000.00"}""")
            )
        )
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("b")));
        await InboxApp.UntilAsync(async () =>
            (await _app.Store.ListAsync(CallbackState.Waiting, 9, default)).Any(row => row.Attempts == 1)
        );

        Assert.Equal(1, await RevokeAsync(Assert.Single(await AllAsync()).Id));
    }

    /// <summary>The value then has another position among the values, so the stored keys differ.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revoked_value_stays_revoked_behind_the_one_that_takes_its_place(string store)
    {
        var tables = await WaitAsync(store);
        await StartAsync(tables, Fail, options => options.Attempts = int.MaxValue);
        await RevokeAsync((await AllAsync())[0].Id);
        await _app.UntilCountAsync(CallbackState.Quarantined, 2);
        await _app.StopAsync();

        await StartAsync(
            tables,
            (app, it) =>
            {
                var old = app.Configuration["Callbacks:Nova:secret"];
                app.Configuration["Callbacks:Nova:secret"] = null;
                app.Configuration["Callbacks:Nova:secret:0"] = "another-secret-0123456789-0123456789-0123456789";
                app.Configuration["Callbacks:Nova:secret:1"] = old;
                Handle(app, it);
            }
        );
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("c")));

        await _app.UntilCountAsync(CallbackState.Quarantined, 3);
        Assert.Empty(_app.Handled);
    }

    /// <summary>The order of a single member could otherwise be guessed by trying values.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_orders_and_bounds_callbacks_with_secrets_cannot_be_guessed(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
            {
                app.MapCallback<NovaCard>("/card", (Verified<NovaCard> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(store => store.OrderBy(card => card.Card));
                app.MapCallback<NovaNotice>("/notice", (Authenticated<NovaNotice> _) => { }).StoreFirst();
            },
            KeepTrying
        );
        CallbackRequest[] cards =
        [
            .. ((string[])["a", "b"]).Select(id => InboxApp.Sign(NovaCard.Feed, $$"""{"id":"{{id}}","status":"paid","card":"4111"}""")),
        ];
        foreach (var card in cards)
            await SendAsync(card, "/card");
        var notice = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"i","status":"paid","token":"-"}""");
        await SendAsync(notice, "/notice");

        // They are one order nevertheless.
        await _app.UntilCountAsync(CallbackState.Queued, 1);
        var all = await tables.ReadAllAsync();
        // Computed as an attacker who knows the source would compute it from a guess.
        var order = CallbackIdentity
            .Of(
                NovaCard.Feed,
                NovaCard.Feed.Verify(cards[0], InboxApp.Keys.Of(NovaCard.Feed).Keys).GetValueOrThrow(),
                new CallbackStoreOptions<NovaCard>().OrderBy(card => card.Card)
            )
            .OrderKey!;
        var group = CallbackIdentity
            .Of(NovaNotice.Feed, NovaNotice.Feed.Verify(notice, InboxApp.Keys.Of(NovaNotice.Feed).Keys).GetValueOrThrow(), new())
            .Quota!.Group;
        Assert.All([order, group], text => Assert.Matches("^[0-9a-f]{64}$", text));
        Assert.All([order, group], text => Assert.DoesNotContain(text, all, StringComparison.Ordinal));
    }

    private async Task<long> RevokeAsync(string id)
    {
        var row = await _app.Store.FindAsync(id, default);
        Assert.Matches("^[0-9a-f]{32}$", row!.KeyFingerprint);
        return await _app.Services.GetRequiredService<ICallbackInbox>().RevokeKeyAsync(row.KeyFingerprint!, "a person");
    }
}
