using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

public sealed class HandlerTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task A_delegate_gets_the_callback_and_services_and_a_token()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapCallback<AcmeOrder>(
                    "/order",
                    async (Verified<AcmeOrder> order, List<string> orders, HttpContext context, CancellationToken token) =>
                    {
                        await Task.Yield();
                        orders.Add(
                            $"{order.Payload.OrderId} {order.Payload.Amount} {context.Request.Path} "
                                + $"{token.CanBeCanceled} {order.Receipt.IdempotencyKey}"
                        );
                    }
                ),
            builder => builder.Services.AddSingleton(seen).AddCallbacks()
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["A-1 10.00 /order True acme.order:acme:A-1"], seen);
    }

    [Fact]
    public async Task A_handler_class_of_each_level_is_taken_from_the_services()
    {
        var handler = new Handlers();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeOrder>("/order");
                app.MapCallback<AcmeNotice>("/notice");
                app.MapCallback<AcmePing>("/ping");
            },
            builder =>
                builder
                    .Services.AddCallbacks()
                    .AddSingleton<ICallbackHandler<AcmeOrder>>(handler)
                    .AddSingleton<IAuthenticatedCallbackHandler<AcmeNotice>>(handler)
                    .AddSingleton<IReceivedCallbackHandler<AcmePing>>(handler)
        );

        foreach (var (path, json) in new[] { ("/order", Order), ("/notice", Tokens.Beside(Order)), ("/ping", Order) })
        {
            using var response = await app.PostAsync(path, json);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["Verified", "Authenticated", "Received"], handler.Seen);
    }

    [Fact]
    public async Task A_function_that_takes_any_feed_serves_them_all()
    {
        var seen = new List<CallbackMessage>();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                foreach (var feed in TestFeeds.All)
                {
                    app.MapCallback(
                        feed,
                        "/" + feed.Name,
                        (message, _) =>
                        {
                            seen.Add(message);
                            return Task.CompletedTask;
                        }
                    );
                }
            },
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:PublicUrl", "https://shop.example")
        );

        using var first = await app.PostAsync("/acme.order", Order);
        using var second = await app.PostAsync("/acme.ping", Order);

        Assert.Collection(
            seen,
            message => Assert.IsType<Verified<AcmeOrder>>(message),
            message => Assert.IsType<Received<AcmePing>>(message)
        );
        Assert.Equal("A-1", seen[0].GetRole(CallbackRole.Reference));
    }

    [Fact]
    public async Task A_handler_that_throws_is_answered_500_and_logged_without_the_payload()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                void (Verified<AcmeOrder> order) => throw new TimeZoneNotFoundException("the store is down")
            )
        );

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var line = Assert.Single(app.Logs.Named("CallbackHandlerFailed"));
        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("acme.order at ", line.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TimeZoneNotFoundException), line.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("A-1", line.Everything, StringComparison.Ordinal);
        Assert.Empty(app.Logs.Named("CallbackRejected"));
    }

    [Fact]
    public async Task A_result_that_the_handler_returns_is_the_answer_and_a_null_one_is_acknowledged()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/busy", IResult (Verified<AcmeOrder> order) => Results.StatusCode(503));
            app.MapCallback<AcmeOrder>(
                "/null",
                async Task<IResult?> (Verified<AcmeOrder> order) =>
                {
                    await Task.Yield();
                    return null;
                }
            );
        });

        using var busy = await app.PostAsync("/busy", Order);
        using var none = await app.PostAsync("/null", Order);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        Assert.Equal("", await busy.Content.ReadAsStringAsync());
        Assert.Equal("OK", await none.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_handler_that_answers_by_itself_is_not_acknowledged_on_top()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>(
                "/status",
                (Verified<AcmeOrder> order, HttpContext context) =>
                {
                    context.Response.StatusCode = 503;
                }
            );
            app.MapCallback<AcmeOrder>("/body", (Verified<AcmeOrder> order, HttpContext context) => context.Response.WriteAsync("mine"));
        });

        using var status = await app.PostAsync("/status", Order);
        using var body = await app.PostAsync("/body", Order);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status.StatusCode);
        Assert.Equal("mine", await body.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nothing_of_the_application_runs_on_a_refused_callback()
    {
        var ran = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => ran.Add("handler"))
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        ran.Add("filter");
                        return await next(context);
                    }
                )
        );

        using var refused = await app.PostAsync("/order", Order, TestApp.Sign("another"));
        Assert.Empty(ran);

        using var taken = await app.PostAsync("/order", Order);
        Assert.Equal(["filter", "handler"], ran);
    }

    [Fact]
    public async Task Services_of_the_request_can_take_the_callback_too()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeOrder>("/order", (OrderOfRequest order) => Results.Text(order.Id)),
            builder => builder.Services.AddCallbacks().AddScoped<OrderOfRequest>()
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal("A-1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Callbacks_that_arrive_together_are_each_handed_their_own_payload()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapPost(
                "/order",
                async (Verified<AcmeOrder> order) =>
                {
                    await Task.Yield();
                    return order.Payload.OrderId;
                }
            )
        );

        await Parallel.ForAsync(
            0,
            300,
            async (number, _) =>
            {
                using var response = await app.PostAsync(
                    "/order",
                    $$"""{"order_id":"A-{{number}}","amount":"10.00","payer":"{{new string('x', number)}}"}"""
                );
                Assert.Equal($"A-{number}", await response.Content.ReadAsStringAsync(CancellationToken.None));
            }
        );
    }

    private sealed class OrderOfRequest(Verified<AcmeOrder> order)
    {
        public string Id => order.Payload.OrderId;
    }

    private sealed class Handlers
        : ICallbackHandler<AcmeOrder>,
            IAuthenticatedCallbackHandler<AcmeNotice>,
            IReceivedCallbackHandler<AcmePing>
    {
        public List<string> Seen { get; } = [];

        public Task HandleAsync(Verified<AcmeOrder> callback, CancellationToken cancellationToken) => See("Verified");

        public Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken) => See("Authenticated");

        public Task HandleAsync(Received<AcmePing> callback, CancellationToken cancellationToken) => See("Received");

        private Task See(string level)
        {
            Seen.Add(level);
            return Task.CompletedTask;
        }
    }
}
