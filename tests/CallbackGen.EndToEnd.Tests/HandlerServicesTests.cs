using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The services of a request: one scope, which contains the callback, regardless of which service is resolved first.</summary>
public sealed class HandlerServicesTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_request_has_one_scope_whoever_asks_first_and_it_is_disposed_of(bool before, bool after)
    {
        var visits = new Visits();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.Use(
                    async (context, next) =>
                    {
                        if (before)
                            context.RequestServices.GetRequiredService<Visit>().See("before");
                        await next(context);
                        if (after)
                            context.RequestServices.GetRequiredService<Visit>().See("after");
                    }
                );
                app.MapCallback<AcmeOrder>(
                    "/order",
                    (Verified<AcmeOrder> order, Visit visit, HttpContext context) =>
                    {
                        visit.See("handler");
                        Assert.Same(visit, context.RequestServices.GetRequiredService<Visit>());
                        Assert.Same(order, context.RequestServices.GetRequiredService<CallbackMessage>());
                        Assert.Same(order, visit.Services.GetRequiredService<Verified<AcmeOrder>>());
                        Assert.Throws<InvalidOperationException>(context.RequestServices.GetService<Verified<AcmeBatch>>);
                    }
                );
            },
            builder => builder.Services.AddSingleton(visits).AddCallbacks().AddScoped<Visit>()
        );

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string[] expected =
        [
            .. before ? ["1 before"] : Array.Empty<string>(),
            "1 handler",
            .. after ? ["1 after"] : Array.Empty<string>(),
            "1 disposed",
        ];
        Assert.Equal(expected, visits.Seen);
    }

    [Fact]
    public async Task A_scope_that_only_a_middleware_behind_the_handler_asks_for_holds_the_callback_too()
    {
        var seen = new List<CallbackMessage>();
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    await next(context);
                    seen.Add(context.RequestServices.GetRequiredService<IServiceProvider>().GetRequiredService<Verified<AcmeOrder>>());
                }
            );
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => seen.Add(order));
        });

        using var response = await app.PostAsync("/order", Order);
        await app.StopAsync();

        Assert.Equal(2, seen.Count);
        Assert.Same(seen[0], seen[1]);
    }

    [Fact]
    public async Task Services_that_somebody_puts_in_the_place_of_the_requests_are_the_handlers()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                    "/order",
                    (Verified<AcmeOrder> order, HttpContext context) => Results.Text(context.RequestServices.GetRequiredService<string>())
                )
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        var message = context.HttpContext.RequestServices.GetRequiredService<Verified<AcmeOrder>>();
                        context.HttpContext.RequestServices = new ServiceCollection()
                            .AddLogging()
                            .AddSingleton("theirs")
                            .AddSingleton(message)
                            .BuildServiceProvider();
                        return await next(context);
                    }
                )
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal("theirs", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_handler_that_leaves_the_answer_to_the_schema_may_have_services_in_the_place_of_the_requests()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>("/order", IResult? (Verified<AcmeOrder> order) => null)
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        context.HttpContext.RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider();
                        return await next(context);
                    }
                )
        );

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal((HttpStatusCode.OK, "OK"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    private sealed class Visits
    {
        private int _count;

        public List<string> Seen { get; } = [];

        public int Next() => Interlocked.Increment(ref _count);
    }

    private sealed class Visit(Visits visits, IServiceProvider services) : IDisposable
    {
        private readonly int _number = visits.Next();

        public IServiceProvider Services => services;

        public void See(string what) => visits.Seen.Add($"{_number} {what}");

        public void Dispose() => See("disposed");
    }
}
