using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>
/// Endpoints that can and cannot store first. Faults are reported when the endpoint is mapped or the program starts, not when a callback
/// arrives.
/// </summary>
public sealed class MappingTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public interface IClock
    {
        string Name { get; }
    }

    public static TheoryData<Delegate, string> HandlersThatNeedTheRequest =>
        new()
        {
            { (Verified<NovaPayment> message, HttpContext context) => { }, "context" },
            { (Verified<NovaPayment> message, HttpRequest request) => { }, "request" },
            { (Verified<NovaPayment> message, IHttpContextAccessor accessor) => { }, "accessor" },
            { (Verified<NovaPayment> message, IFormFile file) => { }, "file" },
            { (Verified<NovaPayment> message, Stream body) => { }, "body" },
            { (Verified<NovaPayment> message, [FromHeader] string trace) => { }, "trace" },
            { (Verified<NovaPayment> message, [FromQuery] string page) => { }, "page" },
            { (Verified<NovaPayment> message, [FromRoute] string id) => { }, "id" },
            { (Verified<NovaPayment> message, string id) => { }, "id" },
            { (Verified<NovaPayment> message, int page = 1) => { }, "page" },
            { (Verified<NovaPayment> message, [AsParameters] Paging paging) => { }, "paging" },
            { (Verified<NovaPayment> message, IClock? clock) => { }, "clock" },
            { (Verified<NovaPayment> message, [FromServices] IClock clock) => { }, "not registered" },
            { (Verified<NovaPayment> message, [FromKeyedServices("no")] IClock clock) => { }, "not registered" },
            { (Verified<NovaPayment> message) => Results.Ok(), "returns" },
            { (Verified<NovaPayment> message) => TypedResults.Ok(), "returns" },
            { Results<Ok, NotFound> (Verified<NovaPayment> message) => TypedResults.Ok(), "returns" },
            { (Verified<NovaPayment> message) => Task.FromResult(Results.Ok()), "returns" },
            { (Verified<NovaPayment> message) => ValueTask.FromResult<IResult>(TypedResults.Ok()), "returns" },
            { async void (Verified<NovaPayment> message) => await Task.Yield(), "async" },
        };

    public static TheoryData<Delegate> HandlersThatWork =>
        new()
        {
            (Verified<NovaPayment> message, Seen seen) => seen.Add(message.Payload.Id),
            (CallbackMessage message, Seen seen) => seen.Add(message.GetRole(CallbackRole.Status)!),
            async (Verified<NovaPayment> message, Seen seen) =>
            {
                await Task.Yield();
                seen.Add("task");
            },
            async ValueTask (Verified<NovaPayment> message, Seen seen) =>
            {
                await Task.Yield();
                seen.Add("value task");
            },
            (Verified<NovaPayment> message, IServiceProvider services, CancellationToken token) =>
                services.GetRequiredService<Seen>().Add("services"),
            (Verified<NovaPayment> message, [FromServices] Seen seen) => seen.Add("from services"),
            (Verified<NovaPayment> message, [FromKeyedServices("key")] Seen seen) => seen.Add("keyed"),
            (Verified<NovaPayment> message, Seen seen, [FromServices] IClock? clock) => seen.Add($"{clock is null}"),
            (Verified<NovaPayment> message, Seen seen, [FromServices] IClock? clock = null) => seen.Add($"{clock is null}"),
            (Verified<NovaPayment> message, Seen seen, [FromKeyedServices("no")] IClock? clock) => seen.Add($"{clock is null}"),
            (Verified<NovaPayment> message, Seen seen, ICallbackDelivery delivery) => seen.Add(delivery.Id),
        };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(HandlersThatNeedTheRequest))]
    public async Task A_handler_that_needs_the_request_is_refused_when_it_is_mapped(Delegate handler, string named) =>
        Assert.Contains(
            named,
            await RefusalOfAsync((app, it) => app.MapCallback<NovaPayment>("/in/{id}", handler).StoreFirst()),
            StringComparison.Ordinal
        );

    [Theory]
    [MemberData(nameof(HandlersThatWork))]
    public async Task A_handler_takes_the_message_its_delivery_services_and_a_token(Delegate handler)
    {
        var seen = new Seen();
        await _app.StartAsync(
            (app, it) => app.MapCallback<NovaPayment>("/in", handler).StoreFirst(),
            services: services => services.AddSingleton(seen).AddKeyedSingleton("key", seen)
        );

        await AcceptAsync("/in");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.NotEqual("False", Assert.Single(seen.Texts));
    }

    public static TheoryData<Action<WebApplication>> Filtered =>
        new()
        {
            app => Payment(app).AddEndpointFilter<Filter>().Produces<string>().StoreFirst(),
            app => Payment(app).StoreFirst().AddEndpointFilter<Filter>(),
            app => Payment(app).StoreFirst().AddEndpointFilter((context, next) => next(context)),
            app => Payment(app).StoreFirst().AddEndpointFilterFactory((_, next) => next),
            app => Payment(app.MapGroup("/group").AddEndpointFilter<RouteGroupBuilder, Filter>()).StoreFirst(),
            app =>
                app.MapCallbacks("/in", on => on.Feed<NovaPayment>((Verified<NovaPayment> payment) => { }))
                    .StoreFirst()
                    .AddEndpointFilter((context, next) => next(context)),
            app =>
            {
                var group = app.MapGroup("/group");
                Payment(group).StoreFirst();
                group.AddEndpointFilter<RouteGroupBuilder, Filter>();
            },
        };

    [Theory]
    [MemberData(nameof(Filtered))]
    public async Task A_filter_around_a_handler_that_runs_later_is_refused(Action<WebApplication> map) =>
        Assert.Contains("filter", await RefusalOfAsync((app, it) => map(app)), StringComparison.Ordinal);

    public static TheoryData<Action<WebApplication>, string> OthersThatAreRefused =>
        new()
        {
            { app => app.MapPost("/post", (Verified<NovaPayment> payment) => { }).StoreFirst(), "/post" },
            { app => app.MapPost("/post", (Authenticated<NovaNotice> notice) => { }).StoreFirst(), "/post" },
            {
                app => app.MapPost("/post", (Received<NovaPing> ping) => { }).StoreFirst(store => store.Quota(1, TimeSpan.FromDays(1))),
                "/post"
            },
            { app => app.MapControllers().StoreFirst(), nameof(NovaController.Act) },
            { app => Payment(app.MapGroup("/group").StoreGroup()), "/group/in" },
        };

    [Theory]
    [MemberData(nameof(OthersThatAreRefused))]
    public async Task What_runs_while_the_provider_waits_is_refused_when_the_program_starts(Action<WebApplication> map, string named)
    {
        var refusal = await RefusalOfAsync(
            (app, it) => map(app),
            services => services.AddControllers().AddApplicationPart(typeof(NovaController).Assembly)
        );

        Assert.Contains(named, refusal, StringComparison.Ordinal);
        Assert.Contains("MapCallback", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_builder_whose_type_was_forgotten_stores_too()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                IEndpointConventionBuilder builder = app.MapCallback<NovaPayment>(
                    "/in",
                    (Verified<NovaPayment> payment) => it.Handled.Enqueue("handled")
                );
                builder.StoreFirst();
            }
        );

        await AcceptAsync("/in");

        await _app.UntilCountAsync(CallbackState.Done, 1);
    }

    [Fact]
    public async Task Several_feeds_of_one_address_are_stored_each_for_its_handler()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapGroup("/group")
                    .MapCallbacks(
                        "/in",
                        on =>
                            on.Feed<BayarcashTransaction>((Verified<BayarcashTransaction> transaction) => it.Handled.Enqueue("transaction"))
                                .Feed<NovaPayment>((Verified<NovaPayment> payment) => it.Handled.Enqueue("payment"))
                    )
                    .StoreFirst()
        );

        await AcceptAsync("/group/in");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["payment"], _app.Handled);
    }

    [Fact]
    public async Task A_program_that_knows_no_feed_by_its_type_stores_too()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback(
                        NovaPayment.Feed,
                        "/in",
                        (message, services, token) =>
                        {
                            it.Handled.Enqueue(message.Receipt.Feed);
                            return Task.CompletedTask;
                        }
                    )
                    .StoreFirst(store => store.OrderBy(CallbackRole.Reference))
        );

        await AcceptAsync("/in");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["nova.payment"], _app.Handled);
    }

    [Fact]
    public async Task A_function_of_the_request_is_refused_for_feeds_of_any_type_too() =>
        Assert.Contains(
            "HttpContext",
            await RefusalOfAsync(
                (app, it) => app.MapCallback(NovaPayment.Feed, "/in", (message, context) => Task.CompletedTask).StoreFirst()
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Two_endpoints_that_store_the_same_callbacks_are_refused() =>
        Assert.Contains(
            "WithKeySet",
            await RefusalOfAsync(
                (app, it) =>
                {
                    Payment(app).StoreFirst();
                    app.MapCallback<NovaPayment>("/other", (Verified<NovaPayment> payment) => { }).StoreFirst();
                }
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Two_endpoints_may_store_the_same_callbacks_for_one_function()
    {
        Func<CallbackMessage, IServiceProvider, CancellationToken, Task> handle = (message, _, _) =>
        {
            _app.Handled.Enqueue("handled");
            return Task.CompletedTask;
        };
        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback(NovaPayment.Feed, "/in", handle).StoreFirst();
                app.MapCallbacks("/shared", on => on.Feed(NovaPayment.Feed, handle)).StoreFirst();
            }
        );

        await AcceptAsync("/in");
        await AcceptAsync("/shared");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["handled"], _app.Handled);
        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
    }

    [Fact]
    public async Task An_order_that_anybody_may_choose_is_refused() =>
        Assert.Contains(
            "Status",
            await RefusalOfAsync(
                (app, it) =>
                    app.MapCallback<CryptoCloudPostback>("/in", (Authenticated<CryptoCloudPostback> message) => { })
                        .StoreFirst(store => store.OrderBy(postback => postback.Status))
            ),
            StringComparison.Ordinal
        );

    public static TheoryData<Action<CallbackInboxOptions>, string> WrongSettings =>
        new()
        {
            { options => options.Concurrency = 0, "Concurrency" },
            { options => options.Attempts = 0, "Attempts" },
            { options => options.Lease = TimeSpan.Zero, "Lease" },
            { options => options.FirstRetry = TimeSpan.FromSeconds(-1), "FirstRetry" },
            { options => options.LongestRetry = TimeSpan.Zero, "LongestRetry" },
            { options => options.PollInterval = TimeSpan.Zero, "PollInterval" },
            { options => options.EffectLimit = TimeSpan.Zero, "EffectLimit" },
            { options => options.AcceptLimit = TimeSpan.MaxValue, "AcceptLimit" },
            { options => options.SlowHandler = TimeSpan.FromDays(31), "SlowHandler" },
            { options => options.KeepRequests = TimeSpan.Zero, "KeepRequests" },
            { options => options.KeepIds(TimeSpan.FromDays(9), " "), "reason" },
            { options => options.KeepIds(TimeSpan.Zero, "a rule"), "limit" },
        };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_setting_that_cannot_be_is_found_when_the_program_starts(Action<CallbackInboxOptions> set, string named)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _app.StartAsync((app, it) => Payment(app).StoreFirst(), set));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static CallbackEndpointBuilder<NovaPayment> Payment(IEndpointRouteBuilder app) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => { });

    private async Task<string> RefusalOfAsync(Action<WebApplication, InboxApp> map, Action<IServiceCollection>? services = null) =>
        (await Assert.ThrowsAsync<InvalidOperationException>(() => _app.StartAsync(map, services: services))).Message;

    private async Task AcceptAsync(string path)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","order":"o","status":"paid"}""", path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public sealed record Paging(int Page, int Size);

    public sealed class Seen
    {
        public List<string> Texts { get; } = [];

        public void Add(string text) => Texts.Add(text);
    }

    private sealed class Filter : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => next(context);
    }
}

/// <summary>An action that handles callbacks before the provider is answered.</summary>
[ApiController]
public sealed class NovaController : ControllerBase
{
    [HttpPost("/controller")]
    public void Act(Verified<NovaPayment> payment) => _ = payment;
}

internal static class GroupExtensions
{
    /// <summary>A mistake that a developer may make: store the whole group at once.</summary>
    public static RouteGroupBuilder StoreGroup(this RouteGroupBuilder group)
    {
        group.StoreFirst();
        return group;
    }
}
