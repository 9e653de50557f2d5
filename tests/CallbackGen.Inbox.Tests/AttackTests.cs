using System.Net;
using System.Text;
using CallbackGen.Inbox.Sqlite;
using CallbackGen.Inbox.Tests.Compliance;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace CallbackGen.Inbox.Tests;

/// <summary>Attempts to have a payment acknowledged without being handled, or to have its effect twice.</summary>
public sealed class AttackTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IReadOnlyList<string> Effects => Provider.Read(_app.File);

    /// <summary>
    /// A token that expires between the check and the worker's check was valid at the first, and is verified as of that time.
    /// </summary>
    [Fact]
    public void A_callback_verifies_again_as_of_the_time_of_its_verification()
    {
        var request = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"i","status":"paid","token":"-"}""");
        var keys = InboxApp.Keys.Of(NovaNotice.Feed).Keys;
        var last = DateTimeOffset.UtcNow;
        while (NovaNotice.Feed.Verify(request, keys, new FakeTimeProvider(last.AddSeconds(1))).IsSuccess)
            last = last.AddSeconds(1);

        var notice = NovaNotice
            .Feed.Verify(request, keys, new FakeTimeProvider(last) { AutoAdvanceAmount = TimeSpan.FromHours(1) })
            .GetValueOrThrow();

        Assert.Equal(last, notice.Receipt.VerifiedAt);
        Assert.True(NovaNotice.Feed.Verify(request, keys, new FakeTimeProvider(notice.Receipt.VerifiedAt)).IsSuccess);
    }

    [Fact]
    public async Task Amounts_that_differ_behind_many_digits_are_a_conflict()
    {
        await _app.StartAsync((app, it) => app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { }).StoreFirst());

        foreach (var amount in (string[])["10", "10.00", "10.00000000000000000000000000000000000001"])
            await AcceptAsync(InboxApp.Sign(NovaSale.Feed, $$"""{"id":"a","status":"paid","amount":"{{amount}}"}"""));

        Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));
        Assert.Equal(2, (await _app.CountAsync()).Values.Sum());
    }

    /// <summary>
    /// The event of a fully signed callback is its own row; the event of another callback is a confirmed row. Both rows would have an
    /// effect.
    /// </summary>
    [Fact]
    public async Task Feeds_that_prove_one_event_in_two_ways_are_not_stored_together()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(
                (app, it) =>
                {
                    app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { }).StoreFirst();
                    app.MapCallback<NovaHint>("/hint", (Received<NovaHint> hint) => { })
                        .StoreFirst(store => store.Quota(9, TimeSpan.FromDays(1)));
                }
            )
        );

        Assert.Contains("nova.sale", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nova.hint", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_a_stored_feed_proves_is_not_committed_as_one_that_was_confirmed()
    {
        await _app.StartAsync((app, it) => app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { }).StoreFirst());
        var confirmed = (
            await NovaHint.Feed.ReconcileAsync(_ => Task.FromResult<NovaHint?>(new() { Id = "a", Status = "paid" }))
        ).GetValueOrThrow();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.Services.GetRequiredService<ICallbackInbox>().CommitAsync(confirmed, Provider.Write("twice"))
        );

        Assert.Contains("nova.sale", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Effects);
    }

    /// <summary>Without a signature, no value of the callback identifies its owner.</summary>
    [Fact]
    public async Task What_was_confirmed_of_another_callback_is_refused_where_nothing_is_signed()
    {
        Confirmed<NovaHint>? first = null;
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaHint>(
                        "/in",
                        async (Received<NovaHint> hint, ICallbackDelivery delivery) =>
                        {
                            var own = (
                                await hint.ConfirmAsync((claimed, _) => Task.FromResult<NovaHint?>(claimed with { Status = "paid" }))
                            ).GetValueOrThrow();
                            first ??= own;
                            if (first != own)
                                it.Handled.Enqueue(
                                    (
                                        await Assert.ThrowsAsync<InvalidOperationException>(() =>
                                            delivery.CommitAsync(first, Provider.Write("of the first"))
                                        )
                                    ).Message
                                );
                            await delivery.CommitAsync(own, Provider.Write(own.Payload.Id));
                        }
                    )
                    .StoreFirst(store => store.Quota(9, TimeSpan.FromDays(1)))
        );

        foreach (var id in (string[])["a", "b"])
        {
            await AcceptAsync(Hint(id));
            await _app.UntilCountAsync(CallbackState.Done, id == "a" ? 1 : 2);
        }

        Assert.Equal(["a", "b"], Effects);
        Assert.Contains("another callback", Assert.Single(_app.Handled), StringComparison.Ordinal);
    }

    /// <summary>A hint consists of its id only: the refund's row has the same content as the payment's, which may be discarded.</summary>
    [Fact]
    public async Task A_callback_with_the_content_of_a_conflict_is_asked_about_by_itself()
    {
        var (status, amount) = ("paid", 10m);
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaHint>(
                        "/in",
                        async (Received<NovaHint> hint, ICallbackDelivery delivery) =>
                        {
                            var told = (
                                await hint.ConfirmAsync(
                                    (claimed, _) => Task.FromResult<NovaHint?>(claimed with { Status = status, Amount = amount })
                                )
                            ).GetValueOrThrow();
                            await delivery.CommitAsync(told, Provider.Write($"{told.Payload.Status} {told.Payload.Amount}"));
                        }
                    )
                    .StoreFirst(store => store.Quota(9, TimeSpan.FromDays(1)))
        );
        await AcceptAsync(Hint("a"));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        amount = 11;
        await AcceptAsync(Hint("a"));
        await _app.UntilCountAsync(CallbackState.Conflict, 1);
        status = "refunded";

        await AcceptAsync(Hint("a"));

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["paid 10", "refunded 11"], Effects);
    }

    [Fact]
    public async Task An_endpoint_that_is_mapped_when_the_program_runs_has_its_callbacks_handled()
    {
        using var source = new LateSource();
        await _app.StartAsync(
            (app, it) =>
            {
                ((IEndpointRouteBuilder)app).DataSources.Add(source);
                app.MapCallback<NovaPayment>("/other", (Verified<NovaPayment> payment) => { }).StoreFirst();
            }
        );
        await AcceptAsync(InboxApp.Sign(NovaPayment.Feed, """{"id":"a","status":"paid"}"""), "/other");
        await _app.UntilCountAsync(CallbackState.Done, 1);

        var late = new LateRoutes(_app.Services);
        late.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => _app.Handled.Enqueue(sale.Payload.Id)).StoreFirst();
        source.Set(late.DataSources.Single().Endpoints);
        await AcceptAsync(InboxApp.Sign(NovaSale.Feed, """{"id":"late","status":"paid"}"""));

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["late"], _app.Handled);
    }

    /// <summary>The callback is stored: a log line that denies this would make operators search the store for a fault.</summary>
    [Fact]
    public async Task An_answer_that_fails_is_told_as_one_and_says_nothing_of_the_callback()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => it.Handled.Enqueue(sale.Payload.Id))
                    .StoreFirst(store => store.AnswerWith(sale => new Half(sale.Id)))
        );

        using var response = await _app.Client.SendCallbackAsync(
            "/in",
            InboxApp.Sign(NovaSale.Feed, """{"id":"secret-id","status":"paid"}""")
        );

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.DoesNotContain("secret-id", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["secret-id"], _app.Handled);
        Assert.DoesNotContain(
            _app.Log,
            line =>
                line.StartsWith("CallbackKeepingFailed", StringComparison.Ordinal) || line.Contains("secret-id", StringComparison.Ordinal)
        );
    }

    /// <summary>The keys that verified the callback are stored with it.</summary>
    [Fact]
    public async Task A_program_without_its_keys_handles_what_they_have_verified()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            options => options.Attempts = 99
        );
        await AcceptAsync(InboxApp.Sign(NovaSale.Feed, """{"id":"a","status":"paid"}"""));
        await _app.StopAsync();

        await _app.StartAsync(
            (app, it) =>
            {
                var sources = ((IConfigurationBuilder)app.Configuration).Sources;
                var given = sources
                    .OfType<MemoryConfigurationSource>()
                    .Single(source => source.InitialData?.Any(pair => pair.Key == "Callbacks:Nova:saleKey") == true);
                sources.Remove(given);
                sources.Add(
                    new MemoryConfigurationSource
                    {
                        InitialData = given.InitialData!.Where(pair => pair.Key != "Callbacks:Nova:saleKey").ToList(),
                    }
                );
                app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => it.Handled.Enqueue(sale.Payload.Id)).StoreFirst();
            },
            services: services => services.AddCallbacks(options => options.RequireKeys = false)
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        using var response = await _app.Client.SendCallbackAsync("/in", InboxApp.Sign(NovaSale.Feed, """{"id":"b","status":"paid"}"""));
        Assert.False(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task An_effect_that_a_handler_does_not_wait_for_ends_its_callback()
    {
        var goes = new TaskCompletionSource();
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaSale>(
                        "/in",
                        (Verified<NovaSale> sale, ICallbackDelivery delivery) =>
                        {
                            _ = delivery.CommitAsync(
                                async (transaction, token) =>
                                {
                                    await goes.Task;
                                    await Provider.Write(sale.Payload.Id)(transaction, token);
                                }
                            );
                            goes.TrySetResult();
                        }
                    )
                    .StoreFirst()
        );

        await AcceptAsync(InboxApp.Sign(NovaSale.Feed, """{"id":"a","status":"paid"}"""));

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["a"], Effects);
    }

    [Fact]
    public async Task StoreFirst_twice_is_refused()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync(
                (app, it) =>
                    app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { })
                        .StoreFirst(store => store.OrderBy(sale => sale.Id))
                        .StoreFirst()
            )
        );

        Assert.Contains("twice", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Headers that a sender or a proxy adds for other purposes are not stored.</summary>
    [Fact]
    public async Task Headers_that_prove_nothing_of_the_feed_are_not_stored()
    {
        StoredRequest? stored = null;
        await _app.StartAsync(
            (app, it) => app.MapCallback<NovaSale>("/in", (Verified<NovaSale> sale) => { }).StoreFirst(),
            store: inbox =>
                inbox
                    .UseSqlite(_app.File)
                    .UseStore(provider =>
                    {
                        var store = new SqliteCallbackStore(_app.File, TimeProvider.System, TimeSpan.FromSeconds(5));
                        return new AlteredStore(store)
                        {
                            Accept = (request, callbacks) =>
                            {
                                stored = request;
                                return store.AcceptAsync(request, callbacks, default);
                            },
                        };
                    })
        );
        var signed = InboxApp.Sign(NovaSale.Feed, """{"id":"a","status":"paid"}""");
        using var message = new HttpRequestMessage(HttpMethod.Post, "/in") { Content = new ByteArrayContent(signed.Body.ToArray()) };
        message.Content.Headers.ContentType = new("application/json");
        foreach (var name in signed.Headers.Names)
            message.Headers.Add(name, signed.Headers.GetValues(name));
        foreach (var name in (string[])["Cookie", "Authorization", "X-Api-Key", "X-Token", "X-Forwarded-For"])
            message.Headers.TryAddWithoutValidation(name, "secret");

        using var response = await _app.Client.SendAsync(message);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["X-Signature"], RequestContent.Read(stored!.Content).Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    public async Task Other_methods_store_nothing(string method)
    {
        await _app.StartAsync((app, it) => app.MapCallback<NovaReturn>("/in", (Verified<NovaReturn> payment) => { }).StoreFirst());
        var signed = new CallbackSigner(InboxApp.Keys.Of(NovaReturn.Feed)).Sign(CallbackRequest.Get("order=o-1&status=paid&sign="));
        using var message = new HttpRequestMessage(new(method), $"/in?{signed.Query}");

        using var response = await _app.Client.SendAsync(message);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(await _app.CountAsync());
    }

    /// <summary>Only the body is signed, and the whole request is stored.</summary>
    [Fact]
    public async Task One_request_that_cannot_be_read_fills_the_quarantine_and_nothing_else()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id))
                    .StoreFirst(store => store.QuarantineLimit(2, TimeSpan.FromDays(1)))
        );
        var captured = InboxApp.Sign(NovaAmendedPayment.Feed, """{"id":"a","status":"paid","amount":"1,000.00"}""");

        for (var copy = 0; copy < 5; copy++)
        {
            using var response = await _app.Client.SendCallbackAsync($"/in?copy={copy}", captured);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        }

        Assert.Equal(2, Assert.Single(await _app.CountAsync()).Value);
        await AcceptAsync(InboxApp.Sign(NovaPayment.Feed, """{"id":"b","status":"paid","amount":"1.00"}"""));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["b"], _app.Handled);
    }

    private static CallbackRequest Hint(string id) =>
        CallbackRequest.Post(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), "application/json");

    private async Task AcceptAsync(CallbackRequest request, string path = "/in")
    {
        using var response = await _app.Client.SendCallbackAsync(path, request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>A result whose writing fails halfway.</summary>
    private sealed class Half(string text) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await httpContext.Response.WriteAsync(text);
            throw new InvalidOperationException(text);
        }
    }

    /// <summary>Adds endpoints after the program has started.</summary>
    private sealed class LateSource : EndpointDataSource, IDisposable
    {
        private readonly CancellationTokenSource _changed = new();
        private IReadOnlyList<Endpoint> _endpoints = [];

        public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

        public override IChangeToken GetChangeToken() =>
            _changed.IsCancellationRequested ? new CancellationChangeToken(default) : new CancellationChangeToken(_changed.Token);

        public void Set(IReadOnlyList<Endpoint> endpoints)
        {
            _endpoints = endpoints;
            _changed.Cancel();
        }

        public void Dispose() => _changed.Dispose();
    }

    private sealed class LateRoutes(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }
}
