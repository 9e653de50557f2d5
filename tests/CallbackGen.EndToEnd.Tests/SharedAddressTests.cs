using System.Net;
using System.Net.Http.Headers;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Receiver.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Several feeds on one address: each request reaches the handler of its own feed, or none.</summary>
public sealed class SharedAddressTests
{
    private const string Sale = """{"order_id":"A-1","amount":"10.00","payer":"sale"}""";
    private const string Rebate = """{"order_id":"R-1","amount":"3.00","payer":"rebate"}""";
    private const string Other = """{"order_id":"X-1","amount":"1.00","payer":"other"}""";

    [Fact]
    public async Task A_delegate_and_a_handler_class_each_get_the_callbacks_of_their_feed()
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapCallbacks(
                    "/acme",
                    on =>
                        on.Feed<AcmeSale>(
                                (Verified<AcmeSale> sale, HttpContext context) =>
                                    seen.Add($"{sale.Payload.OrderId} {context.Request.Method}")
                            )
                            .Feed<AcmeRebate>()
                ),
            builder => builder.Services.AddCallbacks().AddSingleton<ICallbackHandler<AcmeRebate>>(new Rebates(seen))
        );

        foreach (var body in new[] { Sale, Rebate })
        {
            using var response = await app.PostAsync("/acme", body, TestApp.Sign(body));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["A-1 POST", "rebate R-1"], seen);
        Assert.Contains(app.Logs.Lines, line => line.Message.Contains("acme.sale callback accepted", StringComparison.Ordinal));
        Assert.Contains(app.Logs.Lines, line => line.Message.Contains("acme.rebate callback accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_chosen_is_verified_from_scratch()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        foreach (
            var (body, signed) in new[] { (Sale, Rebate), (Sale, ""), (Rebate, Rebate.Replace("rebate", "sale", StringComparison.Ordinal)) }
        )
        {
            using var response = await app.PostAsync("/acme", body, TestApp.Sign(signed));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Empty(seen);
    }

    [Fact]
    public async Task What_no_feed_selects_is_answered_400_and_counted_for_the_provider()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var response = await app.PostAsync("/acme", Other, TestApp.Sign("another"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(seen);
        Assert.Contains(app.Logs.Lines, line => line.Message.Contains("acme callback rejected: NotSelected", StringComparison.Ordinal));
        Assert.Empty(app.Logs.Named("CallbackUnreadable"));
    }

    /// <summary>A new event of the provider, half a body, or another content type: genuine, but selected by no feed.</summary>
    [Theory]
    [InlineData(Other, "application/json", "NotSelected")]
    [InlineData("{", "application/json", "Malformed")]
    [InlineData(Sale, "text/csv", "UnsupportedContent")]
    public async Task What_no_feed_selects_and_one_has_signed_is_that_feeds_and_genuine(string body, string type, string reason)
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var genuine = await SendAsync(app, HttpMethod.Post, body, type);
        using var forged = await SendAsync(app, HttpMethod.Post, body, type, signed: "another");

        Assert.Equal(genuine.StatusCode, forged.StatusCode);
        Assert.Empty(seen);
        Assert.Contains(
            $"acme.sale callback is genuine and refused: {reason}",
            Assert.Single(app.Logs.Named("CallbackUnreadable")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"acme callback rejected: {reason}",
            Assert.Single(app.Logs.Named("CallbackRejected")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_feed_that_is_mapped_alone_refuses_the_records_of_others()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeSale>("/sale", (Verified<AcmeSale> sale) => { }));

        using var own = await app.PostAsync("/sale", Sale, TestApp.Sign(Sale));
        using var other = await app.PostAsync("/sale", Rebate, TestApp.Sign(Rebate));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (own.StatusCode, other.StatusCode));
    }

    [Fact]
    public async Task The_address_takes_the_methods_and_contents_of_all_and_no_others()
    {
        await using var app = await StartAsync([]);
        const string Form = "order_id=R-2&amount=3.00&payer=rebate";

        using var put = await SendAsync(app, HttpMethod.Put, Form, "application/x-www-form-urlencoded");
        using var post = await SendAsync(app, HttpMethod.Post, Form, "application/x-www-form-urlencoded");
        using var delete = await SendAsync(app, HttpMethod.Delete, "", "application/json");

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, post.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, delete.StatusCode);
        Assert.Equal(["POST", "PUT"], delete.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Keys_are_checked_at_the_start_for_each_feed_and_a_key_set_serves_all()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallbacks([AcmeSale.Feed, AcmeRebate.Feed], "/acme", (_, _) => Task.CompletedTask).WithKeySet("Second"),
            null,
            ("Callbacks:Second:hashKey", TestApp.Key)
        );
        using var response = await app.PostAsync("/acme", Rebate, TestApp.Sign(Rebate));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var missing = await Assert.ThrowsAnyAsync<Exception>(() =>
            TestApp.StartAsync(
                app => app.MapCallbacks([AcmeSale.Feed, AcmeRebate.Feed], "/acme", (_, _) => Task.CompletedTask),
                null,
                ("Unrelated", "x")
            )
        );
        Assert.Contains("Callbacks:Acme:hashKey", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_returns_a_result_answers_and_a_filter_of_the_endpoint_runs()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallbacks(
                    "/acme",
                    on =>
                        on.Feed<AcmeSale>((Verified<AcmeSale> sale) => Results.Text("done", statusCode: 202))
                            .Feed<AcmeRebate>((Verified<AcmeRebate> rebate) => (IResult?)null)
                )
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        context.HttpContext.Response.Headers["X-Filter"] = "ran";
                        return await next(context);
                    }
                )
        );

        using var sale = await app.PostAsync("/acme", Sale, TestApp.Sign(Sale));
        using var rebate = await app.PostAsync("/acme", Rebate, TestApp.Sign(Rebate));

        Assert.Equal(
            (HttpStatusCode.Accepted, "done", HttpStatusCode.OK),
            (sale.StatusCode, await sale.Content.ReadAsStringAsync(), rebate.StatusCode)
        );
        Assert.Equal(["ran"], sale.Headers.GetValues("X-Filter"));
    }

    public static TheoryData<string, Action<WebApplication>> Mistakes =>
        new()
        {
            { "No feed was added", app => app.MapCallbacks("/acme", _ => { }) },
            { "mapped twice", app => app.MapCallbacks([AcmeSale.Feed, AcmeSale.Feed], "/acme", (_, _) => Task.CompletedTask) },
            { "takes every request", app => app.MapCallbacks([AcmeOrder.Feed, AcmeSale.Feed], "/acme", (_, _) => Task.CompletedTask) },
            { "ICallbackHandler", app => app.MapCallbacks("/acme", on => on.Feed<AcmeSale>()) },
            { "AcmeRebate", app => app.MapCallbacks("/acme", on => on.Feed<AcmeSale>((Verified<AcmeRebate> rebate) => { })) },
            {
                "map their feeds together",
                app =>
                {
                    app.MapCallback<AcmeSale>("/acme", (Verified<AcmeSale> sale) => { });
                    app.MapCallback<AcmeRebate>("/ACME/", (Verified<AcmeRebate> rebate) => { });
                }
            },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_found_at_the_start(string expected, Action<WebApplication> map)
    {
        var mistake = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(map));

        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_that_differ_by_host_or_method_are_two() =>
        await (
            await TestApp.StartAsync(app =>
            {
                app.MapCallback<AcmeSale>("/acme", (Verified<AcmeSale> sale) => { }).RequireHost("a.example");
                app.MapCallback<AcmeRebate>("/acme", (Verified<AcmeRebate> rebate) => { }).RequireHost("b.example");
                app.MapCallback<AcmeReturn>("/back", (Verified<AcmeReturn> back) => { });
                app.MapPut("/back", () => "");
            })
        ).DisposeAsync();

    [Fact]
    public async Task A_feed_without_a_selection_may_stand_last() =>
        await (
            await TestApp.StartAsync(app => app.MapCallbacks([AcmeSale.Feed, AcmeOrder.Feed], "/acme", (_, _) => Task.CompletedTask))
        ).DisposeAsync();

    [Fact]
    public async Task The_receiver_tells_the_feeds_of_a_provider_apart_at_one_address()
    {
        var tests = DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"));
        await using var host = await DemoHost.StartAsync(tests);

        Assert.NotEmpty(ReceiverApp.Groups);
        foreach (var (path, feeds) in ReceiverApp.Groups)
        {
            Assert.True(feeds.Length > 1);
            foreach (var feed in feeds)
            {
                var test = tests[feed.Name].First(test => test is { ExpectsRefusal: false, Request: { Path: null, Method: "POST" } });
                var outcome = await host.SendAsync(feed, test, test.Request, path);
                Assert.IsType(feed.MessageType, outcome.Message);

                // A genuine record at another feed's address is refused with the right reason.
                foreach (var other in feeds.Where(other => other != feed))
                {
                    var stray = await host.SendAsync(feed, test, test.Request, ReceiverApp.PathOf(other));
                    Assert.Equal((0, nameof(CallbackRejectionReason.NotSelected)), (stray.Handled, stray.Reason));
                }
            }
        }
    }

    private static Task<TestApp> StartAsync(List<string> seen) =>
        TestApp.StartAsync(app =>
            app.MapCallbacks(
                "/acme",
                on =>
                    on.Feed<AcmeSale>((Verified<AcmeSale> sale) => seen.Add(sale.Payload.OrderId))
                        .Feed<AcmeRebate>((Verified<AcmeRebate> rebate) => seen.Add(rebate.Payload.OrderId))
            )
        );

    private static async Task<HttpResponseMessage> SendAsync(
        TestApp app,
        HttpMethod method,
        string body,
        string type,
        string? signed = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Address, "/acme")) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Headers.Add("X-Signature", TestApp.Sign(signed ?? body));
        return await app.Client.SendAsync(request);
    }

    private sealed class Rebates(List<string> seen) : ICallbackHandler<AcmeRebate>
    {
        public Task HandleAsync(Verified<AcmeRebate> callback, CancellationToken cancellationToken)
        {
            seen.Add("rebate " + callback.Payload.OrderId);
            return Task.CompletedTask;
        }
    }
}
