using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>Handlers that do not return are reported to operators, before they occupy all workers and when they do.</summary>
public sealed class SlowHandlerTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TaskCompletionSource _returns = new();

    public async ValueTask DisposeAsync()
    {
        _returns.TrySetResult();
        await _app.DisposeAsync();
    }

    private string[] Warnings => [.. _app.Log.Where(line => line.StartsWith("StoredCallbackSlow", StringComparison.Ordinal))];

    private string[] Errors => [.. _app.Log.Where(line => line.StartsWith("InboxHandlersStuck", StringComparison.Ordinal))];

    [Fact]
    public async Task A_handler_that_does_not_return_is_told_after_a_time_and_each_time_that_it_has_doubled()
    {
        await StartAsync(concurrency: 2);
        await BeginAsync("a");

        // Only after it has run for that long: the first line states the duration.
        _clock.Advance(TimeSpan.FromMinutes(4));
        foreach (var (minutes, told) in new[] { (1, "00:05:00"), (4, null), (1, "00:10:00"), (9, null), (1, "00:20:00") })
        {
            _clock.Advance(TimeSpan.FromMinutes(minutes));
            if (told is not null)
                await InboxApp.UntilAsync(() =>
                    Task.FromResult(Warnings.LastOrDefault()?.Contains(told, StringComparison.Ordinal) == true)
                );
        }

        Assert.Equal(3, Warnings.Length);
        Assert.All(Warnings, line => Assert.Contains("nova.payment", line, StringComparison.Ordinal));
        Assert.Empty(Errors);
    }

    [Fact]
    public async Task When_no_handler_returns_the_log_says_that_nothing_else_is_handled_until_one_does()
    {
        await StartAsync(concurrency: 2);
        await BeginAsync("a");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await BeginAsync("b");

        _clock.Advance(TimeSpan.FromMinutes(3));
        await InboxApp.UntilAsync(() => Task.FromResult(Warnings.Length == 1));
        Assert.Empty(Errors);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await InboxApp.UntilAsync(() => Task.FromResult(Warnings.Length == 2));
        await InboxApp.UntilAsync(() => Task.FromResult(Errors.Length > 0));

        Assert.Contains("No other stored callback is handled", Assert.Single(Errors), StringComparison.Ordinal);
        await AcceptAsync("c");
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Waiting]);
        _returns.SetResult();
        await _app.UntilCountAsync(CallbackState.Done, 3);
    }

    [Fact]
    public async Task A_handler_that_has_returned_is_slow_no_more()
    {
        await StartAsync(concurrency: 1);
        await BeginAsync("a");
        _returns.SetResult();
        await _app.UntilCountAsync(CallbackState.Done, 1);

        _clock.Advance(TimeSpan.FromHours(1));
        await AcceptAsync("b");
        await _app.UntilCountAsync(CallbackState.Done, 2);

        Assert.Empty(Warnings);
        Assert.Empty(Errors);
    }

    private Task StartAsync(int concurrency) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment) =>
                        {
                            it.Handled.Enqueue(payment.Payload.Id);
                            await _returns.Task;
                        }
                    )
                    .StoreFirst(),
            options =>
            {
                options.Concurrency = concurrency;
                options.Lease = TimeSpan.FromDays(1); // the clock jumps, and no lease must expire
            },
            services: services => services.AddSingleton<TimeProvider>(_clock)
        );

    private async Task BeginAsync(string id)
    {
        await AcceptAsync(id);
        await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Contains(id)));
    }

    private async Task AcceptAsync(string id)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","order":"o","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
