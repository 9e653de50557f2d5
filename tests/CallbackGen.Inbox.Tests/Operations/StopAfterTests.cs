using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>A program that stops lets its handlers continue for a configured time.</summary>
public sealed class StopAfterTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_handler_is_told_to_end_when_its_time_is_over_and_no_other_one_is_begun_meanwhile()
    {
        DateTimeOffset told = default;
        await StartAsync(
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(2),
            async token =>
            {
                await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                told = _clock.GetUtcNow();
            }
        );
        await AcceptAsync("a");
        await InboxApp.UntilAsync(() => Task.FromResult(!_app.Handled.IsEmpty));
        // It follows the first one in its order, and can be claimed when that has finished.
        await AcceptAsync("b");
        var begun = _clock.GetUtcNow();

        var stopping = _app.StopAsync();
        await InboxApp.UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(stopping.IsCompleted);
        });
        await stopping;

        Assert.True(told - begun >= TimeSpan.FromMinutes(10), $"{told - begun}");
        Assert.Equal(["a at 1"], _app.Handled);

        // The first was handled completely; the next program handles the other one, which has no attempt yet.
        await StartAsync(TimeSpan.Zero, TimeSpan.FromMinutes(2), _ => Task.CompletedTask);
        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["a at 1", "b at 1"], _app.Handled);
    }

    [Fact]
    public async Task The_hosts_own_limit_is_the_last_one()
    {
        var isTold = new TaskCompletionSource();
        await StartAsync(
            TimeSpan.FromDays(1),
            TimeSpan.FromMilliseconds(200),
            async token =>
            {
                await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                isTold.SetResult();
            }
        );
        await AcceptAsync("a");
        await InboxApp.UntilAsync(() => Task.FromResult(!_app.Handled.IsEmpty));

        try
        {
            await _app.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // The host's exception after its shutdown timeout.
        }

        await isTold.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public async Task A_time_that_cannot_be_is_refused(int days)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync(TimeSpan.FromDays(days), TimeSpan.FromMinutes(2), _ => Task.CompletedTask)
        );

        Assert.Contains("CallbackInboxOptions.StopAfter", failure.Message, StringComparison.Ordinal);
    }

    private Task StartAsync(TimeSpan stopAfter, TimeSpan shutdown, Func<CancellationToken, Task> handle) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            it.Handled.Enqueue($"{payment.Payload.Id} at {delivery.Attempt}");
                            return handle(token);
                        }
                    )
                    .StoreFirst(store => store.OrderBy(payment => payment.Order)),
            options =>
            {
                options.StopAfter = stopAfter;
                options.Lease = options.SlowHandler = TimeSpan.FromDays(20);
            },
            services: services =>
                services.Configure<HostOptions>(host => host.ShutdownTimeout = shutdown).AddSingleton<TimeProvider>(_clock)
        );

    private async Task AcceptAsync(string id)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","order":"o","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
