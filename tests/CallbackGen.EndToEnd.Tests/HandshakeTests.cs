using System.Net;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Reading;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Handshakes and computed acknowledgements over HTTP: answered by the endpoint without a handler.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task A_handshake_is_answered_as_text_and_no_handler_runs()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var answer = await app.Client.GetAsync(new Uri(app.Address, "/shake?challenge=xyzzy&token=" + TestApp.Key));

        Assert.Equal(
            (HttpStatusCode.OK, "xyzzy", "text/plain"),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType)
        );
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Empty(seen);
        Assert.Single(app.Logs.Named("CallbackHandshake"));
        Assert.Empty(app.Logs.Named("CallbackAccepted"));
        // A text that cannot occur in a hexadecimal trace id.
        Assert.DoesNotContain(app.Logs.Lines, line => line.Everything.Contains("xyzzy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("challenge=abc&token=guess", HttpStatusCode.Unauthorized)]
    [InlineData("challenge=%3Cb%3E&token=" + TestApp.Key, HttpStatusCode.BadRequest)]
    [InlineData("other=abc", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_no_proven_handshake_is_answered_like_any_other_refusal(string query, HttpStatusCode expected)
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);

        using var answer = await app.Client.GetAsync(new Uri(app.Address, "/shake?" + query));

        Assert.Equal((expected, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_callback_is_acknowledged_with_what_was_made_of_it()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);
        const string Order = """{"order_id":"A-1","amount":"10.00"}""";

        using var answer = await app.PostAsync("/shake", Order, TestApp.Sign(Order));

        Assert.Equal((HttpStatusCode.OK, "OKA-1"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(["A-1"], seen);
    }

    [Fact]
    public async Task What_cannot_be_acknowledged_reaches_no_handler()
    {
        var seen = new List<string>();
        await using var app = await StartAsync(seen);
        const string Order = """{"order_id":"<A>","amount":"10.00"}""";

        using var answer = await app.PostAsync("/shake", Order, TestApp.Sign(Order));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_handshake_is_answered_where_several_feeds_share_the_address()
    {
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallbacks([AcmeSale.Feed, AcmeShake.Feed], "/acme", (_, _) => Task.CompletedTask)
        );

        Assert.Equal("abc", await app.Client.GetStringAsync(new Uri(app.Address, "/acme?challenge=abc&token=" + TestApp.Key)));
    }

    private static Task<TestApp> StartAsync(List<string> seen) =>
        TestApp.StartAsync(app => app.MapCallback<AcmeShake>("/shake", (Verified<AcmeShake> order) => seen.Add(order.Payload.OrderId)));
}

/// <summary>A feed with a handshake, and an acknowledgement that repeats the order.</summary>
public sealed record AcmeShake : TestPayload, IVerifiedPayload<AcmeShake>
{
    public static CallbackFeed<AcmeShake> Feed { get; } =
        new VerifiedFeed<AcmeShake>(
            TestFeeds.Define("Shake", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeShake? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeShake>() : null;

    public static bool IsChallenge(CallbackVerification verification) => verification.IsPresent(verification.Query("challenge"));

    public static CallbackAcknowledgement? Respond(CallbackVerification verification) =>
        verification.TokenMatches(verification.Query("token"), "hashKey")
        && verification.BeginAnswer() is var answer
        && answer.AppendText(verification.Query("challenge"))
            ? answer.End(200, "text/plain")
            : null;

    public static CallbackAcknowledgement? Acknowledge(CallbackVerification verification)
    {
        var answer = verification.BeginAnswer();
        answer.Append("OK"u8);
        return answer.AppendText(verification.Body("/order_id")) ? answer.End(200, "text/plain") : null;
    }

    public static AcmeShake? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeShake, TReader>(ref reader);

    public static string? GetRole(AcmeShake payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeShake payload) => payload.OrderId;
}
