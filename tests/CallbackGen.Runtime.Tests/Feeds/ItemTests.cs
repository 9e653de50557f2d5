using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Feeds;

public class ItemTests
{
    private static readonly CallbackKeys Keys = CallbackKeys.Create(ItemInvoice.TypedFeed, "hashKey", Given.OtherKeyText, Given.KeyText);

    [Fact]
    public void Every_item_is_verified_and_read_on_its_own()
    {
        var result = ItemInvoice.TypedFeed.VerifyAll(Request(Item("1", "\"x\":1"), Item("2", "\"y\":1,\"z\":2")), Keys, Given.Clock());

        var items = result.GetValueOrThrow();
        Assert.Equal(["1", "2"], items.Select(item => item.Payload.Members.Id));
        Assert.Equal([0, 1], items.Select(item => item.Receipt.ItemIndex));
        Assert.Equal(["hashKey[1]", "hashKey[1]"], items.Select(item => item.Receipt.KeyId));
        Assert.Equal(["acme.items:acme:1", "acme.items:acme:2"], items.Select(item => item.Receipt.IdempotencyKey));
        Assert.Equal([2, 3], items.Select(item => item.Receipt.UnknownMemberCount)); // the checksum is undeclared too
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void One_item_that_is_refused_refuses_all_and_is_named(int wrong)
    {
        string[] items = [Item("1"), Item("2"), Item("3")];
        items[wrong] = items[wrong].Replace("\"id\":\"", "\"id\":\"9", StringComparison.Ordinal);

        var rejection = ItemInvoice.TypedFeed.VerifyMessages(Request(items), Keys, Given.Clock()).Rejection!;

        Assert.Equal(CallbackRejectionReason.SignatureMismatch, rejection.Reason);
        Assert.Equal($"item:{wrong} payload:/checksum", rejection.Where);
        Assert.Equal(["hashKey[0]", "hashKey[1]"], rejection.KeysTried);
    }

    [Fact]
    public void The_proof_of_one_item_is_not_another_items()
    {
        var rejection = ItemInvoice.TypedFeed.VerifyAll(Request(Item("1"), """{"item":{"id":"1"}}"""), Keys, Given.Clock()).Rejection!;

        Assert.Equal("SignatureMissing at item:1 payload:/checksum: is absent or empty", rejection.ToString());
    }

    [Theory]
    [InlineData("""{"items":[]}""", CallbackRejectionReason.InvalidMember, "body:/items")]
    [InlineData("""{"items":{}}""", CallbackRejectionReason.InvalidMember, "body:/items")]
    [InlineData("""{}""", CallbackRejectionReason.InvalidMember, "body:/items")]
    [InlineData("""{"items":[{}]}""", CallbackRejectionReason.MissingMember, "item:0 /item")]
    [InlineData("""{"items":[1]}""", CallbackRejectionReason.MissingMember, "item:0 /item")]
    [InlineData("""{"items":[{"item":null}]}""", CallbackRejectionReason.NotSelected, "item:0")]
    [InlineData("""{"items":[{"item":{"id":""}}]}""", CallbackRejectionReason.NotSelected, "item:0")]
    [InlineData("""{"items":[{"item":{"id":"1"}}]}""", CallbackRejectionReason.SignatureMissing, "item:0 payload:/checksum")]
    [InlineData("""{"items":[""", CallbackRejectionReason.Malformed, "body")]
    public void A_request_without_items_is_refused(string body, CallbackRejectionReason reason, string where)
    {
        var rejection = ItemInvoice.TypedFeed.VerifyAll(Given.Json(body), Keys, Given.Clock()).Rejection!;

        Assert.Equal((reason, where), (rejection.Reason, rejection.Where));
        Assert.Equal(rejection, ItemInvoice.TypedFeed.Verify(Given.Json(body), Keys, Given.Clock()).Rejection);
    }

    [Fact]
    public void A_thousand_items_are_taken_and_one_more_is_not()
    {
        var items = Enumerable
            .Range(0, 1000)
            .Select(number => Item(number.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .ToArray();

        Assert.Equal(1000, ItemInvoice.TypedFeed.VerifyAll(Request(items), Keys, Given.Clock()).GetValueOrThrow().Count);
        Assert.Equal(
            "holds more than 1000 items",
            ItemInvoice.TypedFeed.VerifyAll(Request([.. items, Item("x")]), Keys, Given.Clock()).Rejection!.Detail
        );
    }

    [Fact]
    public void A_single_item_may_be_verified_as_the_one_callback_and_several_may_not()
    {
        var message = ItemInvoice.TypedFeed.VerifyMessage(Request(Item("1")), Keys, Given.Clock()).GetValueOrThrow();
        Assert.Equal(0, message.Receipt.ItemIndex);

        var rejection = ItemInvoice.TypedFeed.Verify(Request(Item("1"), Item("2")), Keys, Given.Clock()).Rejection!;
        Assert.Equal(CallbackRejectionReason.Malformed, rejection.Reason);
        Assert.Contains("VerifyAll", rejection.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_feed_without_items_yields_a_list_of_one()
    {
        var request = Given.Json("""{"id":"1"}""", ("X-Signature", Given.HexMac("""{"id":"1"}""")));

        var message = Assert.Single(SignedInvoice.TypedFeed.VerifyMessages(request, Given.Keys(), Given.Clock()).GetValueOrThrow());
        Assert.Null(message.Receipt.ItemIndex);
        Assert.NotNull(SignedInvoice.TypedFeed.VerifyAll(Given.Json("{}"), Given.Keys(), Given.Clock()).Rejection);
    }

    [Fact]
    public void Selections_that_begin_with_the_payload_pointer_mean_the_current_item()
    {
        using var verification = new CallbackVerification(
            ItemInvoice.TypedFeed.Definition,
            Given.Json("""{"n":0,"items":[{"item":{"n":1}},{"item":{"n":2}}]}"""),
            Keys,
            Given.Clock()
        );
        Assert.True(verification.SelectItem(1));

        var message = verification.BeginMessage();
        Assert.True(message.AppendSelection(new() { Root = "/items/*/item" }));
        Assert.True(message.AppendJson(new() { Root = "/items/*/item/n" }));
        Assert.True(message.AppendMembers(default, "/n"));
        Assert.Equal("220"u8, message.From(0).Utf8);
    }

    [Fact]
    public void What_an_alternative_refused_about_one_item_is_not_told_of_another()
    {
        using var verification = new CallbackVerification(
            ItemInvoice.TypedFeed.Definition,
            Given.Json("""{"items":[{"item":{}},{"item":{}}]}"""),
            Keys,
            Given.Clock()
        );
        Assert.True(verification.SelectItem(0));
        verification.Reject(CallbackRejectionReason.SignatureMismatch, "payload:/checksum", "is wrong");
        verification.NextAlternative();
        Assert.True(verification.SelectItem(1));

        verification.Reject(CallbackRejectionReason.SignatureMissing, "payload:/checksum", "is absent");

        Assert.Equal("SignatureMissing at item:1 payload:/checksum: is absent", verification.ItemRejection!.ToString());
    }

    /// <summary>The selection among feeds has evaluated the first item; the others have not been evaluated yet.</summary>
    [Fact]
    public void The_chosen_feed_is_asked_about_every_item_once()
    {
        using var verification = CallbackVerification.Open(
            Request(Item("1"), Item("2"), Item("3"), """{"item":{"checksum":"x"}}"""),
            Given.Clock()
        );
        var chosen = new CallbackFeedGroup(ItemInvoice.TypedFeed).SelectOpen(verification, out _);
        Assert.Same(ItemInvoice.TypedFeed, chosen);
        var before = ItemInvoice.Asked.Value;

        var rejection = chosen!.VerifyAllOpen(verification, Keys).Rejection;

        Assert.Equal(3, ItemInvoice.Asked.Value - before);
        Assert.Equal((CallbackRejectionReason.NotSelected, "item:3"), (rejection?.Reason, rejection?.Where));
    }

    [Fact]
    public void Items_cannot_arrive_in_a_form()
    {
        var definition = new CallbackFeedDefinition
        {
            Name = "acme.items",
            Provider = "Acme",
            Feed = "Items",
            Scheme = "hmac",
            Receive = [new("POST", CallbackContent.Form)],
            PayloadPointer = "/items/*/item",
        };
        var feed = new VerifiedFeed<SignedInvoice>(definition);

        Assert.Equal(CallbackRejectionReason.InvalidMember, feed.VerifyAll(Given.Form("items=1"), CallbackKeys.Empty).Rejection!.Reason);
    }

    private static CallbackRequest Request(params string[] items) =>
        CallbackRequest.Post(Given.Utf8($$"""{"items":[{{string.Join(',', items)}}]}"""), "application/json");

    private static string Item(string id, string? more = null) =>
        $$$"""{"item":{"id":"{{{id}}}","checksum":"{{{Given.HexMac(id)}}}"{{{(more is null ? "" : "," + more)}}}}}""";
}

/// <summary>Several callbacks in one request, each with its own checksum.</summary>
internal sealed record ItemInvoice(InvoiceMembers Members) : IVerifiedPayload<ItemInvoice>
{
    public static VerifiedFeed<ItemInvoice> TypedFeed { get; } =
        new(
            new()
            {
                Name = "acme.items",
                Provider = "Acme",
                Feed = "Items",
                Scheme = "hmac",
                Receive = [new("POST", CallbackContent.Json)],
                Keys = [new("hashKey", CallbackKeyEncoding.Utf8)],
                PayloadPointer = "/items/*/item",
                MaxBodyBytes = 1 << 20,
            }
        );

    public static CallbackFeed<ItemInvoice> Feed => TypedFeed;

    public static ItemInvoice? Verify(CallbackVerification verification) =>
        verification.ReadBody()
        && verification.FindSignatures(verification.Payload("/checksum"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.Payload("/id"))
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<ItemInvoice>()
            : null;

    /// <summary>The number of times that one test evaluated the feed's selection.</summary>
    public static AsyncLocal<int> Asked { get; } = new();

    public static bool Selects(CallbackVerification verification)
    {
        Asked.Value++;
        return verification.IsPresent(verification.Payload("/id"));
    }

    public static ItemInvoice? Read<TReader>(ref TReader reader)
        where TReader : struct, CallbackGen.Reading.IPayloadReader, allows ref struct =>
        InvoiceMembers.Read(ref reader) is { } members ? new(members) : null;

    public static string? GetRole(ItemInvoice payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(ItemInvoice payload) => payload.Members.Id;
}
