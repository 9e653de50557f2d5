using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The log of an unhandled callback contains enough to find it, and none of its content.</summary>
public sealed class RejectionReportTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Theory]
    [InlineData("""{"order_id":"A-1","amount":"10,00"}""", "InvalidMember")]
    [InlineData("""{"order_id":"A-1"}""", "MissingMember")]
    [InlineData("""{"order_id":"A-1","amount":"1","amount":"2"}""", "DuplicateMember")]
    [InlineData("{", "Malformed")]
    public async Task A_genuine_callback_that_does_not_fit_the_schema_is_told_apart_from_a_forgery(string json, string reason)
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));
        using var measured = Measurements.Of(app);

        using var genuine = await app.PostAsync("/order", json);
        using var forged = await app.PostAsync("/order", json, TestApp.Sign("another"));
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (genuine.StatusCode, forged.StatusCode));
        var unreadable = Assert.Single(app.Logs.Named("CallbackUnreadable"));
        var rejected = Assert.Single(app.Logs.Named("CallbackRejected"));
        Assert.Equal((LogLevel.Error, LogLevel.Warning), (unreadable.Level, rejected.Level));
        Assert.NotEqual(unreadable.Event.Id, rejected.Event.Id);
        Assert.Contains($"acme.order callback is genuine and refused: {reason} at ", unreadable.Message, StringComparison.Ordinal);
        Assert.Contains("hashKey[0]", unreadable.Message, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"callbackgen.callbacks.unreadable 1 acme.order {reason}",
                "callbackgen.verification.duration acme.order unreadable",
                "callbackgen.callbacks.rejected 1 acme.order SignatureMismatch",
                "callbackgen.verification.duration acme.order rejected",
            ],
            measured.Lines
        );
    }

    [Fact]
    public async Task What_cannot_be_acknowledged_and_what_is_no_item_is_genuine_too()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeShake>("/shake", (Verified<AcmeShake> order) => { });
            app.MapCallback<AcmeBatch>("/batch", (Verified<AcmeBatch> order) => { });
        });
        var badAmount = $$"""{"order_id":"A-2","amount":"x","checksum":"{{TestApp.Sign("x|A-2")}}"}""";

        using var shake = await app.PostAsync("/shake", """{"order_id":"<A>","amount":"10.00"}""");
        using var batch = await app.PostAsync("/batch", $$"""{"items":[{{AcmeBatch.Item("A-1")}},{{badAmount}}]}""", "");
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (shake.StatusCode, batch.StatusCode));
        Assert.Equal(2, app.Logs.Named("CallbackUnreadable").Count());
    }

    [Fact]
    public async Task Where_nothing_is_signed_nothing_is_genuine()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmePing>("/ping", (Received<AcmePing> ping) => { }));

        using var response = await app.PostAsync("/ping", "{}");
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Single(app.Logs.Named("CallbackRejected"));
        Assert.Empty(app.Logs.Named("CallbackUnreadable"));
    }

    [Fact]
    public async Task A_refusal_and_a_failure_say_where_they_came_from_and_went_and_their_trace()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UsePathBase("/shop");
            app.UseRouting();
            app.MapCallback<AcmeOrder>("/order/{name}", void (Verified<AcmeOrder> order) => throw new TimeZoneNotFoundException());
        });
        const string Path = "/shop/order/a%20%0A%C3%A9";
        const string Trace = "0af7651916cd43dd8448eb211c80319c";

        foreach (var (body, signature) in new[] { (Order, "00"), ("{", TestApp.Sign("{")), (Order, TestApp.Sign(Order)) })
        {
            using var request = app.Request($"{Path}?secret=query7f3a91", new StringContent(body), signature);
            request.Content!.Headers.ContentType = new("application/json");
            request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
            using var response = await app.Client.SendAsync(request);
            Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
        }

        await app.StopAsync();
        foreach (var name in new[] { "CallbackRejected", "CallbackUnreadable", "CallbackHandlerFailed" })
        {
            var line = Assert.Single(app.Logs.Named(name));
            Assert.Contains($"Path={Path}\n", line.Everything, StringComparison.Ordinal);
            Assert.Contains("RemoteAddress=127.0.0.1\n", line.Everything, StringComparison.Ordinal);
            Assert.Contains($"TraceId={Trace}\n", line.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", line.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("query7f3a91", line.Everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_path_that_is_very_long_is_cut()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>("/order/{name}", (Verified<AcmeOrder> order) => { })
        );

        using var response = await app.PostAsync("/order/" + new string('x', 2000), Order, "00");
        await app.StopAsync();

        Assert.Contains(
            new string('x', 193) + "... from",
            Assert.Single(app.Logs.Named("CallbackRejected")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_handlers_failure_names_the_callback_by_a_digest_of_its_idempotency_key()
    {
        CallbackReceipt? receipt = null;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>(
                "/order",
                void (Verified<AcmeOrder> order) =>
                {
                    receipt = order.Receipt;
                    throw new TimeZoneNotFoundException();
                }
            );
            app.MapCallback<AcmePing>("/ping", void (Received<AcmePing> ping) => throw new TimeZoneNotFoundException());
        });

        using var order = await app.PostAsync("/order", Order);
        using var ping = await app.PostAsync("/ping", Order);
        await app.StopAsync();

        // The output of sha256sum for the key.
        Assert.Equal(("acme.order:acme:A-1", "03a9506db6f6713d"), (receipt!.IdempotencyKey, receipt.IdempotencyKeyDigest));
        var lines = app.Logs.Named("CallbackHandlerFailed").ToList();
        Assert.Contains($"IdempotencyKeyDigest={receipt.IdempotencyKeyDigest}", lines[0].Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("A-1", lines[0].Everything, StringComparison.Ordinal);
        Assert.Contains("IdempotencyKeyDigest=none", lines[1].Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_we_lack_is_answered_503_and_what_the_sender_lacks_401()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }).WithKeySet("Nobody");
                app.MapCallback<AcmeHook>("/hook", (Verified<AcmeHook> order) => { });
                app.MapCallback(Broken.Feed, "/broken", (_, _) => Task.CompletedTask);
                app.MapCallbacks([Broken.Feed, AcmeSale.Feed], "/shared", (_, _) => Task.CompletedTask);
            },
            builder => builder.Services.AddCallbacks(options => options.RequireKeys = false),
            ("Callbacks:Acme:hashKey", TestApp.Key)
        );
        using var measured = Measurements.Of(app);

        var bodies = new HashSet<string>();
        foreach (var path in new[] { "/order", "/hook", "/broken", "/shared" })
        {
            using var response = await app.PostAsync(path, Order);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            bodies.Add(await response.Content.ReadAsStringAsync());
        }

        using var unsigned = await app.PostAsync("/order", Order, "");
        await app.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        Assert.Single(bodies);
        Assert.Contains(
            "Callbacks:Nobody:hashKey",
            Assert.Single(app.Logs.Named("CallbackKeyNotConfigured")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("callbackgen.callbacks.rejected 1 acme.hook UrlNotConfigured", measured.Lines);
        Assert.Contains("callbackgen.callbacks.rejected 1 acme.broken SchemaInvalid", measured.Lines);
    }

    /// <summary>A feed whose schema has errors, so its transport is unknown.</summary>
    private sealed record Broken : TestPayload, IVerifiedPayload<Broken>
    {
        public static CallbackFeed<Broken> Feed { get; } =
            new VerifiedFeed<Broken>(
                new()
                {
                    Name = "acme.broken",
                    Provider = "Acme",
                    Feed = "broken",
                    Scheme = "",
                    Receive = [],
                    HasErrors = true,
                }
            );

        public static Broken? Verify(Verification.CallbackVerification verification) =>
            throw new TimeZoneNotFoundException("nothing may get here");

        public static Broken? Read<TReader>(ref TReader reader)
            where TReader : struct, Reading.IPayloadReader, allows ref struct => null;

        public static string? GetRole(Broken payload, CallbackRole role) => null;

        public static string? GetIdempotencyKey(Broken payload) => null;
    }
}
