using CallbackGen.Verification;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Each item of a request has its own result; one proof over all of them is checked once.</summary>
public sealed class EachItemTests
{
    private static readonly long Noon = FixedClock.Noon.ToUnixTimeSeconds();

    private static string Feed(string verify, string payload = "body:/items/*", string? select = null) =>
        new FeedSchema
        {
            Properties = """ "id": { "type": "string" }, "at": { "type": ["integer", "null"] }, "sign": { "type": ["string", "null"] } """,
            Required = ["id"],
            Keys = """ "secret": { "encoding": "utf8" } """,
            Verify = verify,
            Callback = $$""" "payload": "{{payload}}"{{(select is null ? "" : $$""", "select": { {{select}} }""")}} """,
        };

    private static string Whole(string? more = null) => Feed(FeedSchema.Hmac("\"{header:X-Time}.{rawBody}\"", more));

    private static string Single(string? more = null) =>
        Feed(FeedSchema.Hmac("\"{payload:/id}|{payload:/at}\"", more, from: "payload:/sign"));

    private const string Time = """ "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "PT5M" } """;
    private const string ItemTime = """ "timestamp": { "from": "payload:/at", "unit": "seconds", "tolerance": "PT5M" } """;

    private static CallbackRequest Signed(string body, long? time = null, string? signature = null) =>
        Requests.Json(body).With(("X-Time", $"{time ?? Noon}"), ("X-Signature", signature ?? Requests.Hex($"{time ?? Noon}.{body}")));

    private static string Items(params IEnumerable<string> items) => $$"""{"items":[{{string.Join(',', items)}}]}""";

    private static string Item(string id, long? at = null) =>
        $$"""{"id":"{{id}}","at":{{at ?? Noon}},"sign":"{{Requests.Hex($"{id}|{at ?? Noon}")}}"}""";

    [Fact]
    public void A_thousand_items_under_one_signature_cost_one_verification()
    {
        using var project = CompiledProject.Of(Whole(Time));
        var request = Signed(Items(Enumerable.Range(0, 1000).Select(number => $$"""{"id":"{{number}}"}""")));

        foreach (
            var verify in new Func<CallbackKeys, int>[]
            {
                keys => project.Feed.VerifyMessages(request, keys, FixedClock.AtNoon).Value!.Count,
                keys => project.Feed.VerifyEach(request, keys, FixedClock.AtNoon).Value!.Count(each => each.IsSuccess),
            }
        )
        {
            var counter = new Counter();
            Assert.Equal(1000, verify(project.Keys().ObservedBy(counter)));
            Assert.Equal(1, counter.Proofs);
        }

        Assert.False(project.Feed.ItemsAreProvenSingly);
        var messages = project.Feed.VerifyMessages(request, project.Keys(), FixedClock.AtNoon).Value!;
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(number => $"{number}"),
            messages.Select(message => Outcome.ValueOf(Outcome.ValueOf(message, "Payload")!, "Id"))
        );
        Assert.All(messages, message => Assert.Equal("secret[0]", message.Receipt.KeyId));
        Assert.Equal(Enumerable.Range(0, 1000), messages.Select(message => message.Receipt.ItemIndex!.Value));
    }

    /// <summary>Each item has its own signature, which is not valid for another.</summary>
    [Fact]
    public void Items_that_are_signed_singly_are_verified_each()
    {
        using var project = CompiledProject.Of(Single());
        var counter = new Counter();

        Assert.Equal(
            3,
            project
                .Feed.VerifyEach(
                    Requests.Json(Items(Item("1"), Item("2"), Item("3"))),
                    project.Keys().ObservedBy(counter),
                    FixedClock.AtNoon
                )
                .Value!.Count
        );
        Assert.Equal(3, counter.Proofs);
        Assert.True(project.Feed.ItemsAreProvenSingly);
    }

    [Fact]
    public void An_item_that_is_refused_refuses_no_other_that_is_signed_singly()
    {
        using var project = CompiledProject.Of(Single());
        var unfit = $$"""{"id":"2","at":"x","sign":"{{Requests.Hex("2|x")}}"}""";
        var forged = Item("4").Replace("\"id\":\"4\"", "\"id\":\"5\"", StringComparison.Ordinal);

        var each = project
            .Feed.VerifyEach(Requests.Json(Items(Item("1"), unfit, Item("3"), forged, "7", Item("6"))), project.Keys(), FixedClock.AtNoon)
            .Value!;

        Assert.Equal(
            [
                null,
                (CallbackRejectionReason.InvalidMember, true),
                null,
                (CallbackRejectionReason.SignatureMismatch, false),
                (CallbackRejectionReason.SignatureMissing, false),
                null,
            ],
            each.Select(OutcomeOf)
        );
        Assert.StartsWith("item:1 ", each[1].Rejection!.Where, StringComparison.Ordinal);
        Assert.Equal(5, each[5].Value!.Receipt.ItemIndex);
    }

    [Fact]
    public void An_item_that_is_unfit_is_refused_alone_under_one_signature_too_and_a_forged_request_as_a_whole()
    {
        using var project = CompiledProject.Of(Whole(Time));
        var body = Items("""{"id":1}""", """{"id":"2"}""", "7", """{"id":"4"}""");

        var each = project.Feed.VerifyEach(Signed(body), project.Keys(), FixedClock.AtNoon).Value!;
        Assert.Equal(
            [(CallbackRejectionReason.InvalidMember, true), null, (CallbackRejectionReason.InvalidMember, true), null],
            each.Select(OutcomeOf)
        );

        var counter = new Counter();
        var forged = project
            .Feed.VerifyEach(Signed(body, signature: Requests.Hex("x")), project.Keys().ObservedBy(counter), FixedClock.AtNoon)
            .Rejection!;
        Assert.Equal((CallbackRejectionReason.SignatureMismatch, false, 1), (forged.Reason, forged.IsProven, counter.Proofs));
        Assert.Equal(
            (CallbackRejectionReason.InvalidMember, true),
            OutcomeOf(project.Feed.VerifyMessages(Signed(body), project.Keys(), FixedClock.AtNoon).Rejection!)
        );
    }

    [Fact]
    public void A_late_request_is_refused_as_a_whole_and_a_late_item_alone()
    {
        using var whole = CompiledProject.Of(Whole(Time));
        using var single = CompiledProject.Of(Single(ItemTime));
        var body = Items("""{"id":"1"}""", """{"id":2}""");

        var late = whole.Feed.VerifyEach(Signed(body, Noon - 400), whole.Keys(), FixedClock.AtNoon).Rejection!;
        Assert.Equal(
            (CallbackRejectionReason.TimestampOutsideTolerance, true, FixedClock.Noon.AddSeconds(-400)),
            (late.Reason, late.IsProven, late.VerifiesAt)
        );
        var asOf = whole.Feed.VerifyEach(Signed(body, Noon - 400), whole.Keys(), new FakeTimeProvider(late.VerifiesAt!.Value)).Value!;
        Assert.Equal([null, (CallbackRejectionReason.InvalidMember, true)], asOf.Select(OutcomeOf));
        // Where one rejected item rejects all, other problems are still reported.
        Assert.Equal(
            (CallbackRejectionReason.InvalidMember, true),
            OutcomeOf(whole.Feed.VerifyMessages(Signed(body, Noon - 400), whole.Keys(), FixedClock.AtNoon).Rejection!)
        );

        var each = single
            .Feed.VerifyEach(
                Requests.Json(Items(Item("1"), Item("2", Noon - 400), Item("3"), Item("4", Noon - 500))),
                single.Keys(),
                FixedClock.AtNoon
            )
            .Value!;
        Assert.Equal(
            [null, FixedClock.Noon.AddSeconds(-400), null, FixedClock.Noon.AddSeconds(-500)],
            each.Select(one => one.Rejection?.VerifiesAt)
        );
        Assert.Equal([true, false, true, false], each.Select(one => one.IsSuccess));
    }

    /// <summary>
    /// The values that the message includes of an item are proven for that item, even where the signature is outside the items.
    /// </summary>
    [Fact]
    public void A_message_of_an_item_is_made_of_each()
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Hmac("\"{payload:/id}\"")));
        var request = Requests.Json(Items("""{"id":"1"}""", """{"id":"2"}""")).Signed("X-Signature", "1");

        Assert.False(project.Feed.VerifyMessages(request, project.Keys(), FixedClock.AtNoon).IsSuccess);
        Assert.True(
            project
                .Feed.VerifyMessages(Requests.Json(Items("""{"id":"1"}""")).Signed("X-Signature", "1"), project.Keys(), FixedClock.AtNoon)
                .IsSuccess
        );
    }

    [Fact]
    public void A_request_that_is_one_callback_is_taken_or_refused_as_a_whole()
    {
        using var project = CompiledProject.Of(Feed(FeedSchema.Hmac("\"{rawBody}\""), payload: "body"));
        const string Body = """{"id":"1"}""";

        Assert.Single(project.Feed.VerifyEach(Requests.Json(Body).Signed("X-Signature", Body), project.Keys(), FixedClock.AtNoon).Value!);
        Assert.Equal(
            (CallbackRejectionReason.InvalidMember, true),
            OutcomeOf(
                project.Feed.VerifyEach(Requests.Json("[]").Signed("X-Signature", "[]"), project.Keys(), FixedClock.AtNoon).Rejection!
            )
        );
        Assert.False(project.Feed.ItemsAreProvenSingly);
    }

    private static (CallbackRejectionReason, bool)? OutcomeOf(CallbackResult<CallbackMessage> each) =>
        each.Rejection is { } rejection ? OutcomeOf(rejection) : null;

    private static (CallbackRejectionReason, bool) OutcomeOf(CallbackRejection rejection) => (rejection.Reason, rejection.IsProven);

    private sealed class Counter : VerificationObserver
    {
        public int Proofs { get; private set; }

        public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof) => Proofs++;
    }
}
