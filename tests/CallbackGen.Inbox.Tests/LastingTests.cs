using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>Durations: the lease of a long-running handler, the retention of a request and of its id.</summary>
public sealed class LastingTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The store's clock advances only when the handler advances it, so the lease does not expire on a slow machine.</summary>
    [Fact]
    public async Task A_handler_that_runs_longer_than_its_lease_keeps_it()
    {
        var (clock, lease) = (new StandingClock(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), TimeSpan.FromSeconds(1));
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            for (var third = 0; third < 6; third++)
                            {
                                clock.Advance(lease / 3);
                                await InboxApp.UntilAsync(() =>
                                    Task.FromResult(
                                        (long)SqliteFile.Execute(it.File, "SELECT lease FROM callback")!
                                            == (clock.GetUtcNow() + lease).ToUnixTimeMilliseconds()
                                    )
                                );
                            }

                            it.Handled.Enqueue($"{delivery.Attempt} {token.IsCancellationRequested}");
                        }
                    )
                    .StoreFirst(),
            options => options.Lease = lease,
            services: services => services.AddSingleton<TimeProvider>(clock)
        );

        await AcceptAsync();

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["1 False"], _app.Handled);
    }

    [Fact]
    public async Task Requests_are_deleted_some_time_after_their_callbacks_have_ended_and_ids_stay()
    {
        await _app.StartAsync(Handle);
        await AcceptAsync();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();
        Assert.Equal(1L, CountRequests());

        await _app.StartAsync(Handle, services: services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(31))));

        await InboxApp.UntilAsync(() => Task.FromResult(CountRequests() == 0));
        await AcceptAsync();
        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
        Assert.Equal(0L, CountRequests());
    }

    private static void Handle(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => { }).StoreFirst();

    private long CountRequests() => (long)SqliteFile.Execute(_app.File, "SELECT count(*) FROM callback_request")!;

    private async Task AcceptAsync()
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
