using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>What the page says that he can do, and where that ends; and what he finds out.</summary>
public sealed partial class OpenTablesTests
{
    /// <summary>Nobody revokes what has another name.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Keys_under_another_fingerprint_verify_nothing(string store)
    {
        var tables = await WaitAsync(store);
        Assert.Equal(1, await tables.ExecuteAsync("UPDATE callback_keys SET fingerprint = 'another'"));

        await ExpectAsideAsync(tables, 2, "the keys that verified it cannot be opened");
    }

    /// <summary>Nothing says which value proved what cannot be read, so that its keys have no fingerprint. They are the same otherwise.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_revocation_finds_what_came_after_a_callback_that_cannot_be_read(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(tables, Fail, KeepTrying);
        using (var response = await _app.Client.SendCallbackAsync("/in", InboxApp.Sign(NovaAmendedPayment.Feed, """{"id":"a","status":"paid","amount":"1,000.00"}""")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        await SendAsync(InboxApp.Sign(NovaPayment.Feed, Payment("b")));
        await InboxApp.UntilAsync(async () => (await _app.Store.ListAsync(CallbackState.Waiting, 9, default)).Any(row => row.Attempts == 1));

        Assert.Equal(1, await RevokeAsync(Assert.Single(await AllAsync()).Id));
    }

    /// <summary>Of one member alone, nobody tries what it is.</summary>
    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_orders_and_bounds_callbacks_with_secrets_cannot_be_guessed(string store)
    {
        var tables = await OpenAsync(store);
        await StartAsync(
            tables,
            (app, it) =>
            {
                app.MapCallback<NovaCard>("/card", (Verified<NovaCard> _) => Task.FromException(new InvalidOperationException())).StoreFirst(store => store.OrderBy(card => card.Card));
                app.MapCallback<NovaNotice>("/notice", (Authenticated<NovaNotice> _) => { }).StoreFirst();
            },
            KeepTrying);
        CallbackRequest[] cards = [.. ((string[])["a", "b"]).Select(id => InboxApp.Sign(NovaCard.Feed, $$"""{"id":"{{id}}","status":"paid","card":"4111"}"""))];
        foreach (var card in cards)
            await SendAsync(card, "/card");
        var notice = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"i","status":"paid","token":"-"}""");
        await SendAsync(notice, "/notice");

        // They are one order all the same.
        await _app.UntilCountAsync(CallbackState.Queued, 1);
        var all = await tables.ReadAllAsync();
        // As whoever knows the source makes them of what he guesses.
        var order = CallbackIdentity.Of(
            NovaCard.Feed, NovaCard.Feed.Verify(cards[0], InboxApp.Keys.Of(NovaCard.Feed).Keys).GetValueOrThrow(), new CallbackStoreOptions<NovaCard>().OrderBy(card => card.Card)).OrderKey!;
        var group = CallbackIdentity.Of(NovaNotice.Feed, NovaNotice.Feed.Verify(notice, InboxApp.Keys.Of(NovaNotice.Feed).Keys).GetValueOrThrow(), new()).Quota!.Group;
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
