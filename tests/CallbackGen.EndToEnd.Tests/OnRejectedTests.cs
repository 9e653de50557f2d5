using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Refused callbacks as an application's own code sees them.</summary>
public sealed class OnRejectedTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Unreadable = """{"order_id":"A-1","amount":"1,000.00"}""";

    [Fact]
    public async Task A_hook_sees_why_a_callback_was_refused_whether_it_is_genuine_and_its_bytes()
    {
        var seen = new ConcurrentQueue<CallbackRejected>();
        await using var app = await StartAsync(app =>
            app.MapCallback<AcmeOrder>("/order/{shop}", (Verified<AcmeOrder> order) => { })
                .OnRejected((rejected, cancellationToken) => Note(seen, rejected))
        );

        using var genuine = await app.PostAsync("/order/a%20b?secret=1", Unreadable);
        using var forged = await app.PostAsync("/order/1", Order, TestApp.Sign("another"));
        using var accepted = await app.PostAsync("/order/1", Order);
        await app.StopAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (genuine.StatusCode, forged.StatusCode, accepted.StatusCode)
        );
        Assert.Equal(
            [
                $"acme.order InvalidMember True POST /order/a%20b {KeyProvider.Noon:u} {Unreadable}",
                $"acme.order SignatureMismatch False POST /order/1 {KeyProvider.Noon:u} {Order}",
            ],
            seen.Select(one =>
                $"{one.Feed} {one.Rejection.Reason} {one.Rejection.IsProven} {one.Method} {one.Path} {one.At:u} "
                + $"{Encoding.UTF8.GetString(one.Body.Span)}"
            )
        );
        Assert.DoesNotContain("A-1", seen.First().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_way_to_map_a_callback_takes_hooks_and_they_run_in_their_order()
    {
        var seen = new ConcurrentQueue<string>();
        await using var app = await StartAsync(app =>
        {
            app.MapCallbacks(
                    "/typed",
                    on => on.Feed<AcmeSale>((Verified<AcmeSale> sale) => { }).Feed<AcmeRebate>((Verified<AcmeRebate> rebate) => { })
                )
                .OnRejected(As("typed"));
            app.MapCallbacks([AcmeSale.Feed, AcmeRebate.Feed], "/untyped", (_, _) => Task.CompletedTask).OnRejected(As("untyped"));
            app.MapCallback(AcmeOrder.Feed, "/one", (_, _) => Task.CompletedTask).OnRejected(As("first")).OnRejected(As("second"));
            app.MapPost("/parameter", (Verified<AcmeOrder> order) => "").OnRejected(As("parameter"));
            app.MapGroup("/group")
                .OnRejected(As("outer"))
                .MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { })
                .OnRejected(As("inner"));
        });

        foreach (var path in new[] { "/typed", "/untyped", "/one", "/parameter", "/group/order" })
            (await app.PostAsync(path, Order, "00")).Dispose();
        await app.StopAsync();

        Assert.Equal(["typed", "untyped", "first", "second", "parameter", "outer", "inner"], seen);

        Func<CallbackRejected, CancellationToken, Task> As(string name) =>
            (_, _) =>
            {
                seen.Enqueue(name);
                return Task.CompletedTask;
            };
    }

    [Fact]
    public async Task A_hook_that_fails_changes_no_answer_and_keeps_no_other_from_running()
    {
        var seen = new ConcurrentQueue<CallbackRejected>();
        await using var app = await StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { })
                .OnRejected((rejected, cancellationToken) => throw new TimeZoneNotFoundException("payer-7f3a91"))
                .OnRejected((rejected, cancellationToken) => null!)
                .OnRejected((rejected, cancellationToken) => Note(seen, rejected));
        });
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/order", Order, "00");
        await app.StopAsync();

        Assert.Equal(
            (HttpStatusCode.Unauthorized, "application/problem+json"),
            (response.StatusCode, response.Content.Headers.ContentType?.MediaType)
        );
        Assert.Single(seen);
        var failed = app.Logs.Named("CallbackRejectionHookFailed").ToList();
        Assert.Equal([LogLevel.Error, LogLevel.Error], failed.Select(line => line.Level));
        Assert.Contains(
            "acme.order failed with TimeZoneNotFoundException. Request to /order from 127.0.0.1",
            failed[0].Message,
            StringComparison.Ordinal
        );
        Assert.Contains("callbackgen.callbacks.failed 1 acme.order hook System.TimeZoneNotFoundException", measured.Lines);
        Assert.All(
            app.Logs.Lines.Where(line => line.Level > LogLevel.Debug),
            line => Assert.DoesNotContain("payer-7f3a91", line.Everything, StringComparison.Ordinal)
        );
        Assert.Contains("payer-7f3a91", app.Logs.Named("CallbackRejectionHookException").First().Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_has_the_services_of_the_request()
    {
        var found = new ConcurrentQueue<Guid>();
        await using var app = await StartAsync(
            app =>
                app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { })
                    .OnRejected((rejected, cancellationToken) => Note(found, rejected.Services.GetRequiredService<Scope>().Id))
                    .OnRejected((rejected, cancellationToken) => Note(found, rejected.Services.GetRequiredService<Scope>().Id)),
            services => services.AddScoped<Scope>()
        );

        using var one = await app.PostAsync("/order", Order, "00");
        using var two = await app.PostAsync("/order", Order, "00");
        await app.StopAsync();

        Assert.Equal(4, found.Count);
        Assert.Equal(2, found.Distinct().Count());
    }

    [Fact]
    public async Task A_body_that_was_not_read_has_no_bytes()
    {
        var seen = new ConcurrentQueue<CallbackRejected>();
        await using var app = await StartAsync(app =>
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { })
                .OnRejected((rejected, cancellationToken) => Note(seen, rejected))
        );

        using var response = await app.PostAsync("/order", new string('x', 5000));
        await app.StopAsync();

        var rejected = Assert.Single(seen);
        Assert.Equal((CallbackRejectionReason.BodyTooLarge, 0), (rejected.Rejection.Reason, rejected.Body.Length));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable, 0)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(null, HttpStatusCode.ServiceUnavailable, 1)]
    public async Task What_is_kept_apart_is_told_to_nobody(bool? isKept, HttpStatusCode expected, int told)
    {
        var (seen, observer) = (new ConcurrentQueue<CallbackRejected>(), new Observer());
        await using var app = await StartAsync(
            app =>
                app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { })
                    .WithMetadata(new RecordingKeeper { Quarantines = isKept })
                    .OnRejected((rejected, cancellationToken) => Note(seen, rejected)),
            services => services.AddSingleton<IRejectionObserver>(observer)
        );

        using var response = await app.PostAsync("/order", Unreadable);
        await app.StopAsync();

        Assert.Equal((expected, told, told), (response.StatusCode, seen.Count, observer.Seen.Count));
    }

    [Fact]
    public async Task An_observer_is_told_of_the_request_and_of_nothing_in_it_and_may_fail()
    {
        var observer = new Observer();
        await using var app = await StartAsync(
            app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }),
            services => services.AddSingleton<IRejectionObserver, BrokenObserver>().AddSingleton<IRejectionObserver>(observer)
        );

        using var forged = await app.PostAsync("/order?secret=1", Order, "00");
        using var genuine = await app.PostAsync("/order", Unreadable);
        using var large = await app.PostAsync("/order", new string('x', 5000));
        using var accepted = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(
            [
                $"acme.order BodyTooLarge False POST /order 5000 {KeyProvider.Noon:u}",
                $"acme.order InvalidMember True POST /order {Unreadable.Length} {KeyProvider.Noon:u}",
                $"acme.order SignatureMalformed False POST /order {Order.Length} {KeyProvider.Noon:u}",
            ],
            observer
                .Seen.Select(one =>
                    $"{one.Feed} {one.Rejection.Reason} {one.Rejection.IsProven} {one.Method} {one.Path} {one.Length} {one.At:u}"
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(3, app.Logs.Named("CallbackRejectionHookFailed").Count());
    }

    /// <summary>Starts an application whose time is noon.</summary>
    private static Task<TestApp> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? services = null) =>
        TestApp.StartAsync(
            map,
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(KeyProvider.Noon));
                builder.Services.AddCallbacks();
                services?.Invoke(builder.Services);
            }
        );

    private static Task Note<T>(ConcurrentQueue<T> seen, T one)
    {
        seen.Enqueue(one);
        return Task.CompletedTask;
    }

    private sealed class Scope
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    private sealed class Observer : IRejectionObserver
    {
        public ConcurrentQueue<RejectedRequest> Seen { get; } = [];

        public void Observe(RejectedRequest request) => Seen.Enqueue(request);
    }

    private sealed class BrokenObserver : IRejectionObserver
    {
        public void Observe(RejectedRequest request) => throw new TimeZoneNotFoundException();
    }
}
