using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Genuine callbacks that the schema does not accept, at an endpoint that stores callbacks.</summary>
public sealed class QuarantineTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";
    private const string Unreadable = """{"order_id":"A-1","amount":"1,000.00"}""";

    [Fact]
    public async Task One_that_is_kept_is_acknowledged_where_the_schema_says_so()
    {
        var (feed, keeper) = (Feed(CallbackUnreadable.Acknowledge), new RecordingKeeper());
        await using var app = await StartAsync(feed, keeper);

        using var response = await app.PostAsync("/order?a=1", Unreadable);

        Assert.Equal((HttpStatusCode.OK, "OK"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        var kept = Assert.Single(keeper.Quarantined);
        Assert.Equal((feed, CallbackRejectionReason.InvalidMember, true), (kept.Feed, kept.Rejection.Reason, kept.Rejection.IsProven));
        Assert.Empty(keeper.Kept);
    }

    [Fact]
    public async Task What_is_kept_proves_itself_once_more_by_what_was_read_of_it_and_the_keys_that_come_with_it()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var request = app.Request("/order?a=1", new StringContent(Unreadable), TestApp.Sign(Unreadable));
        request.Content!.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Other", "1");
        using var response = await app.Client.SendAsync(request);

        var (feed, rejection, kept, keys) = Assert.Single(keeper.Quarantined);
        Assert.Equal(("POST", "/order", "a=1", Unreadable), (kept.Method, kept.Path, kept.Query, Encoding.UTF8.GetString(kept.Body.Span)));
        Assert.Equal(["X-Signature"], kept.Headers.Names);
        Assert.Equal(rejection.ToString(), feed.VerifyMessage(kept, keys).Rejection?.ToString());
        Assert.False(feed.VerifyMessage(kept, CallbackKeys.Empty).Rejection!.IsProven);
    }

    [Fact]
    public async Task A_forged_one_is_never_kept()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var forged = await app.PostAsync("/order", Unreadable, TestApp.Sign(Order));
        using var unsigned = await app.PostAsync("/order", Unreadable, "");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (forged.StatusCode, unsigned.StatusCode));
        Assert.Empty(keeper.Quarantined);
        Assert.Empty(keeper.Kept);
    }

    [Fact]
    public async Task Without_a_word_in_the_schema_the_provider_is_asked_to_come_again()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(CallbackUnreadable.Retry), keeper);

        using var response = await app.PostAsync("/order", Unreadable);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "30"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
        Assert.Single(keeper.Quarantined);
    }

    [Fact]
    public async Task One_that_is_not_kept_comes_again_whatever_the_schema_says()
    {
        var keeper = new RecordingKeeper { Quarantines = false };
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var response = await app.PostAsync("/order", Unreadable);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "30"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
        Assert.Single(keeper.Quarantined);
    }

    [Fact]
    public async Task One_that_cannot_be_kept_has_the_provider_come_again()
    {
        var keeper = new RecordingKeeper { Quarantines = null };
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var response = await app.PostAsync("/order", Unreadable);
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "30"), (response.StatusCode, response.Headers.RetryAfter?.ToString()));
        Assert.Contains(
            "TimeZoneNotFoundException",
            Assert.Single(app.Logs.Named("CallbackKeepingFailed")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_middleware_makes_no_success_of_what_is_not_acknowledged()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(
                async (context, next) =>
                {
                    await next(context);
                    context.Response.StatusCode = StatusCodes.Status200OK;
                }
            );
            app.UseRouting();
            app.MapCallback(Feed(CallbackUnreadable.Retry), "/order", (_, _) => Task.CompletedTask).WithMetadata(new RecordingKeeper());
        });

        using var response = await app.PostAsync("/order", Unreadable);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Where_nothing_is_signed_nothing_is_kept_apart()
    {
        var keeper = new RecordingKeeper();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmePing>("/ping", (Received<AcmePing> ping) => { }).WithMetadata(keeper)
        );

        using var response = await app.PostAsync("/ping", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(keeper.Quarantined);
    }

    [Theory]
    [InlineData(Order)]
    [InlineData(Unreadable)]
    public async Task Keys_that_were_looked_up_come_with_what_they_have_verified(string json)
    {
        var keeper = new RecordingKeeper();
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeAccount>("/account", (Verified<AcmeAccount> order) => { }).WithMetadata(keeper),
            builder => builder.Services.AddCallbacks().AddSingleton<ICallbackKeyLookup, Lookup>()
        );

        using var response = await app.PostAsync("/account", json);

        var (request, keys) =
            json == Order
                ? Assert.Single(keeper.Kept) is var kept
                    ? (kept.Request, kept.Verified.Keys)
                    : default
                : Assert.Single(keeper.Quarantined) is var apart
                    ? (apart.Request, apart.Keys)
                    : default;
        var again = AcmeAccount.Feed.VerifyMessage(request, keys);
        Assert.Equal((json == Order, json != Order), (again.IsSuccess, again.Rejection?.IsProven ?? false));
    }

    private static Task<TestApp> StartAsync(CallbackFeed feed, CallbackKeeper keeper) =>
        TestApp.StartAsync(app => app.MapCallback(feed, "/order", (_, _) => Task.CompletedTask).WithMetadata(keeper));

    /// <summary>The feed of orders, with a setting for unreadable callbacks.</summary>
    private static VerifiedFeed<AcmeOrder> Feed(CallbackUnreadable unreadable) =>
        new(
            new()
            {
                Name = "acme.order",
                Provider = "Acme",
                Feed = "Order",
                Scheme = "hmac",
                SignatureFrom = "header:X-Signature",
                Receive = [new("POST", CallbackContent.Json)],
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8)],
                Acknowledge = new(200, "text/plain", "OK"),
                Unreadable = unreadable,
            }
        );

    private sealed class Lookup : ICallbackKeyLookup
    {
        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>([TestApp.Key]);
    }
}
