using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>Faults that the inbox's health check reports.</summary>
public sealed class HealthTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_inbox_with_nothing_to_tell_is_healthy_and_says_what_it_holds()
    {
        await StartAsync();

        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(0L, report.Data["dead"]);
        Assert.Equal(0.0, report.Data["oldest_due_seconds"]);
    }

    [Fact]
    public async Task What_waits_for_a_person_degrades_it()
    {
        await StartAsync();
        using (await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""")) { }

        await _app.UntilCountAsync(CallbackState.Dead, 1);

        var report = await CheckAsync();
        Assert.Equal((HealthStatus.Degraded, 1L), (report.Status, report.Data["dead"]));
        Assert.Contains("person", report.Description, StringComparison.Ordinal);
        await _app.Store.DiscardAsync((await _app.Store.ListAsync(CallbackState.Dead, 1, default))[0].Id, "a person", default);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    [Theory]
    [InlineData(119, HealthStatus.Healthy)]
    [InlineData(121, HealthStatus.Degraded)]
    public async Task What_waits_too_long_degrades_it(int seconds, HealthStatus status)
    {
        await StartAsync(
            health => health.OldestDue = TimeSpan.FromMinutes(2),
            inner => new Compliance.AlteredStore(inner)
            {
                Measure = () =>
                    Task.FromResult(
                        new CallbackBacklog(
                            new Dictionary<CallbackState, long> { [CallbackState.Waiting] = 1 },
                            TimeSpan.FromSeconds(seconds)
                        )
                    ),
            }
        );

        Assert.Equal(status, (await CheckAsync()).Status);
    }

    [Fact]
    public async Task A_store_that_fails_makes_it_unhealthy_and_its_text_is_not_told()
    {
        await StartAsync(store: inner => new Compliance.AlteredStore(inner)
        {
            Measure = () => throw new IOException("Host=secret-server"),
        });

        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("IOException", report.Description, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-server", report.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_does_not_ask_makes_it_unhealthy()
    {
        var hangs = new TaskCompletionSource<IReadOnlyList<ClaimedCallback>>();
        var asked = 0;
        var clock = new FakeTimeProvider();
        await StartAsync(
            health => health.MissedPolls = 10,
            inner => new Compliance.AlteredStore(inner)
            {
                Claim = (limit, lease) =>
                {
                    Interlocked.Increment(ref asked);
                    return hangs.Task;
                },
            },
            services => services.AddSingleton(provider => new InboxPulse(clock))
        );
        await InboxApp.UntilAsync(() => Task.FromResult(asked > 0));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
        clock.Advance(TimeSpan.FromSeconds(1));

        var report = await CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        hangs.SetResult([]);
        await InboxApp.UntilAsync(async () => (await CheckAsync()).Status == HealthStatus.Healthy);
    }

    /// <summary>A worker whose handlers are all busy does not query the store, and is healthy.</summary>
    [Fact]
    public async Task Handlers_that_are_all_at_work_leave_it_healthy_until_all_are_slow()
    {
        var gate = new TaskCompletionSource();
        var clock = new FakeTimeProvider();
        await StartAsync(
            services: services => services.AddSingleton(provider => new InboxPulse(clock)),
            handler: () => gate.Task,
            configure: options => (options.Concurrency, options.SlowHandler) = (1, TimeSpan.FromSeconds(2))
        );
        using (await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""")) { }

        await _app.UntilCountAsync(CallbackState.Claimed, 1);
        await InboxApp.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            return Task.FromResult(_app.Services.GetRequiredService<InboxPulse>().Silence == TimeSpan.Zero);
        });
        await InboxApp.UntilAsync(async () =>
            (await CheckAsync()) is { Status: HealthStatus.Degraded } report
            && report.Description!.Contains("handlers", StringComparison.Ordinal)
        );
        gate.SetResult();
        await InboxApp.UntilAsync(async () => (await CheckAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public void Limits_that_cannot_be_are_refused_where_they_are_said() =>
        Assert.Throws<ArgumentException>(() =>
            new ServiceCollection().AddHealthChecks().AddCallbackInbox(health => health.MissedPolls = 0)
        );

    private Task StartAsync(
        Action<CallbackInboxHealthOptions>? health = null,
        Func<ICallbackStore, ICallbackStore>? store = null,
        Action<IServiceCollection>? services = null,
        Func<Task>? handler = null,
        Action<CallbackInboxOptions>? configure = null
    ) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment) => handler?.Invoke() ?? Task.FromException(new InvalidOperationException())
                    )
                    .StoreFirst(),
            options =>
            {
                options.Attempts = 1;
                configure?.Invoke(options);
            },
            services: all =>
            {
                all.AddHealthChecks().AddCallbackInbox(health);
                services?.Invoke(all);
                if (store is not null)
                    all.AlterStore(store);
            }
        );

    private async Task<HealthReportEntry> CheckAsync() =>
        (await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["callback-inbox"];
}
