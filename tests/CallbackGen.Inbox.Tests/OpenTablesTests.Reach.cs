using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>What the page says that he can do, and where that ends; and what he finds out.</summary>
public sealed partial class OpenTablesTests
{
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
}
