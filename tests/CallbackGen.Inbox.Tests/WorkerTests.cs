using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallbackGen.Inbox.Tests;

/// <summary>Stored callbacks when programs stop, are replaced, or store them for a limited time.</summary>
public sealed class WorkerTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_handler_that_ends_with_the_program_gives_its_callback_back()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment, CancellationToken token) =>
                        {
                            it.Handled.Enqueue("begun");
                            await Task.Delay(Timeout.Infinite, token);
                        }
                    )
                    .StoreFirst(),
            options => options.Lease = TimeSpan.FromHours(1)
        );
        await AcceptAsync();
        await InboxApp.UntilAsync(() => Task.FromResult(!_app.Handled.IsEmpty));
        await _app.StopAsync();

        // Not because its lease expires, which takes an hour.
        await _app.StartAsync(Handle);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["begun", "handled at 2"], _app.Handled);
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_cut_and_its_lease_runs_out()
    {
        var hangs = new TaskCompletionSource();
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment) =>
                        {
                            it.Handled.Enqueue("begun");
                            await hangs.Task;
                        }
                    )
                    .StoreFirst(),
            options => options.Lease = TimeSpan.FromSeconds(2),
            services: services => services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200))
        );
        await AcceptAsync();
        await InboxApp.UntilAsync(() => Task.FromResult(!_app.Handled.IsEmpty));
        try
        {
            await _app.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // The host's exception after its shutdown timeout.
        }

        await _app.StartAsync(Handle);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["begun", "handled at 2"], _app.Handled);
        hangs.SetResult();
    }

    /// <summary>During a rolling deployment, an older program does not know callbacks that a newer one has stored.</summary>
    [Fact]
    public async Task A_callback_without_a_handler_waits_for_a_program_that_has_one_and_no_attempt_is_counted()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            options =>
            {
                options.Attempts = int.MaxValue;
                options.FirstRetry = options.LongestRetry = TimeSpan.FromSeconds(1);
            }
        );
        await AcceptAsync();
        await _app.StopAsync();
        var before = _app.Log.Count;
        await _app.StartAsync((app, it) => { }, options => options.Attempts = 1);
        await InboxApp.UntilAsync(() =>
            Task.FromResult(_app.Log.Skip(before).Count(line => line.StartsWith("StoredCallbackUnserved", StringComparison.Ordinal)) > 1)
        );
        CallbackRow? row = null;
        await InboxApp.UntilAsync(async () =>
            (row = (await _app.Store.ListAsync(CallbackState.Parked, 10, default)).SingleOrDefault()) is not null
        );
        await _app.StopAsync();

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery) => it.Handled.Enqueue($"{delivery.Attempt}")
                    )
                    .StoreFirst()
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal([$"{row!.Attempts + 1}"], _app.Handled);
    }

    [Fact]
    public async Task A_callback_that_no_program_has_handled_for_a_day_waits_for_a_person()
    {
        await _app.StartAsync((app, it) => { });

        var request = new ArrivedRequest
        {
            Feed = "nova.gone",
            ReceivedAt = DateTimeOffset.UtcNow.AddDays(-2),
            VerifiedAt = DateTimeOffset.UtcNow.AddDays(-2),
            Method = "POST",
            Path = "/",
            Query = "",
        };
        var stored = await _app.Services.GetRequiredService<InboxSealer>().SealAsync(NovaPayment.Feed, request, default);
        await _app.Store.AcceptAsync(stored.Stored, [stored.SealNew(new() { Id = new('a', 64), ConflictId = new('b', 64) })], default);

        await _app.UntilCountAsync(CallbackState.Dead, 1);
        Assert.StartsWith(
            "no endpoint",
            Assert.Single(await _app.Store.ListAsync(CallbackState.Dead, 10, default)).LastFailure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Ids_are_kept_for_ever_unless_somebody_limits_them()
    {
        await _app.StartAsync(Handle);
        await AcceptAsync();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();

        await _app.StartAsync(Handle, services: services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(4000))));
        await AcceptAsync();

        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
    }

    [Fact]
    public async Task Ids_that_are_older_than_their_limit_are_forgotten()
    {
        await _app.StartAsync(Handle, options => options.KeepIds(TimeSpan.FromDays(2), "a rule of the shop"));
        await AcceptAsync();
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await _app.StopAsync();

        await _app.StartAsync(
            Handle,
            options => options.KeepIds(TimeSpan.FromDays(2), "a rule of the shop"),
            services: services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(3)))
        );

        await InboxApp.UntilAsync(async () => (await _app.CountAsync()).Values.Sum() == 0);
    }

    [Fact]
    public async Task Ids_are_not_limited_where_nothing_says_how_long_a_provider_repeats()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(
                (app, it) => app.MapCallback<NovaNotice>("/in", (Authenticated<NovaNotice> notice) => { }).StoreFirst(),
                options => options.KeepIds(TimeSpan.FromDays(3000), "a rule")
            )
        );

        Assert.Contains("nova.notice", failure.Message, StringComparison.Ordinal);
        Assert.Contains("total", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_kept_for_as_long_as_the_provider_repeats()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(Handle, options => options.KeepIds(TimeSpan.FromHours(47), "a rule"))
        );

        Assert.Contains("nova.payment", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2.00:00:00", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>The interval is longer than the test's time limit: only storing can wake the worker.</summary>
    [Fact]
    public async Task What_is_stored_wakes_the_worker_also_while_others_are_handled()
    {
        var ends = new TaskCompletionSource();
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> payment) =>
                        {
                            it.Handled.Enqueue(payment.Payload.Id);
                            if (payment.Payload.Id == "first")
                                await ends.Task;
                        }
                    )
                    .StoreFirst(),
            options => options.PollInterval = TimeSpan.FromHours(1)
        );

        string[] ids = ["first", "a", "b", "c", "d", "e"];
        try
        {
            foreach (var id in ids)
            {
                await AcceptAsync(id);
                await InboxApp.UntilAsync(() => Task.FromResult(_app.Handled.Contains(id)));
                if (id != "first")
                    await _app.UntilCountAsync(CallbackState.Done, Array.IndexOf(ids, id));
            }
        }
        finally
        {
            ends.SetResult();
        }

        Assert.Equal(ids, _app.Handled);
    }

    /// <summary>Otherwise it would count as handled, and its event would never have its effect.</summary>
    [Fact]
    public async Task A_callback_whose_commit_failed_before_its_handler_returned_is_tried_again()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> _, ICallbackDelivery delivery) =>
                        {
                            var committing = delivery.CommitAsync(
                                (_, _) => delivery.Attempt == 1 ? throw new InvalidDataException() : ValueTask.CompletedTask
                            );
                            await Task.WhenAny(committing);
                            it.Handled.Enqueue($"{delivery.Attempt} {committing.IsCompletedSuccessfully}");
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync();

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["1 False", "2 True"], _app.Handled);
        Assert.Contains(nameof(InvalidDataException), Assert.Single(_app.LinesOf("StoredCallbackFailed")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_failed_counts_no_more_when_another_one_did_not()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>(
                        "/in",
                        async (Verified<NovaPayment> _, ICallbackDelivery delivery) =>
                        {
                            await Assert.ThrowsAsync<InvalidDataException>(() =>
                                delivery.CommitAsync((_, _) => throw new InvalidDataException())
                            );
                            await delivery.CommitAsync((_, _) => ValueTask.CompletedTask);
                            it.Handled.Enqueue($"{delivery.Attempt}");
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync();

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["1"], _app.Handled);
        Assert.Empty(_app.LinesOf("StoredCallbackFailed"));
    }

    /// <summary>The text of an exception that is not the database's or the disk's may quote a payload.</summary>
    [Theory]
    [InlineData(typeof(FormatException), false)]
    [InlineData(typeof(IOException), true)]
    public async Task What_is_thrown_outside_the_handler_is_logged_with_its_text_where_that_is_the_stores(Type thrown, bool isTold)
    {
        const string Text = "'4111' is no number";
        await _app.StartAsync(
            (app, _) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            services: services =>
                services.AlterStore(inner => new Compliance.AlteredStore(inner)
                {
                    Fail = (_, _, _) => throw (Exception)Activator.CreateInstance(thrown, Text)!,
                })
        );

        await AcceptAsync();

        await InboxApp.UntilAsync(() => Task.FromResult(_app.LinesOf("InboxStoreFailed").Count > 0));
        Assert.All(_app.LinesOf("InboxStoreFailed"), line => Assert.Contains(thrown.Name, line, StringComparison.Ordinal));
        Assert.Equal(isTold, _app.Log.Any(line => line.Contains(Text, StringComparison.Ordinal)));
    }

    /// <summary>There may be millions of them.</summary>
    [Fact]
    public async Task Callbacks_are_handled_while_old_requests_are_deleted()
    {
        var (begun, ends) = (new TaskCompletionSource(), new TaskCompletionSource<long>());
        await _app.StartAsync(
            Handle,
            services: services =>
                services.AlterStore(inner => new Compliance.AlteredStore(inner)
                {
                    Purge = _ =>
                    {
                        begun.TrySetResult();
                        return ends.Task;
                    },
                })
        );

        try
        {
            await begun.Task.WaitAsync(TimeSpan.FromMinutes(2));
            await AcceptAsync();
            await _app.UntilCountAsync(CallbackState.Done, 1);
        }
        finally
        {
            ends.SetResult(0);
        }
    }

    private static void Handle(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>(
                "/in",
                (Verified<NovaPayment> payment, ICallbackDelivery delivery) => it.Handled.Enqueue($"handled at {delivery.Attempt}")
            )
            .StoreFirst();

    private async Task AcceptAsync(string id = "a")
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","status":"paid"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
