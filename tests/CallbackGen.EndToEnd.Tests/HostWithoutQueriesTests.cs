using System.Collections.Concurrent;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>A host hides queries, with the cost of that, only if a feed reads the query of its requests.</summary>
public sealed class HostWithoutQueriesTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_knows_no_feed_with_a_query_has_the_frameworks_factory_and_its_contexts_are_used_again(bool readsQuery)
    {
        var seen = new ConcurrentQueue<(HttpContext Context, string? Query)>();
        await using var app = await TestApp.StartAsync(
            app =>
            {
                Watch(app, seen);
                app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
                if (readsQuery)
                    app.MapCallback<AcmeReturn>("/return", (Verified<AcmeReturn> order) => { });
            },
            builder => Know(builder, AcmeOrder.Feed)
        );

        for (var request = 0; request < 2; request++)
        {
            using var response = await app.PostAsync("/order?of=canary", Order);
            Assert.Equal("OK", await response.Content.ReadAsStringAsync());
        }

        await app.StopAsync();
        Assert.Equal(readsQuery, app.Services.GetRequiredService<IHttpContextFactory>() is not DefaultHttpContextFactory);
        Assert.Equal(readsQuery, !ReferenceEquals(seen.First().Context, seen.Last().Context));
        Assert.All(seen, request => Assert.Equal(readsQuery ? "" : "?of=canary", request.Query));
        Assert.Equal(readsQuery, !IsLogged(app));
    }

    [Fact]
    public async Task A_feed_with_a_query_that_nobody_has_mapped_hides_nothing()
    {
        var seen = new ConcurrentQueue<(HttpContext Context, string? Query)>();
        await using var app = await TestApp.StartAsync(app =>
        {
            Watch(app, seen);
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
        });

        using var response = await app.PostAsync("/order?of=canary", Order);
        await app.StopAsync();

        Assert.Contains(AcmeReturn.Feed, CallbackFeedRegistry.Feeds);
        Assert.Equal("?of=canary", Assert.Single(seen).Query);
        Assert.True(IsLogged(app));
    }

    [Fact]
    public async Task An_ordinary_endpoint_of_a_feed_with_a_query_hides_it()
    {
        await using var app = await TestApp.StartAsync(app => app.MapGet("/return", (Verified<AcmeReturn> order) => order.Payload.OrderId));

        using var response = await app.Client.GetAsync(new Uri(app.Address, "/return?of=canary"));
        await app.StopAsync();

        Assert.False(IsLogged(app));
    }

    [Fact]
    public async Task An_endpoint_whose_query_can_no_longer_be_hidden_stops_the_start()
    {
        var failure = await TestApp.FailToStartAsync<InvalidOperationException>(
            app => app.MapGet("/return", (Verified<AcmeReturn> order) => order.Payload.OrderId),
            builder => Know(builder, AcmeOrder.Feed)
        );

        Assert.Contains("acme.return", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AddCallbacks(CallbackFeeds.All)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feed_reads_the_query_by_its_payload_its_handshake_its_proof_its_key_or_its_signed_url()
    {
        var json = new CallbackTransport("POST", CallbackContent.Json);

        Assert.False(Reads(Define(json)));
        Assert.False(Reads(Define(json, signature: "header:query:sig")));
        Assert.True(Reads(Define(json, signature: "query:sig")));
        Assert.True(Reads(Define(json, proof: new("token", "query:token"))));
        Assert.True(Reads(Define(json, key: new("key", CallbackKeyEncoding.Utf8) { Lookup = "query:account" })));
        Assert.True(Reads(Define(new("PUT", CallbackContent.Query))));
        Assert.True(Reads(Define(new("GET", CallbackContent.Text))));
        Assert.True(Reads(AcmeShake.Feed.Definition));
        Assert.True(Reads(AcmeHook.Feed.Definition));
        Assert.True(Reads(AcmeReturn.Feed.Definition));
        Assert.False(Reads(AcmeBatch.Feed.Definition));
    }

    private static bool Reads(CallbackFeedDefinition definition) => ServedFeeds.ReadsQueryOf(new VerifiedFeed<AcmeOrder>(definition));

    private static CallbackFeedDefinition Define(
        CallbackTransport receive,
        string? signature = null,
        CallbackProof? proof = null,
        CallbackKeyDefinition? key = null
    ) =>
        new()
        {
            Name = "acme.some",
            Provider = "Acme",
            Feed = "Some",
            Scheme = "hmac",
            SignatureFrom = signature,
            Receive = [receive],
            Proofs = proof is null ? [] : [proof],
            Keys = key is null ? [] : [key],
        };

    private static void Know(WebApplicationBuilder builder, params CallbackFeed[] feeds) =>
        builder.Services.AddCallbacks().AddSingleton(new QueryHiding(() => feeds));

    private static void Watch(WebApplication app, ConcurrentQueue<(HttpContext Context, string? Query)> seen) =>
        app.Use(
            (context, next) =>
            {
                seen.Enqueue((context, context.Request.QueryString.Value));
                return next(context);
            }
        );

    private static bool IsLogged(TestApp app) => app.Logs.Lines.Any(line => line.Everything.Contains("canary", StringComparison.Ordinal));
}
