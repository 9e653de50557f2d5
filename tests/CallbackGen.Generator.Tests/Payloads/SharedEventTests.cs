using CallbackGen.Generator.Tests.Signing;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Feeds that report the same event give it the same key, and no other event has that key.</summary>
public sealed class SharedEventTests
{
    private const string Json = """{"id":"a/7","amount":10.00,"state":"paid"}""";
    private const string Form = "ref=a%2F7&sum=10&status=paid&note=x";

    private static readonly FeedSchema Payment = new()
    {
        Properties = """ "id": { "type": "string" }, "amount": { "type": "number" }, "state": { "type": "string", "enum": ["paid"] } """,
        Required = ["id", "amount", "state"],
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
        Callback = """ "event": "Settlement", "idempotencyKey": ["/id", "/amount", "/state"] """,
    };

    private static readonly FeedSchema Receipt = new()
    {
        Feed = "Receipt",
        Properties = """
            "ref": { "type": "string" },
            "sum": { "type": "string", "format": "decimal" },
            "status": { "type": "string" },
            "note": { "type": "string" }
            """,
        Required = ["ref", "sum", "status"],
        Receive = ["POST form"],
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
        Callback = """ "event": "settlement", "idempotencyKey": ["/ref", "/sum", "/status"] """,
    };

    private static readonly FeedSchema Notice = Receipt with
    {
        Feed = "Notice",
        Verify = FeedSchema.Hmac("\"{body:/ref}\""),
        Callback = """ "event": "Settlement", "idempotencyKey": ["/ref"], "confirmedKey": ["/ref", "/sum", "/status"] """,
    };

    private static readonly Lazy<CompiledProject> Project = new(() =>
        CompiledProject.Of(
            TestState
                .Of(
                    Payment,
                    Receipt,
                    Notice,
                    Receipt with
                    {
                        Feed = "Other",
                        Callback = """ "idempotencyKey": ["/ref", "/sum", "/status"] """,
                    }
                )
                .With(
                    """
                    namespace Shop;

                    internal static class Probe
                    {
                        public static string? Key(global::CallbackGen.CallbackMessage message) =>
                            ((global::CallbackGen.Authenticated<AcmeNotice>)message)
                                .ConfirmAsync(
                                    (claim, _) => global::System.Threading.Tasks.Task.FromResult<AcmeNotice?>(claim)
                                )
                                .GetAwaiter()
                                .GetResult()
                                .GetValueOrThrow()
                                .Key;
                    }
                    """
                )
        )
    );

    [Fact]
    public void One_event_has_one_key_whichever_feed_tells_of_it()
    {
        var payment = Read("acme.payment", Requests.Json(Json).Signed("X-Signature", Json));
        var receipt = Read("acme.receipt", Requests.Form(Form).Signed("X-Signature", Form));

        Assert.Equal("acme.settlement:acme:a%2F7/10/paid", payment.Receipt.IdempotencyKey);
        Assert.Equal(payment.Receipt.IdempotencyKey, receipt.Receipt.IdempotencyKey);
        Assert.Equal(("acme.payment", "acme.receipt"), (payment.Receipt.Feed, receipt.Receipt.Feed));
        Assert.Equal("acme.settlement", Feed("acme.receipt").Definition.Event);
    }

    [Fact]
    public void A_feed_that_names_no_event_keeps_its_own()
    {
        var other = Read("acme.other", Requests.Form(Form).Signed("X-Signature", Form));

        Assert.Equal("acme.other:acme:a%2F7/10/paid", other.Receipt.IdempotencyKey);
        Assert.Null(Feed("acme.other").Definition.Event);
    }

    [Fact]
    public void What_the_version_before_stored_keeps_the_feeds_name() =>
        Assert.Equal(
            "acme.receipt:a%2F7/10/paid",
            Read("acme.receipt", Requests.Form(Form).Signed("X-Signature", Form)).Receipt.LegacyIdempotencyKey
        );

    /// <summary>Attack: someone who can choose unsigned members takes the key of a signed event.</summary>
    [Fact]
    public void A_feed_with_unsigned_members_has_the_key_only_of_what_was_confirmed()
    {
        var notice = Read("acme.notice", Requests.Form(Form).Signed("X-Signature", "a/7"));

        Assert.Equal("acme.notice:acme:a%2F7", notice.Receipt.IdempotencyKey);
        Assert.Equal("acme.settlement:acme:a%2F7/10/paid", Project.Value.Call<string?>("Probe", "Key", notice));
    }

    /// <summary>The published vectors describe one transaction, once as it is sent and once as the browser transmits it.</summary>
    [Fact]
    public void A_receipt_and_its_transaction_are_one_event_of_the_catalogue()
    {
        string[] paid = ["status=3&", "\"status\": 3,", "\"status\": \"3\","];
        var keys = new[] { "bayarcash.receipt", "bayarcash.transaction" }
            .SelectMany(name =>
                Catalogue
                    .Accepted(name)
                    .Where(test => paid.Any(text => Text(test.Request).Contains(text, StringComparison.Ordinal)))
                    .Select(test =>
                        Catalogue
                            .Feed(name)
                            .VerifyMessage(
                                test.Request,
                                CallbackKeys.Create(Catalogue.Feed(name), "apiSecretKey", "test_secret_key_123"),
                                test.Clock
                            )
                            .GetValueOrThrow()
                            .Receipt.IdempotencyKey
                    )
            )
            .ToList();

        Assert.True(keys.Count >= 5, $"{keys.Count}"); // forms, queries and JSON, with the status as a text and as a number
        Assert.Equal("bayarcash.payment:bayarcash:trx_123/3", Assert.Single(keys.Distinct()));
    }

    private static string Text(CallbackRequest request) => request.Query + System.Text.Encoding.UTF8.GetString(request.Body.Span);

    private static CallbackFeed Feed(string name) => Project.Value.Feeds.Single(feed => feed.Name == name);

    private static CallbackMessage Read(string feed, CallbackRequest request) =>
        Feed(feed).VerifyMessage(request, CallbackKeys.Create(Feed(feed), "secret", FeedSchema.Secret)).GetValueOrThrow();
}
