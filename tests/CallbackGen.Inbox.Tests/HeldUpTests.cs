using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>Callbacks of one order are handled one after the other; a failed one delays only the later ones of its order.</summary>
public sealed class HeldUpTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private volatile bool _fails = true;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_dead_callback_holds_up_its_order_until_a_person_acts(bool isByRole, bool isReplayed)
    {
        await _app.StartAsync(
            (app, it) =>
            {
                if (isByRole)
                    app.MapCallback(NovaPayment.Feed, "/in", (message, _, _) => HandleAsync((Verified<NovaPayment>)message))
                        .StoreFirst(store => store.OrderBy(CallbackRole.Reference));
                else
                    app.MapCallback<NovaPayment>("/in", HandleAsync).StoreFirst(store => store.OrderBy(payment => payment.Order));
            }
        );
        await AcceptAsync("a1", "a");
        await AcceptAsync("a2", "a");
        await AcceptAsync("b1", "b");
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await _app.UntilCountAsync(CallbackState.Done, 1);

        Assert.Equal(["b1"], _app.Handled);
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Queued]);

        _fails = false;
        var dead = Assert.Single(await _app.Store.ListAsync(CallbackState.Dead, 10, default));
        Assert.True(
            await (
                isReplayed ? _app.Store.ReplayAsync(dead.Id, "a person", default) : _app.Store.DiscardAsync(dead.Id, "a person", default)
            )
        );

        string[] handled = isReplayed ? ["b1", "a1", "a2"] : ["b1", "a2"];
        await _app.UntilCountAsync(CallbackState.Done, handled.Length);
        Assert.Equal(handled, _app.Handled);
    }

    private Task HandleAsync(Verified<NovaPayment> payment)
    {
        if (_fails && payment.Payload.Id == "a1")
            throw new InvalidOperationException("The shop has failed.");
        _app.Handled.Enqueue(payment.Payload.Id);
        return Task.CompletedTask;
    }

    private async Task AcceptAsync(string id, string order)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","order":"{{order}}","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
