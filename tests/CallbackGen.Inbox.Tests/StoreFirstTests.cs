using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallbackGen.Inbox.Tests;

/// <summary>Callbacks are stored, then acknowledged, then handled: over HTTP, in a real database.</summary>
public sealed class StoreFirstTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_callback_is_acknowledged_when_it_is_stored_and_handled_afterwards()
    {
        var gate = new TaskCompletionSource();
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>(
                        "/in",
                        async (Verified<PaystackEvent> message, ICallbackDelivery delivery) =>
                        {
                            await gate.Task;
                            it.Handled.Enqueue($"{message.Payload.Event} {delivery.Attempt}");
                        }
                    )
                    .StoreFirst()
        );

        using var response = await SendAsync("charge.success");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(_app.Handled);
        gate.SetResult();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["charge.success 1"], _app.Handled);
    }

    [Fact]
    public async Task A_forged_callback_is_refused_and_not_stored()
    {
        await _app.StartAsync(
            (app, it) => app.MapCallback<PaystackEvent>("/in", (Verified<PaystackEvent> message) => it.Handled.Enqueue("")).StoreFirst()
        );
        var forged = new CallbackSigner(CallbackTestKeys.Generate(PaystackEvent.Feed)).Sign(Request("charge.success"));

        using var response = await _app.Client.SendCallbackAsync("/in", forged);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await _app.Store.CountAsync(default));
    }

    [Fact]
    public async Task Of_retries_that_come_at_the_same_time_one_is_handled()
    {
        await _app.StartAsync(
            (app, it) => app.MapCallback<PaystackEvent>("/in", (Verified<PaystackEvent> message) => it.Handled.Enqueue("once")).StoreFirst()
        );

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync("charge.success")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["once"], _app.Handled);
    }

    [Fact]
    public async Task What_was_acknowledged_is_handled_by_a_program_that_starts_later()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>(
                        "/in",
                        (Verified<PaystackEvent> message) => Task.FromException(new InvalidOperationException())
                    )
                    .StoreFirst(),
            options =>
            {
                options.LongestRetry = TimeSpan.FromMilliseconds(50);
                options.Attempts = int.MaxValue;
            }
        );
        using var response = await SendAsync("charge.success");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await _app.StopAsync();

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>("/in", (Verified<PaystackEvent> message) => it.Handled.Enqueue(message.Payload.Event))
                    .StoreFirst()
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["charge.success"], _app.Handled);
    }

    [Fact]
    public async Task What_waits_is_not_looked_at_before_the_endpoints_are_there()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>(
                        "/in",
                        (Verified<PaystackEvent> message) => Task.FromException(new InvalidOperationException())
                    )
                    .StoreFirst(),
            options => options.Attempts = int.MaxValue
        );
        using var response = await SendAsync("charge.success");
        await _app.StopAsync();

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>("/in", (Verified<PaystackEvent> message) => it.Handled.Enqueue(message.Payload.Event))
                    .StoreFirst(),
            services: services => services.AddHostedService<SlowStart>()
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["charge.success"], _app.Handled);
    }

    [Fact]
    public async Task A_handler_that_fails_is_tried_again_and_then_left_to_a_person()
    {
        var fails = true;
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<PaystackEvent>(
                        "/in",
                        (Verified<PaystackEvent> message, ICallbackDelivery delivery) =>
                        {
                            it.Handled.Enqueue($"{delivery.Attempt}");
                            if (fails)
                                throw new InvalidOperationException("secret text");
                        }
                    )
                    .StoreFirst()
        );

        using var response = await SendAsync("charge.success");
        await _app.UntilCountAsync(CallbackState.Dead, 1);

        Assert.Equal(["1", "2", "3"], _app.Handled);
        Assert.DoesNotContain(_app.Log, line => line.Contains("secret text", StringComparison.Ordinal));
        fails = false;
        var id = _app
            .Log.Single(line => line.StartsWith("StoredCallbackDead", StringComparison.Ordinal))
            .Split(' ')
            .Single(word => word.Length == 64);
        Assert.True(await _app.Store.ReplayAsync(id, "a person", default));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["1", "2", "3", "1"], _app.Handled);
    }

    [Fact]
    public async Task A_store_that_fails_is_answered_503()
    {
        await _app.StartAsync(
            (app, it) => app.MapCallback<PaystackEvent>("/in", (Verified<PaystackEvent> message) => it.Handled.Enqueue("")).StoreFirst(),
            store: inbox => inbox.UseSqlite("/nowhere/at/all.db")
        );

        using var response = await SendAsync("charge.success");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains(_app.Log, line => line.StartsWith("CallbackKeepingFailed", StringComparison.Ordinal));
    }

    private static CallbackRequest Request(string name) =>
        CallbackRequest.Post(System.Text.Encoding.UTF8.GetBytes($$"""{"event":"{{name}}","data":{ } }"""), "application/json");

    private Task<HttpResponseMessage> SendAsync(string name) =>
        _app.Client.SendCallbackAsync("/in", new CallbackSigner(InboxApp.Keys.Of(PaystackEvent.Feed)).Sign(Request(name)));

    /// <summary>A service that starts slowly: after the inbox's worker, and before the server that has the endpoints.</summary>
    private sealed class SlowStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.Delay(500, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
