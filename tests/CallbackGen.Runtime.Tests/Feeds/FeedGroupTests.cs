using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Feeds;

public class FeedGroupTests
{
    private static readonly CallbackFeedGroup Group = new(PaidRecord.TypedFeed, RefundRecord.TypedFeed, ItemInvoice.TypedFeed);

    [Theory]
    [InlineData("""{"type":"paid"}""", "acme.paid")]
    [InlineData("""{"type":"refund"}""", "acme.refund")]
    [InlineData("""{"type":"refund","batch":null}""", "acme.refund")]
    [InlineData("""{"type":"refund","batch":""}""", "acme.refund")]
    [InlineData("""{"type":"paid","items":[{"item":{"id":"1"}}]}""", "acme.paid")]
    [InlineData("""{"items":[{"item":{"id":"1"}}]}""", "acme.items")]
    public void The_first_feed_that_takes_a_request_is_chosen(string body, string feed)
    {
        Assert.Equal(feed, Group.Select(Given.Json(body), out var rejection)?.Name);
        Assert.Null(rejection);
    }

    [Theory]
    [InlineData("""{"type":"other"}""", CallbackRejectionReason.NotSelected)]
    [InlineData("""{"type":"refund","batch":"1"}""", CallbackRejectionReason.NotSelected)]
    [InlineData("""{"type":"refund","batch":{}}""", CallbackRejectionReason.NotSelected)]
    [InlineData("""{"type":"paid","type":"refund"}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"type":""", CallbackRejectionReason.Malformed)]
    public void A_request_of_no_feed_is_refused(string body, CallbackRejectionReason reason)
    {
        Assert.Null(new CallbackFeedGroup(PaidRecord.TypedFeed, RefundRecord.TypedFeed).Select(Given.Json(body), out var rejection));
        Assert.Equal(reason, rejection!.Reason);
    }

    [Fact]
    public void A_request_that_arrives_in_no_feeds_way_is_refused_as_such()
    {
        Assert.Null(Group.Select(new() { Method = "PUT" }, out var rejection));
        Assert.Equal(CallbackRejectionReason.MethodNotAllowed, rejection!.Reason);

        Assert.Null(Group.Select(CallbackRequest.Post(Given.Utf8("{}"), "text/csv"), out rejection));
        Assert.Equal(CallbackRejectionReason.UnsupportedContent, rejection!.Reason);
    }

    [Fact]
    public void The_choice_proves_nothing()
    {
        var request = Given.Json("""{"type":"paid"}""");

        Assert.False(Group.Select(request, out _)!.VerifyMessage(request, CallbackKeys.Empty).IsSuccess);
    }

    [Fact]
    public void A_feed_refuses_another_feeds_record_at_an_address_of_its_own_too()
    {
        var rejection = PaidRecord.TypedFeed.Verify(Given.Json("""{"type":"refund"}"""), CallbackKeys.Empty).Rejection!;

        Assert.Equal(CallbackRejectionReason.NotSelected, rejection.Reason);
        Assert.Equal(
            CallbackRejectionReason.NotSelected,
            PaidRecord.TypedFeed.VerifyMessages(Given.Json("{}"), CallbackKeys.Empty).Rejection!.Reason
        );
        Assert.NotEqual(
            CallbackRejectionReason.NotSelected,
            PaidRecord.TypedFeed.Verify(Given.Json("""{"type":"paid"}"""), CallbackKeys.Empty).Rejection!.Reason
        );
    }

    [Theory]
    [InlineData("""{"t":"a"}""", true)]
    [InlineData("""{"t":"b"}""", true)]
    [InlineData("""{"t":"c"}""", false)]
    [InlineData("""{"t":["a"]}""", false)]
    [InlineData("""{}""", false)]
    public void One_of_several_texts_is_enough(string body, bool expected)
    {
        using var verification = new CallbackVerification(
            PaidRecord.TypedFeed.Definition,
            Given.Json(body),
            CallbackKeys.Empty,
            TimeProvider.System
        );

        Assert.Equal(expected, verification.IsOneOf(verification.Body("/t"), "a", "b"));
    }

    [Fact]
    public void A_feed_that_says_nothing_takes_everything() =>
        Assert.Same(
            SignedInvoice.TypedFeed,
            new CallbackFeedGroup(PaidRecord.TypedFeed, SignedInvoice.TypedFeed).Select(Given.Json("{}"), out _)
        );

    [Fact]
    public void A_group_has_a_feed() => Assert.Throws<ArgumentException>(() => new CallbackFeedGroup());
}

internal sealed record PaidRecord : IVerifiedPayload<PaidRecord>
{
    public static VerifiedFeed<PaidRecord> TypedFeed { get; } = new(Definition("paid"));

    public static CallbackFeed<PaidRecord> Feed => TypedFeed;

    public static PaidRecord? Verify(CallbackVerification verification) => null;

    public static bool Selects(CallbackVerification verification) => verification.Is(verification.Body("/type"), "paid");

    public static PaidRecord? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => null;

    public static string? GetRole(PaidRecord payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(PaidRecord payload) => null;

    public static CallbackFeedDefinition Definition(string name) =>
        new()
        {
            Name = "acme." + name,
            Provider = "Acme",
            Feed = name,
            Scheme = "hmac",
            Receive = [new("POST", CallbackContent.Json)],
        };
}

internal sealed record RefundRecord : IVerifiedPayload<RefundRecord>
{
    public static VerifiedFeed<RefundRecord> TypedFeed { get; } = new(PaidRecord.Definition("refund"));

    public static CallbackFeed<RefundRecord> Feed => TypedFeed;

    public static RefundRecord? Verify(CallbackVerification verification) => null;

    public static bool Selects(CallbackVerification verification) =>
        verification.Is(verification.Body("/type"), "refund") && verification.IsAbsent(verification.Body("/batch"));

    public static RefundRecord? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => null;

    public static string? GetRole(RefundRecord payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(RefundRecord payload) => null;
}
