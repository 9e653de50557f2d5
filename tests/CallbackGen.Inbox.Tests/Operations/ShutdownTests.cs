using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>A program that stops leaves its callbacks to other instances.</summary>
public sealed class ShutdownTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncTests
{
    private readonly InboxApp _first = new();
    private readonly InboxApp _second = new();

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [PostgreSqlFact]
    public async Task What_a_program_gives_back_when_it_stops_is_handled_by_another_at_once()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        // One program claims the callback, and the other one is running when the first stops.
        await StartAsync(
            _first,
            source,
            async (id, token) =>
            {
                _first.Handled.Enqueue(id);
                await Task.Delay(Timeout.Infinite, token);
            }
        );
        using (await _first.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""")) { }

        await InboxApp.UntilAsync(() => Task.FromResult(_first.Handled.Count == 1));
        await StartAsync(
            _second,
            source,
            (id, token) =>
            {
                _second.Handled.Enqueue(id);
                return Task.CompletedTask;
            }
        );
        Assert.Empty(_second.Handled);

        await _first.StopAsync();

        // Not because its lease expires, which takes an hour.
        await _second.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["a"], _second.Handled);
        await Assert.ThrowsAsync<HttpRequestException>(() => _first.SendAsync(NovaPayment.Feed, """{"id":"b","status":"paid"}"""));
    }

    [PostgreSqlFact]
    public async Task What_a_program_cannot_handle_is_parked_for_one_that_can()
    {
        await using var source = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await _first.StartAsync(
            (app, it) => { },
            options => options.FirstRetry = options.LongestRetry = TimeSpan.FromMilliseconds(100),
            inbox => inbox.UsePostgreSql(source).Services.AddSharedRing(_first.Ring)
        );
        await StartAsync(
            _second,
            source,
            (id, token) =>
            {
                _second.Handled.Enqueue(id);
                return Task.CompletedTask;
            },
            options => options.Concurrency = 1
        );

        for (var number = 0; number < 20; number++)
        {
            using var answer = await _second.SendAsync(NovaPayment.Feed, $$"""{"id":"{{number}}","status":"paid"}""");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await _second.UntilCountAsync(CallbackState.Done, 20);
        Assert.Equal(20, _second.Handled.Distinct().Count());
        Assert.Equal(0, (await _second.Store.MeasureAsync(default)).Rows);
    }

    private Task StartAsync(
        InboxApp app,
        NpgsqlDataSource source,
        Func<string, CancellationToken, Task> handle,
        Action<CallbackInboxOptions>? configure = null
    ) =>
        app.StartAsync(
            (mapped, it) =>
                mapped
                    .MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, CancellationToken token) => handle(payment.Payload.Id, token)
                    )
                    .StoreFirst(),
            options =>
            {
                options.Lease = TimeSpan.FromHours(1);
                configure?.Invoke(options);
            },
            inbox => inbox.UsePostgreSql(source).Services.AddSharedRing(_first.Ring)
        );
}
