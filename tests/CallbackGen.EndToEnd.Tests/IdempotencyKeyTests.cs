using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Reading;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Events of two accounts never have the same key, regardless of how the accounts' keys are found.</summary>
public sealed class IdempotencyKeyTests
{
    private const string Order = """{"order_id":"T-1","status":"paid","amount":"10.00"}""";

    private readonly ConcurrentQueue<(string? Key, string? Legacy)> _seen = [];

    [Fact]
    public async Task A_live_and_a_sandbox_account_have_their_own_events()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapCallback<AcmeOrder>("/live", (Verified<AcmeOrder> order) => Note(order));
                app.MapCallback<AcmeOrder>("/sandbox", (Verified<AcmeOrder> order) => Note(order)).WithKeySet("Acme-Sandbox");
                app.MapGroup("/shops").WithKeySet("acme-SANDBOX").MapCallback<AcmeOrder>("/a", (Verified<AcmeOrder> order) => Note(order));
            },
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:Acme-Sandbox:hashKey", TestApp.Key)
        );

        foreach (var path in new[] { "/live", "/sandbox", "/shops/a", "/live" })
        {
            using var response = await app.PostAsync(path, Order);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(
            ["acme.order:acme:T-1", "acme.order:acme-sandbox:T-1", "acme.order:acme-sandbox:T-1", "acme.order:acme:T-1"],
            _seen.Select(seen => seen.Key)
        );
        Assert.All(_seen, seen => Assert.Equal("acme.order:T-1", seen.Legacy));
    }

    [Fact]
    public async Task Merchants_whose_keys_are_looked_up_have_their_own_events()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeShop>("/shop", (Verified<AcmeShop> order) => Note(order)),
            builder => builder.Services.AddSingleton<ICallbackKeyLookup, SameKey>().AddCallbacks(),
            ("Callbacks:Unused", null)
        );

        foreach (var merchant in new[] { "north", "south", "north/T-1", "north" })
            Assert.Equal(HttpStatusCode.OK, await PostAsync(app, merchant));

        Assert.Equal(
            ["acme.shop:acme/north:T-1", "acme.shop:acme/south:T-1", "acme.shop:acme/north%2FT-1:T-1", "acme.shop:acme/north:T-1"],
            _seen.Select(seen => seen.Key)
        );
    }

    [Fact]
    public async Task A_key_that_is_configured_is_no_merchants()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeShop>("/shop", (Verified<AcmeShop> order) => Note(order)),
            builder => builder.Services.AddSingleton<ICallbackKeyLookup, SameKey>().AddCallbacks()
        );

        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "north"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(app, "south"));

        Assert.Equal(["acme.shop:acme:T-1", "acme.shop:acme:T-1"], _seen.Select(seen => seen.Key)); // the header is not signed
    }

    [Fact]
    public async Task The_key_ring_names_the_keys_for_callbacks_that_came_another_way()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeOrder>("/live", (Verified<AcmeOrder> order) => Note(order)),
            null,
            ("Callbacks:Acme:hashKey", TestApp.Key),
            ("Callbacks:Acme-Sandbox:hashKey", TestApp.Key)
        );
        var ring = app.Services.GetRequiredService<CallbackKeyRing>();
        var request = CallbackRequest.Post(Encoding.UTF8.GetBytes(Order), "application/json", [new("X-Signature", TestApp.Sign(Order))]);

        var receipts = new[] { null, "Acme-Sandbox" }
            .Select(keySet => AcmeOrder.Feed.VerifyMessage(request, ring.GetKeys(AcmeOrder.Feed, keySet)).GetValueOrThrow().Receipt)
            .ToList();

        Assert.Equal(["Acme", "Acme-Sandbox"], receipts.Select(receipt => receipt.KeySet));
        Assert.Equal(["acme.order:acme:T-1", "acme.order:acme-sandbox:T-1"], receipts.Select(receipt => receipt.IdempotencyKey));
    }

    private void Note(CallbackMessage message) => _seen.Enqueue((message.Receipt.IdempotencyKey, message.Receipt.LegacyIdempotencyKey));

    private static async Task<HttpStatusCode> PostAsync(TestApp app, string merchant)
    {
        using var content = new StringContent(Order, Encoding.UTF8, "application/json");
        using var request = app.Request("/shop", content, TestApp.Sign(Order));
        request.Headers.Add("X-Shop", merchant);
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }

    private sealed class SameKey : ICallbackKeyLookup
    {
        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>([TestApp.Key]);
    }
}

/// <summary>A code whose key the application looks up by a header.</summary>
public sealed record AcmeShop : TestPayload, IVerifiedPayload<AcmeShop>
{
    public static CallbackFeed<AcmeShop> Feed { get; } =
        new VerifiedFeed<AcmeShop>(
            new CallbackFeedDefinition
            {
                Name = "acme.shop",
                Provider = "Acme",
                Feed = "Shop",
                Scheme = "hmac",
                SignatureFrom = "header:X-Signature",
                Receive = [new CallbackTransport("POST", CallbackContent.Json)],
                Keys = [new CallbackKeyDefinition("hashKey", CallbackKeyEncoding.Utf8) { Lookup = "header:X-Shop" }],
            }
        );

    public static AcmeShop? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeShop>() : null;

    public static AcmeShop? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeShop, TReader>(ref reader);

    public static string? GetRole(AcmeShop payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(AcmeShop payload) => payload.OrderId;
}
