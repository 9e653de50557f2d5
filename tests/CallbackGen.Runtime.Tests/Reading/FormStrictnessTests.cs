using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

public class FormStrictnessTests
{
    [Fact]
    public void Fields_are_decoded_once_and_a_plus_is_a_space()
    {
        var invoice = CallbackPayload
            .ReadForm<SignedInvoice>("id=%41+%2B%2541&amount=1.50&&count=3&note=%F0%9F%98%80&"u8)
            .GetValueOrThrow()
            .Members;
        Assert.Equal(("A +%41", 1.50m, 3L, "😀"), (invoice.Id, invoice.Amount, invoice.Count, invoice.Note));
    }

    [Theory]
    [InlineData("id=1&id=1", CallbackRejectionReason.DuplicateMember)]
    [InlineData("id=1&%69d=2", CallbackRejectionReason.DuplicateMember)]
    [InlineData("id=1&x=1&x=2", CallbackRejectionReason.DuplicateMember)]
    [InlineData("id=1&=1&=2", CallbackRejectionReason.DuplicateMember)]
    [InlineData("id=%", CallbackRejectionReason.Malformed)]
    [InlineData("id=%4", CallbackRejectionReason.Malformed)]
    [InlineData("id=%4g", CallbackRejectionReason.Malformed)]
    [InlineData("id=%g4", CallbackRejectionReason.Malformed)]
    [InlineData("id=1&%zz=1", CallbackRejectionReason.Malformed)]
    [InlineData("id=%FF", CallbackRejectionReason.Malformed)]
    [InlineData("id=%C0%AF", CallbackRejectionReason.Malformed)]
    [InlineData("id=%ED%A0%80", CallbackRejectionReason.Malformed)]
    [InlineData("id=1&%E2%82=1", CallbackRejectionReason.Malformed)]
    [InlineData("amount=1", CallbackRejectionReason.MissingMember)]
    [InlineData("", CallbackRejectionReason.MissingMember)]
    [InlineData("id=1&lines=x", CallbackRejectionReason.InvalidMember)]
    [InlineData("id=1&count=1.0", CallbackRejectionReason.InvalidMember)]
    [InlineData("id=1&count=+1", CallbackRejectionReason.InvalidMember)]
    public void What_is_not_a_strict_form_is_refused(string form, CallbackRejectionReason reason)
    {
        Assert.Equal(reason, CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8(form)).Rejection?.Reason);
    }

    [Fact]
    public void A_multi_byte_character_may_not_be_split_between_name_and_value()
    {
        Assert.Equal(CallbackRejectionReason.Malformed, CallbackPayload.ReadForm<SignedInvoice>("id=1&a%C3=%A9"u8).Rejection?.Reason);
        Assert.Equal(CallbackRejectionReason.Malformed, CallbackPayload.ReadForm<SignedInvoice>([.. "id="u8, 0xFF]).Rejection?.Reason);
    }

    [Fact]
    public void A_thousand_fields_are_read_and_one_more_is_refused()
    {
        var form = "id=1&" + string.Join('&', Enumerable.Range(1, 999).Select(index => $"x{index}="));
        Assert.Equal(999, CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8(form)).Value?.Members.Unknown.Count);
        Assert.Equal(
            CallbackRejectionReason.Malformed,
            CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8(form + "&y=")).Rejection?.Reason
        );
    }

    [Fact]
    public void An_empty_field_is_null_for_a_number_and_empty_for_a_text()
    {
        var invoice = CallbackPayload.ReadForm<SignedInvoice>("id=1&amount=&note="u8).GetValueOrThrow().Members;
        Assert.Null(invoice.Amount);
        Assert.Equal("", invoice.Note);
    }

    [Fact]
    public void An_undeclared_field_is_kept_as_a_JSON_string()
    {
        var unknown = CallbackPayload.ReadForm<SignedInvoice>("id=1&extra=%22%5C%3C"u8).GetValueOrThrow().Members.Unknown;
        Assert.Equal("\"\\<", unknown["extra"].GetString());
    }

    [Theory]
    [InlineData("id=1&CANARY=1&CANARY=2")]
    [InlineData("id=CANARY%")]
    [InlineData("id=1&amount=CANARY")]
    [InlineData("id=CANARY-CANARY-CANARY-CANARY")]
    public void No_text_of_the_form_gets_into_a_rejection(string form)
    {
        Assert.DoesNotContain(
            "CANARY",
            CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8(form)).Rejection!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Changing_any_byte_of_a_form_never_ends_in_an_exception()
    {
        var form = Given.Utf8("id=%41%c3%a9&amount=1.50&x=+y&=&count=2");
        for (var index = 0; index < form.Length; index++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = form.ToArray();
                changed[index] = (byte)value;
                var result = CallbackPayload.ReadForm<SignedInvoice>(changed);
                Assert.True(result.IsSuccess || result.Rejection.Detail.Length > 0);
            }
        }
    }
}
