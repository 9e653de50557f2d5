using System.Diagnostics.Metrics;
using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// The endpoint answers a success only if the handler has returned, regardless of failures and of code that catches them.
/// </summary>
public sealed class HandlerFaultTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    private static readonly Dictionary<string, Func<HttpContext, Task>> Handlers = new()
    {
        ["throws"] = _ => throw new TimeZoneNotFoundException(),
        ["throws late"] = async _ =>
        {
            await Task.Yield();
            throw new IOException("the store is down");
        },
        ["cancels"] = _ => Task.FromException(new OperationCanceledException()),
        ["is refused"] = _ => throw new BadHttpRequestException("of a service of its own"),
        ["succeeds first"] = context =>
        {
            context.Response.StatusCode = 202;
            throw new IOException();
        },
        ["writes first"] = async context =>
        {
            await context.Response.WriteAsync("OK");
            throw new IOException();
        },
        ["writes all first"] = async context =>
        {
            context.Response.ContentLength = 2;
            await context.Response.Body.WriteAsync("OK"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await context.Response.CompleteAsync();
            throw new IOException();
        },
        ["starts first"] = async context =>
        {
            await context.Response.StartAsync();
            throw new IOException();
        },
        ["pipes first"] = async context =>
        {
            await context.Response.BodyWriter.WriteAsync("OK"u8.ToArray());
            await context.Response.BodyWriter.CompleteAsync();
            throw new IOException();
        },
        ["sends a result first"] = async context =>
        {
            await Results.Text("OK").ExecuteAsync(context);
            throw new IOException();
        },
        ["sends a file first"] = async context =>
        {
            await context.Response.SendFileAsync(typeof(HandlerFaultTests).Assembly.Location, 0, 10);
            throw new IOException();
        },
    };

    private static readonly Dictionary<string, Action<WebApplication>> Fronts = new()
    {
        ["nothing"] = _ => { },
        ["an error page"] = app =>
        {
            app.UseExceptionHandler("/error");
            app.Map("/error", () => Results.Ok("sorry"));
        },
        ["an error page that redirects"] = app =>
            app.UseExceptionHandler(error =>
                error.Run(context =>
                {
                    context.Response.Redirect("/sorry");
                    return Task.CompletedTask;
                })
            ),
        ["a middleware that swallows"] = app =>
            app.Use(
                async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (Exception failure) when (failure is not null)
                    {
                        // Some middleware that logs does this.
                    }
                }
            ),
        ["a middleware that answers"] = app =>
            app.Use(
                async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (Exception failure) when (failure is not null)
                    {
                        context.Response.StatusCode = 200;
                        await context.Response.WriteAsync("never mind");
                    }
                }
            ),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var handler in Handlers.Keys)
            {
                foreach (var front in Fronts.Keys)
                    cases.Add(handler, front);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_handler_that_fails_is_answered_with_no_success(string handler, string front)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            Fronts[front](app);
            app.UseRouting();
            app.MapCallback(AcmeOrder.Feed, "/order", (_, context) => Handlers[handler](context));
        });
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.InRange((int)response.StatusCode, 400, 599);
        Assert.Equal(LogLevel.Error, Assert.Single(app.Logs.Named("CallbackHandlerFailed")).Level);
        Assert.Contains(
            measured.Lines,
            line => line.StartsWith("callbackgen.callbacks.failed 1 acme.order handler ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_answer_that_a_first_item_has_written_is_not_sent_when_a_later_one_fails()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeBatch>(
                "/batch",
                async (Verified<AcmeBatch> order, HttpContext context) =>
                {
                    if (order.Payload.OrderId == "A-2")
                        throw new IOException();
                    context.Response.ContentLength = 2;
                    await context.Response.WriteAsync("OK");
                }
            )
        );

        using var response = await app.PostAsync("/batch", AcmeBatch.Request("A-1", "A-2"), "");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Theory]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_handler_that_returns_keeps_a_status_of_its_own(int status)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>(
                "/order",
                (Verified<AcmeOrder> order, HttpContext context) =>
                {
                    context.Response.StatusCode = status;
                }
            );
            app.MapCallback<AcmeOrder>("/result", (Verified<AcmeOrder> order) => Results.StatusCode(status));
            app.MapPost("/plain", (Verified<AcmeOrder> order) => Results.StatusCode(status));
        });
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        foreach (var path in new[] { "/order", "/result", "/plain" })
        {
            using var request = app.Request(path, new StringContent(Order), TestApp.Sign(Order));
            request.Content!.Headers.ContentType = new("application/json");
            using var response = await client.SendAsync(request);
            Assert.Equal((status, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_result_of_200_is_the_answer_and_is_not_acknowledged_on_top()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/empty", (Verified<AcmeOrder> order) => Results.Ok());
            app.MapCallback<AcmeOrder>("/json", (Verified<AcmeOrder> order) => Results.Json(new { done = true }));
            app.MapPost("/plain", (Verified<AcmeOrder> order) => "seen");
        });

        foreach (var (path, answer) in new[] { ("/empty", ""), ("/json", """{"done":true}"""), ("/plain", "seen") })
        {
            using var response = await app.PostAsync(path, Order);
            Assert.Equal((HttpStatusCode.OK, answer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_status_that_a_middleware_has_left_does_not_become_the_handlers()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                (context, next) =>
                {
                    context.Response.StatusCode = 404;
                    return next(context);
                }
            );
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
        });

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal((HttpStatusCode.OK, "OK"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_acknowledgement_that_cannot_be_written_is_no_success(bool isLate)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                (context, next) =>
                {
                    context.Response.Body = new FailingStream([], new IOException("the answer's file is gone"), isLate);
                    return next(context);
                }
            );
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
            app.MapPost("/plain", (Verified<AcmeOrder> order) => "seen");
        });
        using var measured = Measurements.Of(app);

        foreach (var path in new[] { "/order", "/plain" })
        {
            using var response = await app.PostAsync(path, Order);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        await app.StopAsync();
        Assert.Equal(2, app.Logs.Named("CallbackRequestFailed").Count());
        Assert.Contains("callbackgen.callbacks.failed 1 acme.order answer System.IO.IOException", measured.Lines);
    }

    [Fact]
    public async Task An_instrument_or_a_logger_that_throws_makes_no_success()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                (Verified<AcmeOrder> order) =>
                {
                    seen.Add(order.Payload.OrderId);
                }
            )
        );
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CallbackTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new TimeZoneNotFoundException("an exporter"));
        listener.Start();

        using var genuine = await app.PostAsync("/order", Order);
        using var forged = await app.PostAsync("/order", Order, "00");

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError), (genuine.StatusCode, forged.StatusCode));
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_time_limit_of_the_application_is_answered_by_who_set_it()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.UseRequestTimeouts();
                app.MapCallback<AcmeOrder>(
                        "/order",
                        async (Verified<AcmeOrder> order, CancellationToken token) => await Task.Delay(Timeout.Infinite, token)
                    )
                    .WithRequestTimeout(TimeSpan.FromMilliseconds(50));
            },
            builder => builder.Services.AddCallbacks().AddRequestTimeouts()
        );

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Single(app.Logs.Named("CallbackHandlerFailed"));
        Assert.Empty(app.Logs.Named("CallbackHandlerCancelled"));
    }
}
