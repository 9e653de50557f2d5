using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Several callbacks in one request.</summary>
public sealed class ItemsTests
{
    private static readonly string Batch = AcmeBatch.Request("A-1", "A-2", "A-3");

    [Fact]
    public async Task The_handler_runs_once_for_each_callback_in_order_and_the_request_is_acknowledged_once()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeBatch>(
                "/batch",
                async (Verified<AcmeBatch> order, HttpContext context) =>
                {
                    await Task.Yield();
                    Assert.False(context.Response.HasStarted);
                    seen.Add($"{order.Receipt.ItemIndex} {order.Payload.OrderId} {order.Receipt.IdempotencyKey}");
                }
            )
        );

        using var response = await app.PostAsync("/batch", Batch, "");

        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(["0 A-1 acme.batch:acme:A-1", "1 A-2 acme.batch:acme:A-2", "2 A-3 acme.batch:acme:A-3"], seen);
    }

    [Theory]
    [InlineData("A-1", "A-2", "A-9")]
    [InlineData("A-9", "A-2", "A-3")]
    public async Task One_forged_callback_refuses_the_request_before_any_is_handled(params string[] signed)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeBatch>(
                "/batch",
                (Verified<AcmeBatch> order) =>
                {
                    seen.Add(order.Payload.OrderId);
                }
            )
        );
        var items = signed.Select((text, index) => AcmeBatch.Item($"A-{index + 1}", text));

        using var response = await app.PostAsync("/batch", $"{{\"items\":[{string.Join(',', items)}]}}", "");
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(seen);
        Assert.Contains(
            $"item:{Array.IndexOf(signed, "A-9")} ",
            Assert.Single(app.Logs.Named("CallbackRejected")).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(app.Logs.Named("CallbackAccepted"));
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":{}}""")]
    [InlineData("{}")]
    public async Task A_request_without_a_callback_is_refused_and_not_acknowledged(string json)
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeBatch>("/batch", (Verified<AcmeBatch> order) => { }));

        using var response = await app.PostAsync("/batch", json, "");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_handler_that_throws_stops_the_rest_and_the_log_says_at_which()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeBatch>(
                "/batch",
                (Verified<AcmeBatch> order) =>
                {
                    seen.Add(order.Payload.OrderId);
                    if (order.Receipt.ItemIndex == 1)
                        throw new TimeZoneNotFoundException("the store is down");
                }
            )
        );

        using var response = await app.PostAsync("/batch", Batch, "");
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(["A-1", "A-2"], seen);
        Assert.Contains("acme.batch item 1 at ", Assert.Single(app.Logs.Named("CallbackHandlerFailed")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_answers_a_failure_stops_the_rest_and_is_not_acknowledged()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeBatch>(
                "/batch",
                (Verified<AcmeBatch> order, HttpContext context) =>
                {
                    seen.Add(order.Payload.OrderId);
                    context.Response.StatusCode = order.Payload.OrderId == "A-2" ? 503 : 200;
                }
            )
        );

        using var response = await app.PostAsync("/batch", Batch, "");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["A-1", "A-2"], seen);
    }

    [Fact]
    public async Task Services_that_take_the_callback_are_made_and_disposed_of_for_each()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapCallback<AcmeBatch>(
                    "/batch",
                    (OrderOfItem order, List<string> orders) =>
                    {
                        orders.Add(order.Id);
                    }
                ),
            builder => builder.Services.AddSingleton(seen).AddCallbacks().AddScoped<OrderOfItem>()
        );

        using var response = await app.PostAsync("/batch", Batch, "");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["A-1", "-A-1", "A-2", "-A-2", "A-3", "-A-3"], seen);
    }

    [Fact]
    public async Task A_handler_class_is_run_once_for_each()
    {
        var handler = new BatchHandler();
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeBatch>("/batch"),
            builder => builder.Services.AddCallbacks().AddSingleton<ICallbackHandler<AcmeBatch>>(handler)
        );

        using var response = await app.PostAsync("/batch", Batch, "");

        Assert.Equal(["A-1", "A-2", "A-3"], handler.Seen);
    }

    [Fact]
    public async Task Each_callback_is_logged_and_counted()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeBatch>("/batch", (Verified<AcmeBatch> order) => { }));
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/batch", Batch, "");
        await app.StopAsync();

        Assert.Equal(
            ["acme.batch callback item 0", "acme.batch callback item 1", "acme.batch callback item 2"],
            app.Logs.Named("CallbackAccepted").Select(line => line.Message[..26])
        );
        Assert.Equal(
            [
                .. Enumerable.Repeat("callbackgen.callbacks.accepted 1 acme.batch", 3),
                "callbackgen.verification.duration acme.batch accepted",
            ],
            measured.Lines
        );
    }

    [Fact]
    public async Task A_delegate_that_returns_an_answer_is_refused_because_it_cannot_answer_for_several()
    {
        var mistake = await TestApp.FailToStartAsync<InvalidOperationException>(app =>
            app.MapCallback<AcmeBatch>("/batch", IResult (Verified<AcmeBatch> order) => Results.Ok())
        );

        Assert.Contains("acme.batch", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("one answer cannot serve them all", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_endpoint_is_refused_for_the_same_reason()
    {
        var mistake = await TestApp.FailToStartAsync<InvalidOperationException>(app =>
            app.MapPost("/batch", (Verified<AcmeBatch> order) => "seen")
        );

        Assert.Contains("Map the feed with MapCallback", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_controller_action_is_refused_for_the_same_reason()
    {
        // Built from its descriptor: a controller in this assembly would prevent every other application from starting.
        var action = new Microsoft.AspNetCore.Mvc.Controllers.ControllerActionDescriptor
        {
            Parameters =
            [
                new Microsoft.AspNetCore.Mvc.Abstractions.ParameterDescriptor
                {
                    Name = "order",
                    ParameterType = typeof(Verified<AcmeBatch>),
                },
            ],
        };
        var endpoint = new Endpoint(null, new EndpointMetadataCollection(action), "Batches.Post");
        using var catalog = Catalogs.Of(endpoint);

        var mistake = Assert.Throws<InvalidOperationException>(catalog.Validate);

        Assert.Contains("Batches.Post", mistake.Message, StringComparison.Ordinal);
        Assert.Null(catalog.FindCallback(endpoint));
    }

    private sealed class OrderOfItem(Verified<AcmeBatch> order, List<string> orders) : IDisposable
    {
        public string Id => order.Payload.OrderId;

        public void Dispose() => orders.Add($"-{Id}");
    }

    private sealed class BatchHandler : ICallbackHandler<AcmeBatch>
    {
        public List<string> Seen { get; } = [];

        public Task HandleAsync(Verified<AcmeBatch> callback, CancellationToken cancellationToken)
        {
            Seen.Add(callback.Payload.OrderId);
            return Task.CompletedTask;
        }
    }
}
