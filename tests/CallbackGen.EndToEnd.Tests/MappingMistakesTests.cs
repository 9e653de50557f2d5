using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Mistakes that would otherwise appear with the first payment are detected when the application starts.</summary>
public sealed class MappingMistakesTests
{
    [Fact]
    public async Task A_handler_that_returns_a_value_is_refused_because_a_value_is_no_answer()
    {
        var mistake = await FailAsync(app =>
            app.MapCallback<AcmeOrder>("/order", async (Verified<AcmeOrder> order) => await Task.FromResult(false))
        );

        Assert.Contains("System.Boolean", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("IResult", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_of_another_feeds_message_is_refused()
    {
        var mistake = await FailAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeReturn> order) => { }));

        Assert.Contains(nameof(AcmeReturn), mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_handler_class_is_named()
    {
        var mistake = await FailAsync(app => app.MapCallback<AcmeOrder>("/order"));

        Assert.Contains("ICallbackHandler", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callbacks_that_were_not_added_to_the_services_are_asked_for()
    {
        foreach (
            var map in new Action<WebApplication>[]
            {
                app => app.MapCallback(AcmeOrder.Feed, "/order", (_, _) => Task.CompletedTask),
                app => app.MapCallback<AcmeOrder>("/order"),
                app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }),
            }
        )
        {
            var mistake = await FailAsync(map, builder => { });

            Assert.Contains("AddCallbacks()", mistake.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_feed_of_a_library_that_was_not_passed_is_asked_for()
    {
        var mapped = await FailAsync(app => app.MapCallback<LibraryOrder>("/order", (Verified<LibraryOrder> order) => { }));

        Assert.Contains("AddCallbacks(CallbackFeeds.All)", mapped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_two_callbacks_is_refused()
    {
        var mistake = await FailAsync(app => app.MapPost("/both", (Verified<AcmeOrder> order, Verified<AcmeReturn> other) => { }));

        Assert.Contains("one endpoint per feed", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_a_message_without_naming_a_feed_is_refused()
    {
        await FailAsync(app => app.MapPost("/any", (CallbackMessage message) => { }));
    }

    [Fact]
    public async Task A_message_taken_where_nothing_was_verified_is_an_error_and_never_a_message()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapPost(
                "/sneaky",
                (HttpContext context) => context.RequestServices.GetRequiredService<Verified<AcmeOrder>>().Payload.OrderId
            )
        );

        using var response = await app.PostAsync("/sneaky", """{"order_id":"A-1","amount":"10.00"}""");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Contains(app.Logs.Errors, line => line.Everything.Contains("No verified callback", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_verified_callback_is_never_handed_out_as_that_of_another_feed()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                (Verified<AcmeOrder> order, HttpContext context) =>
                {
                    context.RequestServices.GetRequiredService<Verified<AcmeReturn>>();
                }
            )
        );

        using var response = await app.PostAsync("/order", """{"order_id":"A-1","amount":"10.00"}""");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Contains(app.Logs.Errors, line => line.Everything.Contains("No verified callback of type", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/bare")]
    [InlineData("/body")]
    public async Task A_message_is_never_made_out_of_a_requests_body(string path)
    {
        var ran = false;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                if (path == "/bare")
                    app.MapPost("/bare", (Verified<AcmeOrder> order) => ran = true);
                else
                    app.MapPost("/body", ([FromBody] Verified<AcmeOrder> order) => ran = true);
            },
            builder =>
            {
                // Without callback services there is no verification, and a minimal API binds the parameter from the body.
                if (path == "/body")
                    builder.Services.AddCallbacks();
            }
        );

        using var response = await app.PostAsync(path, """{"payload":{"orderId":"A-1","amount":1},"receipt":{"feed":"x"}}""");

        Assert.False(ran);
        Assert.InRange((int)response.StatusCode, 400, 500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme:ShopB")]
    public void A_key_set_has_a_name_that_is_one_section(string name) =>
        Assert.Throws<ArgumentException>(() => new CallbackKeySetAttribute(name));

    private static Task<InvalidOperationException> FailAsync(Action<WebApplication> map, Action<WebApplicationBuilder>? services = null) =>
        TestApp.FailToStartAsync<InvalidOperationException>(map, services);
}
