using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>From a request to a message of the feed's trust level.</summary>
public class PayloadTests
{
    [Fact]
    public void A_signed_body_is_read_and_its_receipt_tells_how_it_was_verified()
    {
        var verified = Verify("""{"id":"7","amount":"456.20","lines":[{"price":1.50}],"extra":1}""").GetValueOrThrow();
        Assert.Equal(
            ("7", 456.20m, 1.50m),
            (verified.Payload.Members.Id, verified.Payload.Members.Amount, verified.Payload.Members.Lines[0].Price)
        );
        Assert.Equal(
            ("acme.invoice", "hashKey[0]", "acme.invoice:acme:7", 1),
            (verified.Receipt.Feed, verified.Receipt.KeyId, verified.Receipt.IdempotencyKey, verified.Receipt.UnknownMemberCount)
        );
        Assert.Equal(Given.Now, verified.Receipt.VerifiedAt);
        Assert.Equal(1, verified.Payload.Members.Unknown["extra"].GetInt32());
        Assert.Empty(verified.Receipt.UnsignedMembers);
    }

    [Fact]
    public void Every_bit_of_a_signed_body_counts()
    {
        var body = Given.Utf8("""{"id":"7","amount":"456.20"}""");
        var signature = Given.HexMac("""{"id":"7","amount":"456.20"}""");
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            var changed = body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var result = SignedInvoice.TypedFeed.Verify(
                CallbackRequest.Post(changed, "application/json", [new("X-Signature", signature)]),
                Given.Keys(),
                Given.Clock()
            );
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, result.Rejection?.Reason);
        }
    }

    [Fact]
    public void The_signature_is_checked_before_anything_is_parsed()
    {
        var result = SignedInvoice.TypedFeed.Verify(
            Given.Json("not JSON", ("X-Signature", Given.HexMac("other"))),
            Given.Keys(),
            Given.Clock()
        );
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, result.Rejection?.Reason);
        Assert.Equal(CallbackRejectionReason.Malformed, Verify("not JSON").Rejection?.Reason);
    }

    [Fact]
    public void Undeclared_members_outside_the_signature_are_kept_off_the_payload_at_every_level()
    {
        var mac = Given.HexMac("1.50|7|");
        var body = $$"""{"id":"7","amount":"1.50","lines":[{"price":1,"inner":2}],"extra":{"a":1},"checksum":"{{mac}}"}""";
        var verified = ChecksumInvoice.TypedFeed.Verify(Given.Json(body), Given.Keys(), Given.Clock()).GetValueOrThrow();
        Assert.Empty(verified.Payload.Members.Unknown);
        Assert.Empty(verified.Payload.Members.Lines[0].Unknown);
        Assert.Equal(["extra", "checksum"], verified.Receipt.UnsignedMembers.Keys);
        Assert.Equal(3, verified.Receipt.UnknownMemberCount);

        var form = ChecksumInvoice
            .TypedFeed.Verify(Given.Form($"id=7&amount=1.50&extra=x&checksum={mac}"), Given.Keys(), Given.Clock())
            .GetValueOrThrow();
        Assert.Empty(form.Payload.Members.Unknown);
        Assert.Equal(["extra", "checksum"], form.Receipt.UnsignedMembers.Keys);
    }

    [Fact]
    public void Undeclared_members_inside_the_signature_are_kept_where_they_stand()
    {
        var members = Verify("""{"id":"7","lines":[{"price":1,"inner":2}],"extra":{"a":1}}""").GetValueOrThrow();
        Assert.Equal(["extra"], members.Payload.Members.Unknown.Keys);
        Assert.Equal(["inner"], members.Payload.Members.Lines[0].Unknown.Keys);
        Assert.Equal(2, members.Receipt.UnknownMemberCount);
    }

    [Fact]
    public void A_repeated_member_below_the_top_is_refused_also_when_it_is_dropped()
    {
        var body = $$"""{"id":"7","amount":"1.50","lines":[{"price":1,"inner":2,"inner":3}],"checksum":"{{Given.HexMac("1.50|7|")}}"}""";
        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            ChecksumInvoice.TypedFeed.Verify(Given.Json(body), Given.Keys(), Given.Clock()).Rejection?.Reason
        );
        using var verification = Given.Verification(
            Given.Json("""{"id":"7","lines":[{"price":1,"inner":2,"inner":3}]}"""),
            definition: Given.Definition(unknownUnsigned: true)
        );
        Assert.Null(verification.ReadPayload<SignedInvoice>());
        Assert.Equal(CallbackRejectionReason.DuplicateMember, verification.Rejection?.Reason);
    }

    [Fact]
    public void A_part_of_the_body_can_be_the_payload()
    {
        using var verification = Given.Verification(Given.Json("""{"data":{"id":"7"},"code":1}"""));
        Assert.Equal("7", verification.ReadPayload<SignedInvoice>("/data")?.Members.Id);

        using var absent = Given.Verification(Given.Json("""{"code":1}"""));
        Assert.Null(absent.ReadPayload<SignedInvoice>("/data"));
        Assert.Equal((CallbackRejectionReason.MissingMember, "body:/data"), (absent.Rejection?.Reason, absent.Rejection?.Where));

        using var text = Given.Verification(Given.Json("""{"data":"{\"id\":\"7\"}"}"""));
        Assert.Null(text.ReadPayload<SignedInvoice>("/data"));
        Assert.Equal(CallbackRejectionReason.InvalidMember, text.Rejection?.Reason);

        using var strict = Given.Verification(Given.Json("""{"data":{"id":"7"},"code":1,"code":2}"""));
        Assert.Null(strict.ReadPayload<SignedInvoice>("/data"));
        Assert.Equal(CallbackRejectionReason.DuplicateMember, strict.Rejection?.Reason);

        using var form = Given.Verification(Given.Form("data=x"));
        Assert.Null(form.ReadPayload<SignedInvoice>("/data"));
        Assert.Equal(CallbackRejectionReason.InvalidMember, form.Rejection?.Reason);
    }

    [Fact]
    public void A_query_can_be_the_payload()
    {
        using var verification = Given.Verification(CallbackRequest.Get("id=7&amount=1.50"));
        Assert.Equal(1.50m, verification.ReadPayload<SignedInvoice>()?.Members.Amount);
    }

    [Fact]
    public void A_verifier_that_goes_on_after_a_rejection_lets_nothing_pass()
    {
        var result = CarelessPayload.TypedFeed.Verify(Given.Json("{}"), Given.Keys(), Given.Clock());
        Assert.Equal(CallbackRejectionReason.SignatureMissing, result.Rejection?.Reason);
    }

    [Fact]
    public void No_key_token_or_text_of_the_request_gets_into_a_rejection()
    {
        var token = Given.Token("""{"id":"CANARY","exp":1}""", """{"alg":"CANARY"}""");
        CallbackResult<CallbackMessage>[] results =
        [
            SignedInvoice.Feed.VerifyMessage(Given.Json("CANARY", ("X-Signature", "CANARY")), Given.Keys()),
            SignedInvoice.Feed.VerifyMessage(Given.Json("CANARY", ("X-Signature", Given.HexMac("CANARY"))), Given.Keys()),
            SignedInvoice.Feed.VerifyMessage(new() { Method = "CANARY", ContentType = "CANARY" }, Given.Keys()),
            SignedInvoice.Feed.VerifyMessage(new() { Method = "POST", ContentType = "CANARY" }, Given.Keys()),
            ChecksumInvoice.Feed.VerifyMessage(CallbackRequest.Get("CANARY=%"), Given.Keys()),
            ChecksumInvoice.Feed.VerifyMessage(Given.Json("""{"id":"CANARY|","checksum":"00"}"""), Given.Keys()),
            TokenInvoice.Feed.VerifyMessage(Given.Json($$"""{"token":"{{token}}"}"""), Given.Keys()),
            TokenInvoice.Feed.VerifyMessage(Given.Json($$"""{"token":"{{Given.Token("""{"CANARY":1,"CANARY":2}""")}}"}"""), Given.Keys()),
            PostbackInvoice.Feed.VerifyMessage(
                Given.Json(
                    """{"id":"CANARY"}""",
                    ("Authorization", "Bearer " + Given.Token($$"""{"id":"x","exp":{{Given.Unix(TimeSpan.FromMinutes(1))}}}"""))
                ),
                Given.Keys(),
                Given.Clock()
            ),
        ];
        Assert.All(results, result => Assert.DoesNotContain("CANARY", result.Rejection!.ToString(), StringComparison.Ordinal));
        Assert.All(results, result => Assert.DoesNotContain(Given.KeyText, result.Rejection!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Disposing_twice_is_harmless()
    {
        var verification = Given.Verification(Given.Json("""{"id":"1\u0031"}""", ("X", "y")));
        verification.Header("X");
        Assert.True(verification.ReadBody());
        verification.Dispose();
        verification.Dispose();
    }

    private static CallbackResult<Verified<SignedInvoice>> Verify(string body) =>
        SignedInvoice.TypedFeed.Verify(Given.Json(body, ("X-Signature", Given.HexMac(body))), Given.Keys(), Given.Clock());

    private sealed record CarelessPayload : IVerifiedPayload<CarelessPayload>
    {
        public static VerifiedFeed<CarelessPayload> TypedFeed { get; } = new(Given.Definition());

        public static CallbackFeed<CarelessPayload> Feed => TypedFeed;

        public static CarelessPayload? Verify(CallbackVerification verification)
        {
            verification.FindSignatures(default, SignatureEncoding.Hex);
            return new();
        }

        public static CarelessPayload? Read<TReader>(ref TReader reader)
            where TReader : struct, CallbackGen.Reading.IPayloadReader, allows ref struct => new();

        public static string? GetRole(CarelessPayload payload, CallbackRole role) => null;

        public static string? GetIdempotencyKey(CarelessPayload payload) => null;
    }
}
