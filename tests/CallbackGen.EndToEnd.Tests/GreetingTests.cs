using System.Net;
using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Reading;
using CallbackGen.Receiver;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Handshakes by HEAD and OPTIONS, and answers with headers, over HTTP.</summary>
public sealed class GreetingTests
{
    [Fact]
    public async Task HEAD_is_answered_with_headers_and_without_a_body()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var answer = await SendAsync(app, HttpMethod.Head, "/greet?hello=1");

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["HEAD"], answer.Headers.GetValues("X-Greeted-By"));
        Assert.Equal(5, answer.Content.Headers.ContentLength);
        Assert.Empty(seen);
        Assert.Single(app.Logs.Named("CallbackHandshake"));
    }

    [Fact]
    public async Task OPTIONS_is_answered_with_what_it_asks_for()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var answer = await SendAsync(app, HttpMethod.Options, "/greet", ("WebHook-Request-Origin", "eventemitter.example.com"));

        Assert.Equal((HttpStatusCode.OK, "hello"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["eventemitter.example.com"], answer.Headers.GetValues("WebHook-Allowed-Origin"));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_refusal_of_HEAD_has_no_body_either_and_the_methods_are_told()
    {
        await using var app = await StartAsync([]);

        using var refused = await SendAsync(app, HttpMethod.Head, "/greet?hello=%C3%A9");
        using var other = await SendAsync(app, HttpMethod.Head, "/greet");
        using var put = await SendAsync(app, HttpMethod.Put, "/greet");

        Assert.Equal((HttpStatusCode.BadRequest, ""), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, ""), (other.StatusCode, await other.Content.ReadAsStringAsync()));
        Assert.Equal(["HEAD", "OPTIONS", "POST"], other.Content.Headers.Allow.Order());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        Assert.Equal(["HEAD", "OPTIONS", "POST"], put.Content.Headers.Allow.Order());
    }

    /// <summary>
    /// Attack: a genuine callback with a method that callbacks do not use must reach no handler and must not be acknowledged.
    /// </summary>
    [Theory]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_signed_callback_by_a_handshakes_method_reaches_no_handler(string method)
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";
        using var request = app.Request("/greet", new StringContent(Order), TestApp.Sign(Order));
        request.Method = new HttpMethod(method);
        request.Content!.Headers.ContentType = new("application/json");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Empty(seen);
    }

    /// <summary>The CORS middleware answers a browser's preflight, and the feed a provider's OPTIONS, in either order of the two.</summary>
    [Fact]
    public async Task A_preflight_and_a_handshake_do_not_get_in_each_others_way()
    {
        await using var app = await StartAsync([], cors: true);

        using var handshake = await SendAsync(
            app,
            HttpMethod.Options,
            "/greet",
            ("WebHook-Request-Origin", "eventemitter.example.com"),
            ("Origin", "https://eventemitter.example.com")
        );
        using var preflight = await SendAsync(
            app,
            HttpMethod.Options,
            "/greet",
            ("Origin", "https://shop.example"),
            ("Access-Control-Request-Method", "POST")
        );

        Assert.Equal((HttpStatusCode.OK, "hello"), (handshake.StatusCode, await handshake.Content.ReadAsStringAsync()));
        Assert.Equal(["eventemitter.example.com"], handshake.Headers.GetValues("WebHook-Allowed-Origin"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(["https://shop.example"], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(preflight.Headers.Contains("WebHook-Allowed-Origin"));
    }

    [Fact]
    public async Task Without_CORS_a_preflight_is_no_handshake_and_allows_nothing()
    {
        await using var app = await StartAsync([]);

        using var preflight = await SendAsync(
            app,
            HttpMethod.Options,
            "/greet",
            ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "POST")
        );

        Assert.Equal(HttpStatusCode.MethodNotAllowed, preflight.StatusCode);
        Assert.DoesNotContain(preflight.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_acknowledgement_has_the_headers_that_the_schema_says()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";

        using var answer = await app.PostAsync("/greet", Order);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["2"], answer.Headers.GetValues("X-Version"));
        Assert.Equal(["A-1"], seen);
    }

    /// <summary>Attack: a handshake without a condition answers the callbacks of a feed at the same address with a success.</summary>
    [Fact]
    public async Task A_handshake_that_takes_everything_shares_no_address_with_callbacks_of_its_method()
    {
        var problem = await TestApp.FailToStartAsync<InvalidOperationException>(app =>
            app.MapCallbacks([AcmeReturn.Feed, AcmeKnock.Feed], "/acme", (_, _) => Task.CompletedTask)
        );

        Assert.Contains(
            "acme.knock answers every GET as a handshake, so acme.return would never receive one",
            problem.Message,
            StringComparison.Ordinal
        );
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallbacks([AcmeSale.Feed, AcmeKnock.Feed], "/acme", (_, _) => Task.CompletedTask)
        );
        using var answer = await SendAsync(app, HttpMethod.Get, "/acme");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_catalogues_handshakes_are_answered_where_the_receiver_serves_them()
    {
        await using var app = await TestApp.StartAsync(
            app => ReceiverApp.Map(app, ReceiverApp.FunctionsOf(ReceiverApp.Feeds, (_, _, _, _) => Task.CompletedTask)),
            builder => ReceiverApp.AddServices(builder.Services)
        );

        using var answer = await SendAsync(
            app,
            HttpMethod.Get,
            "/callbacks/worldline/event",
            ("X-GCS-Webhooks-Endpoint-Verification", "abc-123")
        );
        using var probe = await SendAsync(app, HttpMethod.Get, "/callbacks/worldline/event");

        Assert.Equal((HttpStatusCode.OK, "abc-123"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, probe.StatusCode);
    }

    [Theory]
    [InlineData("shop=a&token=" + TestApp.Key, HttpStatusCode.OK)]
    [InlineData("shop=a&token=guess", HttpStatusCode.Unauthorized)]
    [InlineData("shop=b&token=" + TestApp.Key, HttpStatusCode.Unauthorized)]
    [InlineData("token=" + TestApp.Key, HttpStatusCode.Unauthorized)]
    public async Task A_handshake_proves_itself_by_a_key_that_is_looked_up(string query, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallback<AcmeGuest>("/guest", (Verified<AcmeGuest> _) => { }),
            builder => builder.Services.AddSingleton<ICallbackKeyLookup, Shops>().AddCallbacks(),
            ("Unrelated", "x")
        );

        using var answer = await SendAsync(app, HttpMethod.Get, "/guest?" + query);

        Assert.Equal(expected, answer.StatusCode);
    }

    private sealed class Shops : ICallbackKeyLookup
    {
        public ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<string>>(request.Argument == "a" ? [TestApp.Key] : []);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        TestApp app,
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Address, path));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await app.Client.SendAsync(request);
    }

    private static Task<TestApp> StartAsync(List<string> seen, bool cors = false) =>
        TestApp.StartAsync(
            app =>
            {
                if (cors)
                    app.UseCors(policy => policy.WithOrigins("https://shop.example").AllowAnyMethod());
                app.MapCallback<AcmeGreet>("/greet", (Verified<AcmeGreet> order) => seen.Add(order.Payload.OrderId));
            },
            builder => builder.Services.AddCors().AddCallbacks()
        );
}

/// <summary>A feed with handshakes by HEAD and OPTIONS.</summary>
public sealed record AcmeGreet : TestPayload, IVerifiedPayload<AcmeGreet>
{
    public static CallbackFeed<AcmeGreet> Feed { get; } =
        new VerifiedFeed<AcmeGreet>(
            new CallbackFeedDefinition
            {
                Name = "acme.greet",
                Provider = "Acme",
                Feed = "Greet",
                Scheme = "hmac",
                SignatureFrom = "header:X-Signature",
                Receive = [new("POST", CallbackContent.Json)],
                ReceiveChallenge = [new("HEAD", CallbackContent.Query), new("OPTIONS", CallbackContent.Query)],
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8)],
                Acknowledge = new(202) { Headers = [new("X-Version", "2")] },
            }
        );

    public static AcmeGreet? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeGreet>() : null;

    public static bool IsChallenge(CallbackVerification verification) =>
        verification.IsPresent(verification.Query("hello")) || verification.IsPresent(verification.Header("WebHook-Request-Origin"));

    public static CallbackAcknowledgement? Respond(CallbackVerification verification)
    {
        var answer = verification.BeginAnswer();
        if (verification.IsPresent(verification.Query("hello")))
        {
            answer.BeginHeader("X-Greeted-By");
            answer.AppendHeader(verification.Method);
            answer.EndHeader();
            answer.BeginHeader("X-Hello");
            answer.AppendHeader(verification.Query("hello"));
        }
        else
        {
            answer.BeginHeader("WebHook-Allowed-Origin");
            answer.AppendHeader(verification.Header("WebHook-Request-Origin"));
        }

        answer.EndHeader();
        answer.Append("hello"u8);
        return answer.End(200, "text/plain");
    }

    public static AcmeGreet? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeGreet, TReader>(ref reader);

    public static string? GetRole(AcmeGreet payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeGreet payload) => payload.OrderId;
}

/// <summary>A feed whose provider checks by GET whether the endpoint exists.</summary>
public sealed record AcmeKnock : TestPayload, IVerifiedPayload<AcmeKnock>
{
    public static CallbackFeed<AcmeKnock> Feed { get; } =
        new VerifiedFeed<AcmeKnock>(
            new CallbackFeedDefinition
            {
                Name = "acme.knock",
                Provider = "Acme",
                Feed = "Knock",
                Scheme = "hmac",
                SignatureFrom = "header:X-Signature",
                Receive = [new("PUT", CallbackContent.Json)],
                ReceiveChallenge = [new("GET", CallbackContent.Query)],
                AnswersAnyChallenge = true,
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8)],
            }
        );

    public static AcmeKnock? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeKnock>() : null;

    public static bool IsChallenge(CallbackVerification verification) => true;

    public static CallbackAcknowledgement? Respond(CallbackVerification verification) => verification.BeginAnswer().End(200, null);

    public static AcmeKnock? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeKnock, TReader>(ref reader);

    public static string? GetRole(AcmeKnock payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeKnock payload) => payload.OrderId;
}

/// <summary>A feed with many accounts, whose handshake names one.</summary>
public sealed record AcmeGuest : TestPayload, IVerifiedPayload<AcmeGuest>
{
    public static CallbackFeed<AcmeGuest> Feed { get; } =
        new VerifiedFeed<AcmeGuest>(
            new CallbackFeedDefinition
            {
                Name = "acme.guest",
                Provider = "Acme",
                Feed = "Guest",
                Scheme = "hmac",
                SignatureFrom = "header:X-Signature",
                Receive = [new("POST", CallbackContent.Json)],
                ReceiveChallenge = [new("GET", CallbackContent.Query)],
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8) { Lookup = "query:shop" }],
            }
        );

    public static AcmeGuest? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeGuest>() : null;

    public static bool IsChallenge(CallbackVerification verification) => verification.IsPresent(verification.Query("token"));

    public static CallbackAcknowledgement? Respond(CallbackVerification verification) =>
        verification.TokenMatches(verification.Query("token"), "hashKey") ? verification.BeginAnswer().End(200, null) : null;

    public static AcmeGuest? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeGuest, TReader>(ref reader);

    public static string? GetRole(AcmeGuest payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeGuest payload) => payload.OrderId;
}
