using System.Net;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Requests with several callbacks, some of which are genuine and unreadable, at an endpoint that stores callbacks.</summary>
public sealed class QuarantinedItemsTests
{
    private static readonly string Unreadable =
        $$"""{"order_id":"A-9","amount":"1,000.00","checksum":"{{TestApp.Sign("1,000.00|A-9")}}"}""";
    private static readonly string Forged = AcmeBatch.Item("A-8", "another");

    [Theory]
    [InlineData(CallbackUnreadable.Retry, HttpStatusCode.ServiceUnavailable, "")]
    [InlineData(CallbackUnreadable.Acknowledge, HttpStatusCode.OK, "OK")]
    public async Task One_that_cannot_be_read_is_kept_apart_from_those_that_can(
        CallbackUnreadable unreadable,
        HttpStatusCode expected,
        string body
    )
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(unreadable), keeper);
        using var measured = Measurements.Of(app);

        using var response = await PostAsync(app, AcmeBatch.Item("A-1"), Unreadable, AcmeBatch.Item("A-2"));
        await app.StopAsync();

        Assert.Equal((expected, body), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        var kept = Assert.Single(keeper.Kept).Verified;
        Assert.Equal([0, 2], kept.Callbacks.Select(callback => callback.Receipt.ItemIndex));
        var (item, rejection) = Assert.Single(kept.Unreadable);
        Assert.Equal(
            (1, CallbackRejectionReason.InvalidMember, true, "item:1 /amount"),
            (item, rejection.Reason, rejection.IsProven, rejection.Where)
        );
        Assert.Empty(keeper.Quarantined);
        Assert.Equal(2, app.Logs.Named("CallbackAccepted").Count());
        Assert.Contains("item:1 /amount", Assert.Single(app.Logs.Named("CallbackUnreadable")).Message, StringComparison.Ordinal);
        Assert.Equal(
            [
                "callbackgen.callbacks.accepted 1 acme.batch",
                "callbackgen.callbacks.accepted 1 acme.batch",
                "callbackgen.verification.duration acme.batch accepted",
                "callbackgen.callbacks.unreadable 1 acme.batch InvalidMember",
            ],
            measured.Lines
        );
    }

    [Fact]
    public async Task One_that_is_forged_refuses_them_all()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var response = await PostAsync(app, AcmeBatch.Item("A-1"), Unreadable, Forged);
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(keeper.Kept);
        Assert.Empty(keeper.Quarantined);
        Assert.Contains("item:2 ", Assert.Single(app.Logs.Named("CallbackRejected")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_none_can_be_read_the_request_is_kept_apart_as_a_whole()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(Feed(CallbackUnreadable.Acknowledge), keeper);

        using var response = await PostAsync(app, Unreadable, Unreadable);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("item:0 /amount", Assert.Single(keeper.Quarantined).Rejection.Where);
        Assert.Empty(keeper.Kept);
    }

    [Fact]
    public async Task Under_one_signature_one_that_cannot_be_read_has_the_request_kept_apart_as_a_whole()
    {
        var keeper = new RecordingKeeper();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback(AcmeEvents.Feed, "/batch", (_, _) => Task.CompletedTask).WithMetadata(keeper)
        );
        const string Json = """{"events":[{"order_id":"A-1","amount":"10.00"},{"order_id":"A-2","amount":"1,000.00"}]}""";

        using var genuine = await app.PostAsync("/batch", Json);
        using var forged = await app.PostAsync("/batch", Json, TestApp.Sign("another"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized), (genuine.StatusCode, forged.StatusCode));
        Assert.Equal("item:1 /amount", Assert.Single(keeper.Quarantined).Rejection.Where);
        Assert.Empty(keeper.Kept);
    }

    [Fact]
    public async Task Where_nothing_keeps_them_one_that_cannot_be_read_refuses_them_all()
    {
        var handled = 0;
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback(Feed(CallbackUnreadable.Acknowledge), "/batch", (_, _) => Task.FromResult(handled++))
        );

        using var response = await PostAsync(app, AcmeBatch.Item("A-1"), Unreadable);

        Assert.Equal((HttpStatusCode.BadRequest, 0), (response.StatusCode, handled));
    }

    private static Task<TestApp> StartAsync(CallbackFeed feed, RecordingKeeper keeper) =>
        TestApp.StartAsync(app => app.MapCallback(feed, "/batch", (_, _) => Task.CompletedTask).WithMetadata(keeper));

    private static Task<HttpResponseMessage> PostAsync(TestApp app, params string[] items) =>
        app.PostAsync("/batch", $"{{\"items\":[{string.Join(',', items)}]}}", "");

    /// <summary>The feed of batches, with a setting for unreadable items.</summary>
    private static VerifiedFeed<AcmeBatch> Feed(CallbackUnreadable unreadable) =>
        new(
            new()
            {
                Name = "acme.batch",
                Provider = "Acme",
                Feed = "Batch",
                PayloadPointer = "/items/*",
                Scheme = "hmac",
                SignatureFrom = "payload:/checksum",
                Proofs = [new("hmac", "payload:/checksum")],
                Receive = [new("POST", CallbackContent.Json)],
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8)],
                Acknowledge = new(200, "text/plain", "OK"),
                Unreadable = unreadable,
            }
        );
}
