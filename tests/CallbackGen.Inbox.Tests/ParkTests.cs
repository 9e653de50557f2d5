using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallbackGen.Inbox.Tests;

/// <summary>Parked callbacks are stored and not handled until the program is started without parking.</summary>
public sealed class ParkTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_parked_is_handled_in_its_order_when_the_program_is_started_to_handle_it(bool isOrdered)
    {
        await StartAsync(isOrdered, "the warehouse moves\r\nuntil May");
        foreach (var id in (string[])["a1", "a2", "b1", "a3"])
            await AcceptAsync(id);
        var parked = isOrdered ? 2 : 4;
        await _app.UntilCountAsync(CallbackState.Parked, parked);

        Assert.Empty(_app.Handled);
        Assert.Equal(4 - parked, (await _app.CountAsync()).GetValueOrDefault(CallbackState.Queued));
        Assert.All(
            await _app.Store.ListAsync(CallbackState.Parked, 10, default),
            row => Assert.Equal((0, @"the warehouse moves\u000d\u000auntil May"), (row.Attempts, row.LastFailure))
        );
        Assert.Equal(parked, _app.LinesOf("StoredCallbackParked").Count);
        Assert.Empty(_app.LinesOf("StoredCallbackUnserved"));
        await _app.StopAsync();

        // One at a time, to observe the order.
        await StartAsync(isOrdered, null, options => options.Concurrency = 1);

        await _app.UntilCountAsync(CallbackState.Done, 4);
        Assert.All(_app.Handled, handled => Assert.EndsWith(" at 1", handled, StringComparison.Ordinal));
        var order = _app.Handled.Select(handled => handled[..2]).ToList();
        Assert.Equal(["a1", "a2", "a3"], order.Where(id => id[0] == 'a'));
        Assert.True(isOrdered || order is ["a1", "a2", "b1", "a3"], string.Join(' ', order));
    }

    [Fact]
    public async Task What_is_parked_is_given_up_at_no_age_and_worries_nobody()
    {
        await StartAsync(
            isOrdered: false,
            "the warehouse moves",
            services: services => services.AddHealthChecks().AddCallbackInbox(limits => limits.OldestDue = TimeSpan.FromTicks(1))
        );
        var old = DateTimeOffset.UtcNow.AddDays(-90);
        var request = new ArrivedRequest
        {
            Feed = "nova.payment",
            KeySet = "Nova",
            ReceivedAt = old,
            VerifiedAt = old,
            Method = "POST",
            Path = "/",
            Query = "",
        };
        var stored = await _app.Services.GetRequiredService<InboxSealer>().SealAsync(NovaPayment.Feed, request, default);
        await _app.Store.AcceptAsync(stored.Stored, [stored.SealNew(new() { Id = new('a', 64), ConflictId = new('b', 64) })], default);
        await _app.UntilCountAsync(CallbackState.Parked, 1);

        Assert.Null((await _app.Store.MeasureAsync(default)).OldestDue);
        Assert.Equal(HealthStatus.Healthy, (await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
    }

    [Fact]
    public async Task A_program_that_handles_other_feeds_wakes_nothing_of_this_one()
    {
        await StartAsync(isOrdered: false, "the warehouse moves");
        await AcceptAsync("a1");
        await _app.UntilCountAsync(CallbackState.Parked, 1);
        await _app.StopAsync();
        var woken = new TaskCompletionSource<IReadOnlyCollection<string>>(TaskCreationOptions.RunContinuationsAsynchronously);

        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => { })
                    .StoreFirst(store => store.Park("the warehouse moves"));
                app.MapCallback<NovaNotice>("/notice", (Authenticated<NovaNotice> _) => { }).StoreFirst();
            },
            services: services =>
                services.AlterStore(inner => new Compliance.AlteredStore(inner)
                {
                    Wake = async feeds =>
                    {
                        var count = await inner.WakeAsync(feeds, default);
                        woken.TrySetResult(feeds);
                        return count;
                    },
                })
        );
        using (var response = await _app.SendAsync(NovaNotice.Feed, """{"invoice":"n1","status":"paid","token":"-"}""", "/notice"))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _app.UntilCountAsync(CallbackState.Done, 1);

        Assert.Equal(["nova.notice"], await woken.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Parked]);
        Assert.Single(_app.LinesOf("StoredCallbackParked"));
        Assert.Empty(_app.LinesOf("InboxStoreFailed"));
    }

    /// <summary>Two endpoints with the same handler: one parks the callbacks and the other handles them.</summary>
    [Fact]
    public async Task A_feed_is_not_parked_by_one_endpoint_and_handled_by_another()
    {
        Func<CallbackMessage, IServiceProvider, CancellationToken, Task> handle = (_, _, _) => Task.CompletedTask;

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(
                (app, it) =>
                {
                    app.MapCallback(NovaPayment.Feed, "/in", handle).StoreFirst();
                    app.MapCallback(NovaPayment.Feed, "/kept", handle).StoreFirst(store => store.Park("the warehouse moves"));
                }
            )
        );

        Assert.Contains("nova.payment", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Nothing_is_parked_without_a_reason(string reason)
    {
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions().Park(reason));
        Assert.Throws<ArgumentException>(() => new CallbackStoreOptions<NovaPayment>().Park(reason));
    }

    private Task StartAsync(
        bool isOrdered,
        string? parked,
        Action<CallbackInboxOptions>? configure = null,
        Action<IServiceCollection>? services = null
    ) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery) =>
                            it.Handled.Enqueue($"{payment.Payload.Id} at {delivery.Attempt}")
                    )
                    .StoreFirst(store =>
                    {
                        if (isOrdered)
                            store.OrderBy(payment => payment.Order);
                        if (parked is not null)
                            store.Park(parked);
                    }),
            configure,
            services: services
        );

    private async Task AcceptAsync(string id)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","order":"{{id[..1]}}","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
