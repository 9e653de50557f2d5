using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// A canary in the key, the token, the body, the query, a header and a sensitive member must not appear in any output: not in a log line of
/// any category at any level, not in an answer, not in a trace.
/// </summary>
public sealed class LeakTests : IDisposable
{
    private const string Canary = "canary7f3a91";
    private const string Key = $"key-{Canary}-0123456789abcdef";

    private readonly ConcurrentQueue<string> _traces = [];
    private readonly ActivityListener _listener;

    public LeakTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                _traces.Enqueue(
                    string.Join(
                        '\n',
                        [
                            activity.DisplayName,
                            activity.StatusDescription ?? "",
                            .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                            .. activity.Events.SelectMany(traced => traced.Tags.Select(tag => $"{tag.Key}={tag.Value}")),
                        ]
                    )
                ),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Nothing_of_a_request_or_a_key_is_logged_answered_or_traced()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
                app.MapCallback<AcmeOrder>(
                    "/throws",
                    void (Verified<AcmeOrder> order) => throw new InvalidOperationException("on purpose")
                );
                app.MapCallback<AcmeReturn>("/return", (Verified<AcmeReturn> order, ILogger<LeakTests> logger) => Log(logger, order));
                app.MapCallback<AcmeNotice>("/notice", (Authenticated<AcmeNotice> notice) => { });
                app.MapPost("/plain", (Verified<AcmeOrder> order) => "seen");
                app.MapControllers();
            },
            builder => builder.Services.AddCallbacks().AddControllers().AddApplicationPart(typeof(LeakTests).Assembly),
            ("Callbacks:Acme:hashKey:0", Key),
            ("Callbacks:Acme:hashKey:1", $"second-{Key}"),
            ("Callbacks:Acme-ShopB:hashKey", Key)
        );

        var answers = new List<string>();
        var statuses = new List<HttpStatusCode>();
        foreach (var request in Requests(app))
        {
            using (request)
            using (var response = await app.Client.SendAsync(request))
            {
                statuses.Add(response.StatusCode);
                answers.Add($"{response}\n{await response.Content.ReadAsStringAsync()}");
            }
        }

        app.Configuration.Reload(("Callbacks:Acme:hashKey", $"third-{Key}"));
        app.Configuration.Reload(("Callbacks:Acme:hashKey", Canary));
        await app.StopAsync();

        Assert.Equal(
            [
                HttpStatusCode.OK,
                HttpStatusCode.BadRequest,
                HttpStatusCode.Unauthorized,
                HttpStatusCode.MethodNotAllowed,
                HttpStatusCode.UnsupportedMediaType,
                HttpStatusCode.InternalServerError,
            ],
            statuses.Distinct().Order()
        );
        Assert.True(app.Logs.Lines.Count > 100);
        Assert.Contains(_traces, trace => trace.Contains("callbackgen.feed=acme.order", StringComparison.Ordinal));
        AssertNoCanary(app.Logs.Lines.Select(line => $"{line.Category} {line.Level} {line.Event.Name}: {line.Everything}"));
        AssertNoCanary(answers);
        AssertNoCanary(_traces);
    }

    [Fact]
    public async Task A_query_stays_out_of_the_log_under_a_path_base_and_in_a_branch_and_with_the_wrong_method()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UsePathBase("/base");
            app.UseRouting();
            app.Map(
                "/branch",
                branch =>
                    branch
                        .UseRouting()
                        .UseEndpoints(endpoints => endpoints.MapCallback<AcmeReturn>("/inside/return", (Verified<AcmeReturn> order) => { }))
            );
            app.MapCallback<AcmeReturn>("/return/{shop:int}", (Verified<AcmeReturn> order) => { });
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
        });

        foreach (
            var path in new[]
            {
                "/base/return/7",
                "/return/7",
                "/return/no-number",
                "/branch/inside/return",
                "/RETURN/7",
                "/order",
                string.Concat(Enumerable.Repeat("/return", 500)),
            }
        )
        {
            using var response = await app.Client.GetAsync(new Uri(app.Address, $"{path}?order_id={Canary}"));
            Assert.InRange((int)response.StatusCode, 400, 499);
        }

        await app.StopAsync();
        AssertNoCanary(app.Logs.Lines.Select(line => $"{line.Category} {line.Event.Name}: {line.Everything}"));
        AssertNoCanary(_traces);
    }

    [Theory]
    [InlineData("/cb/return/extra")]
    [InlineData("/cb%2Freturn")]
    [InlineData("/cb%252Freturn")]
    [InlineData("/cb%5Creturn")]
    [InlineData("/CB/RETURN/Extra")]
    [InlineData("/cb/return//")]
    [InlineData("//cb/return")]
    [InlineData("/cb//return")]
    [InlineData("/cb/return.php")]
    [InlineData("/cb/return;v=1")]
    [InlineData("/cb/return%20")]
    [InlineData("/base/cb/return/extra")]
    [InlineData("/hook/7/8")]
    public async Task An_address_that_is_nearly_a_callbacks_keeps_its_query_out_of_the_log(string path)
    {
        foreach (var hasFallback in new[] { false, true })
        {
            await using var app = await TestApp.StartAsync(app =>
            {
                app.UsePathBase("/base");
                app.MapCallback<AcmeReturn>("/cb/return", (Verified<AcmeReturn> order) => { });
                app.MapCallback<AcmeReturn>("/hook/{shop}", (Verified<AcmeReturn> order) => { });
                if (hasFallback)
                    app.MapFallback("{**rest}", (HttpContext context) => $"fallback {context.Request.Query["order_id"].Count}");
            });

            using var response = await app.Client.SendAsync(Get(app, $"{path}?order_id={Canary}"));
            var answer = await response.Content.ReadAsStringAsync();
            await app.StopAsync();

            Assert.True(
                hasFallback ? answer == "fallback 1" : response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Unauthorized,
                $"{response.StatusCode} {answer}"
            );
            AssertNoCanary(app.Logs.Lines.Select(line => $"{line.Category} {line.Event.Name}: {line.Everything}"));
            AssertNoCanary(_traces);
        }
    }

    [Fact]
    public async Task The_query_of_another_route_is_logged_and_read_though_it_begins_like_a_callbacks()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    context.Response.Headers.Append("X-Seen", context.Request.QueryString.Value);
                    await next(context);
                }
            );
            app.MapCallback<AcmeReturn>("/cb/return", (Verified<AcmeReturn> order) => { });
            app.MapGet("/cb/return/help", (int page) => page);
        });

        Assert.Equal("1", await app.Client.GetStringAsync(new Uri(app.Address, "/cb/return/help?page=1")));
        foreach (var path in new[] { "/cb/returned", "/cb", "/cbreturn", "/other/cb", "/return" })
        {
            using var response = await app.Client.GetAsync(new Uri(app.Address, $"{path}?of={path.Replace('/', '-')}"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal([$"?of={path.Replace('/', '-')}"], response.Headers.GetValues("X-Seen"));
        }

        await app.StopAsync();
        foreach (var expected in new[] { "page=1", "of=-cb-returned", "of=-cb", "of=-cbreturn", "of=-other-cb", "of=-return" })
            Assert.Contains(
                app.Logs.Lines,
                line =>
                    line.Category.StartsWith("Microsoft.AspNetCore.Hosting", StringComparison.Ordinal)
                    && line.Message.Contains(expected, StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task An_error_page_does_not_bring_the_query_back()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseExceptionHandler("/error");
            app.UseStatusCodePagesWithReExecute("/status/{0}");
            app.UseRouting();
            app.MapCallback<AcmeOrder>("/throws", void (Verified<AcmeOrder> order) => throw new InvalidOperationException("on purpose"));
            app.MapCallback<AcmeReturn>("/return/{shop:int}", (Verified<AcmeReturn> order) => { });
            app.Map("/error", () => "sorry");
            app.Map("/status/{status}", (int status) => status);
        });
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";

        using var failed = await app.PostAsync($"/throws?secret={Canary}", Order);
        using var refused = await app.PostAsync($"/throws?secret={Canary}", Order, "00");
        using var notFound = await app.Client.GetAsync(new Uri(app.Address, $"/return/none?secret={Canary}"));
        await app.StopAsync();

        Assert.Equal("sorry", await failed.Content.ReadAsStringAsync());
        Assert.Equal("404", await notFound.Content.ReadAsStringAsync());
        AssertNoCanary(app.Logs.Lines.Select(line => $"{line.Category} {line.Event.Name}: {line.Everything}"));
    }

    [Fact]
    public async Task A_handler_that_gives_no_task_fails_as_one_that_throws_and_does_not_bring_the_query_back()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback(AcmeReturn.Feed, "/return", (_, _) => null!));

        using var request = Get(app, $"/return?order_id=A-1&amount=10.00&payer={Canary}&checksum={TestApp.Sign($"10.00|A-1|{Canary}")}");
        using var failed = await app.Client.SendAsync(request);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Single(app.Logs.Named("CallbackHandlerFailed"));
        AssertNoCanary(app.Logs.Lines.Select(line => $"{line.Category} {line.Event.Name}: {line.Everything}"));
    }

    [Fact]
    public async Task Keys_that_stop_the_start_are_not_quoted()
    {
        var failure = await TestApp.FailToStartAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }),
            null,
            ("Callbacks:Acme:hashKey", Canary)
        );

        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A handler's own log line: the message as text, with sensitive members redacted.</summary>
    private static void Log(ILogger logger, CallbackMessage message)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation("{Message}", message);
    }

    /// <summary>Callbacks with every outcome, each with the canary in every possible location.</summary>
    private static IEnumerable<HttpRequestMessage> Requests(TestApp app)
    {
        // Genuine: the canary is in a sensitive member, an undeclared member, a header and the query.
        var order = $$"""{"order_id":"A-1","amount":"10.00","payer":"{{Canary}}","extra":["{{Canary}}",{"{{Canary}}":1}]}""";
        yield return Post(app, $"/order?secret={Canary}", order, TestApp.Sign(order, Key));
        yield return Post(app, $"/throws?secret={Canary}", order, TestApp.Sign(order, Key));
        yield return Post(app, $"/plain?secret={Canary}", order, TestApp.Sign(order, Key));
        yield return Post(app, $"/mvc/order?secret={Canary}", order, TestApp.Sign(order, Key));
        yield return Post(app, $"/api/order?secret={Canary}", order, TestApp.Sign(order, Key));
        yield return Get(app, $"/return?order_id=A-1&amount=10.00&payer={Canary}&checksum={TestApp.Sign($"10.00|A-1|{Canary}", Key)}");
        yield return Post(app, "/notice", Tokens.Beside(order, Tokens.Make($$"""{"sub":"{{Canary}}"}""", Key)), "");

        // Refused: the canary is also in declared members.
        foreach (
            var json in new[]
            {
                $$"""{"order_id":"{{Canary}}","amount":"{{Canary}}"}""",
                $$"""{"order_id":"{{Canary}}","order_id":"{{Canary}}"}""",
                $$"""{"{{Canary}}":1,"{{Canary}}":2}""",
                $"{Canary}",
                $"{{\"order_id\":\"{Canary}",
                $"[\"{Canary}\"]",
            }
        )
        {
            yield return Post(app, "/order", json, TestApp.Sign(json, Key));
            yield return Post(app, "/order", json, Canary);
            yield return Post(app, "/plain", json, TestApp.Sign(json));
            yield return Post(app, "/mvc/order", json, "");
            yield return Post(app, "/notice", json, "");
        }

        yield return Post(app, "/notice", Tokens.Beside(order, $"{Canary}.{Canary}.{Canary}"), "");
        yield return Get(app, $"/return?order_id={Canary}&checksum={Canary}");
        yield return Get(app, $"/return?%zz={Canary}");
        yield return Get(app, $"/order?order_id={Canary}");
        var odd = Post(app, "/order", order, "");
        odd.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        yield return odd;
    }

    private static HttpRequestMessage Post(TestApp app, string path, string json, string signature)
    {
        var request = app.Request(path, new StringContent(json, new MediaTypeHeaderValue("application/json")), signature);
        request.Headers.Add("X-Canary", Canary);
        return request;
    }

    private static HttpRequestMessage Get(TestApp app, string path) =>
        new(
            HttpMethod.Get,
            new Uri(
                app.Address.GetLeftPart(UriPartial.Authority) + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            )
        );

    private static void AssertNoCanary(IEnumerable<string> texts)
    {
        var leaks = texts.Where(text => text.Contains(Canary, StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.True(leaks.Length == 0, string.Join("\n\n", leaks.Take(3)));
    }
}
