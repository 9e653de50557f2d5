using System.Collections.Concurrent;
using System.Net;
using CallbackGen.Definitions;
using CallbackGen.EndToEnd.Tests.Support;
using CallbackGen.Reading;
using CallbackGen.Verification;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>A request is read once, regardless of the number of feeds at its address and of verifications.</summary>
public sealed class OneReadingTests
{
    [Theory]
    [InlineData("application/json", """{"order_id":"A-1","amount":"10.00","payer":"third"}""")]
    [InlineData("application/x-www-form-urlencoded", "order_id=A-1&amount=10.00&payer=third")]
    [InlineData("text/xml", "<o><order_id>A-1</order_id><amount>10.00</amount><payer>third</payer></o>")]
    public async Task Handshakes_the_choice_and_the_verification_share_what_was_read(string type, string body)
    {
        var seen = new List<CallbackMessage>();
        await using var app = await StartAsync(seen);
        Watched.Looks.Clear();

        using var response = await SendAsync(app, type, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.IsType<Verified<ThirdWatched>>(Assert.Single(seen));
        // Each feed is called before it reads: only the first finds the request unread.
        Assert.Equal(
            [
                "first.challenge 0",
                "second.challenge 1",
                "third.challenge 1",
                "first.selects 1",
                "second.selects 1",
                "third.selects 1",
                "third.verify 1", // the selection has called it already
            ],
            Watched.Looks
        );
    }

    [Fact]
    public async Task A_feed_that_allows_a_field_to_repeat_does_not_allow_it_to_the_others()
    {
        var seen = new List<CallbackMessage>();
        await using var app = await StartAsync(seen);

        // The first feed allows it, and reads; the second would accept the request, but does not allow it.
        using var refused = await SendAsync(app, "application/x-www-form-urlencoded", "order_id=A-1&amount=10.00&payer=second&x=1&x=2");
        using var taken = await SendAsync(app, "application/x-www-form-urlencoded", "order_id=A-1&amount=10.00&payer=first&x=1&x=2");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.IsType<Verified<FirstWatched>>(Assert.Single(seen));
    }

    [Fact]
    public async Task A_refused_request_leaves_nothing_to_the_next()
    {
        var seen = new List<CallbackMessage>();
        await using var app = await StartAsync(seen);

        for (var round = 0; round < 20; round++)
        {
            using var malformed = await SendAsync(app, "application/json", """{"payer":"third",""");
            using var none = await SendAsync(app, "application/json", """{"order_id":"A-1","amount":"10.00","payer":"nobody"}""");
            using var forged = await SendAsync(app, "application/json", """{"order_id":"A-1","amount":"10.00","payer":"second"}""", "00");
            using var good = await SendAsync(app, "application/json", $$"""{"order_id":"B-{{round}}","amount":"10.00","payer":"second"}""");

            Assert.Equal(
                [HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
                [malformed.StatusCode, none.StatusCode, forged.StatusCode, good.StatusCode]
            );
        }

        Assert.Equal(20, seen.Select(message => message.Receipt.IdempotencyKey).Distinct().Count());
    }

    private static Task<TestApp> StartAsync(List<CallbackMessage> seen) =>
        TestApp.StartAsync(app =>
            app.MapCallbacks(
                [FirstWatched.Feed, SecondWatched.Feed, ThirdWatched.Feed],
                "/watched",
                (message, _) =>
                {
                    seen.Add(message);
                    return Task.CompletedTask;
                }
            )
        );

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string type, string body, string? signature = null)
    {
        using var content = new StringContent(body);
        content.Headers.ContentType = new(type);
        using var request = app.Request("/watched", content, signature ?? TestApp.Sign(body));
        return await app.Client.SendAsync(request);
    }

    /// <summary>The number of reads of the request at the time when each feed below is called.</summary>
    private static class Watched
    {
        public static ConcurrentQueue<string> Looks { get; } = [];

        public static CallbackFeedDefinition Define(string feed)
        {
            CallbackTransport[] transports =
            [
                new("POST", CallbackContent.Json),
                new("POST", CallbackContent.Form),
                new("POST", CallbackContent.Xml),
            ];
            return new()
            {
                Name = $"acme.{feed}",
                Provider = "Acme",
                Feed = feed,
                Scheme = "hmac",
                Receive = transports,
                ReceiveChallenge = transports,
                HasSelection = true,
                AllowRepeatedFields = feed == "first",
                Keys = [new CallbackKeyDefinition("hashKey", CallbackKeyEncoding.Utf8)],
            };
        }

        public static bool IsChallenge(CallbackVerification verification, string feed)
        {
            Looks.Enqueue($"{feed}.challenge {verification.TimesRead}");
            return verification.IsPresent(verification.Body("/challenge"));
        }

        public static bool Selects(CallbackVerification verification, string feed)
        {
            Looks.Enqueue($"{feed}.selects {verification.TimesRead}");
            return verification.Is(verification.Body("/payer"), feed);
        }

        public static T? Verify<T>(CallbackVerification verification, string feed)
            where T : class, ICallbackPayload<T>
        {
            var payload = TestFeeds.HeaderMac(verification) ? verification.ReadPayload<T>() : null;
            Looks.Enqueue($"{feed}.verify {verification.TimesRead}");
            return payload;
        }
    }

    private sealed record FirstWatched : TestPayload, IVerifiedPayload<FirstWatched>
    {
        public static CallbackFeed<FirstWatched> Feed { get; } = new VerifiedFeed<FirstWatched>(Watched.Define("first"));

        public static bool IsChallenge(CallbackVerification verification) => Watched.IsChallenge(verification, "first");

        public static bool Selects(CallbackVerification verification) => Watched.Selects(verification, "first");

        public static FirstWatched? Verify(CallbackVerification verification) => Watched.Verify<FirstWatched>(verification, "first");

        public static FirstWatched? Read<TReader>(ref TReader reader)
            where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<FirstWatched, TReader>(ref reader);

        public static string? GetRole(FirstWatched payload, CallbackRole role) => Role(payload, role);

        public static string? GetIdempotencyKey(FirstWatched payload) => payload.OrderId;
    }

    private sealed record SecondWatched : TestPayload, IVerifiedPayload<SecondWatched>
    {
        public static CallbackFeed<SecondWatched> Feed { get; } = new VerifiedFeed<SecondWatched>(Watched.Define("second"));

        public static bool IsChallenge(CallbackVerification verification) => Watched.IsChallenge(verification, "second");

        public static bool Selects(CallbackVerification verification) => Watched.Selects(verification, "second");

        public static SecondWatched? Verify(CallbackVerification verification) => Watched.Verify<SecondWatched>(verification, "second");

        public static SecondWatched? Read<TReader>(ref TReader reader)
            where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<SecondWatched, TReader>(ref reader);

        public static string? GetRole(SecondWatched payload, CallbackRole role) => Role(payload, role);

        public static string? GetIdempotencyKey(SecondWatched payload) => payload.OrderId;
    }

    private sealed record ThirdWatched : TestPayload, IVerifiedPayload<ThirdWatched>
    {
        public static CallbackFeed<ThirdWatched> Feed { get; } = new VerifiedFeed<ThirdWatched>(Watched.Define("third"));

        public static bool IsChallenge(CallbackVerification verification) => Watched.IsChallenge(verification, "third");

        public static bool Selects(CallbackVerification verification) => Watched.Selects(verification, "third");

        public static ThirdWatched? Verify(CallbackVerification verification) => Watched.Verify<ThirdWatched>(verification, "third");

        public static ThirdWatched? Read<TReader>(ref TReader reader)
            where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<ThirdWatched, TReader>(ref reader);

        public static string? GetRole(ThirdWatched payload, CallbackRole role) => Role(payload, role);

        public static string? GetIdempotencyKey(ThirdWatched payload) => payload.OrderId;
    }
}
