using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

public sealed class StatusTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task A_genuine_callback_is_answered_as_its_schema_says()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));

        using var response = await app.PostAsync("/order", Order);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("OK", await response.Content.ReadAsStringAsync());
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    /// <summary>The page about rejections has a row for each rejection, which ends with its status.</summary>
    [Fact]
    public void A_rejection_is_answered_as_its_page_says()
    {
        var stated = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "rejections.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(row => row[0].Trim('`'), row => row[^1]);

        Assert.All(
            Enum.GetValues<CallbackRejectionReason>(),
            reason =>
            {
                var known = CallbackAnswers.StatusOf(new CallbackRejection(reason, "", ""));
                var unknown = CallbackAnswers.StatusOf(new CallbackRejection(reason, "", "") { IsKeyUnknown = true });
                Assert.Equal(known == unknown ? $"{known}" : $"{known}, {unknown}", stated[reason.ToString()]);
            }
        );
    }

    /// <summary>An output cache would answer for an endpoint without running it; it must not store a callback's answer.</summary>
    [Theory]
    [InlineData("/return")]
    [InlineData("/group")]
    [InlineData("/plain")]
    public async Task An_answer_is_never_taken_from_the_applications_cache(string path)
    {
        var (handled, pages) = (0, 0);
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.UseOutputCache();
                app.MapCallback<AcmeReturn>(
                    "/return",
                    (Verified<AcmeReturn> order) =>
                    {
                        handled++;
                    }
                );
                app.MapCallbacks(
                    "/group",
                    on =>
                        on.Feed<AcmeReturn>(
                            (Verified<AcmeReturn> order) =>
                            {
                                handled++;
                            }
                        )
                );
                app.MapGet("/plain", (Verified<AcmeReturn> order) => ++handled);
                app.MapGet("/page", () => ++pages);
            },
            builder =>
                builder
                    .Services.AddCallbacks()
                    .AddOutputCache(options => options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromHours(1))))
        );

        foreach (
            var (query, expected) in new[]
            {
                (TestApp.Sign("10.00|A-1|"), HttpStatusCode.OK),
                ("00", HttpStatusCode.Unauthorized),
                (TestApp.Sign("10.00|A-1|"), HttpStatusCode.OK),
            }
        )
        {
            using var response = await app.Client.GetAsync(new Uri(app.Address, $"{path}?order_id=A-1&amount=10.00&checksum={query}"));
            Assert.Equal(expected, response.StatusCode);
        }

        Assert.Equal(2, handled);
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal("1", await app.Client.GetStringAsync(new Uri(app.Address, "/page")));
    }

    [Fact]
    public async Task Every_401_has_the_same_body_whatever_was_wrong()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
            app.MapCallback<AcmeNotice>("/notice", (Authenticated<AcmeNotice> notice) => { });
        });

        var answers = new HashSet<string>();
        foreach (var (path, signature) in new[] { ("/order", ""), ("/order", "zz"), ("/order", TestApp.Sign("x")), ("/notice", "") })
        {
            using var request = app.Request(path, new StringContent(Order), signature);
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await app.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.NotEmpty(response.Headers.WwwAuthenticate);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        var body = Assert.Single(answers);
        Assert.Equal(401, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
        Assert.Equal(
            ["type", "title", "status", "detail"],
            JsonDocument.Parse(body).RootElement.EnumerateObject().Select(member => member.Name)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"order_id":"A-1","amount":"10,00"}""")]
    [InlineData("""{"order_id":"A-1","order_id":"A-2","amount":"10.00"}""")]
    [InlineData("""{"order_id":"A-1","amount":"10.00"} trailing""")]
    public async Task A_signed_body_that_cannot_be_read_is_a_bad_request_that_names_no_member(string json)
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));

        using var response = await app.PostAsync("/order", json);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("order_id", body, StringComparison.Ordinal);
        Assert.DoesNotContain("amount", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_the_feed_does_not_arrive_by_is_refused_with_the_allowed_ones()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeReturn>("/return", (Verified<AcmeReturn> order) => { }));

        using var response = await app.Client.PutAsync(new Uri(app.Address, "/return"), new StringContent("x"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task An_ordinary_endpoint_for_any_method_refuses_those_of_no_transport()
    {
        await using var app = await TestApp.StartAsync(app => app.Map("/order", (Verified<AcmeOrder> order) => "seen"));

        using var response = await app.Client.GetAsync(new Uri(app.Address, "/order"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>RFC 8259, section 11: a charset parameter has no effect on JSON.</summary>
    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=utf-16", HttpStatusCode.OK)]
    [InlineData("application/json; charset=utf-7", HttpStatusCode.OK)]
    public async Task Content_of_another_kind_is_refused(string contentType, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));
        var content = new StringContent(Order);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);

        using var request = app.Request("/order", content, TestApp.Sign(Order));
        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        if (expected != HttpStatusCode.OK)
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity, br", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Identity", HttpStatusCode.OK)]
    public async Task Only_the_identity_coding_is_taken(string coding, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));
        var content = new StringContent(Order);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);

        using var request = app.Request("/order", content, TestApp.Sign(Order));
        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected != HttpStatusCode.OK, response.Headers.Contains("Accept-Encoding"));
    }

    [Theory]
    [InlineData(CallbackRejectionReason.NotSelected, 400)]
    [InlineData(CallbackRejectionReason.UrlNotConfigured, 503)]
    [InlineData(CallbackRejectionReason.KeyNotConfigured, 503)]
    [InlineData(CallbackRejectionReason.SchemaInvalid, 503)]
    [InlineData((CallbackRejectionReason)9999, 401)]
    public void A_reason_that_arises_elsewhere_has_its_status_too(CallbackRejectionReason reason, int status) =>
        Assert.Equal(status, CallbackAnswers.StatusOf(reason));
}
