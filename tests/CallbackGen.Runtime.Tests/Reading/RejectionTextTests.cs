using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>A rejection identifies values by declared names only, and contains no content of the request.</summary>
public class RejectionTextTests
{
    [Theory]
    [InlineData("""{"amount":"1"}""", CallbackRejectionReason.MissingMember, "/id")]
    [InlineData("""{"id":5}""", CallbackRejectionReason.InvalidMember, "/id")]
    [InlineData("""{"id":"1","amount":"x"}""", CallbackRejectionReason.InvalidMember, "/amount")]
    [InlineData("""{"id":"1","lines":{}}""", CallbackRejectionReason.InvalidMember, "/lines")]
    [InlineData("""{"id":"1","lines":[{"price":1},{"price":"2"}]}""", CallbackRejectionReason.InvalidMember, "/lines/1/price")]
    [InlineData("""{"id":"1","lines":[{}]}""", CallbackRejectionReason.MissingMember, "/lines/0/price")]
    [InlineData("""{"id":"1","lines":[7]}""", CallbackRejectionReason.InvalidMember, "/lines/0")]
    [InlineData("""{"lines":[{"price":1},{"price":2}],"id":5}""", CallbackRejectionReason.InvalidMember, "/id")]
    [InlineData("""{"lines":[{"price":1},{"price":2}]}""", CallbackRejectionReason.MissingMember, "/id")]
    [InlineData(
        """{"id":"1","lines":[{"price":1,"secret":{"a":[{}]}},{"price":2},7]}""",
        CallbackRejectionReason.InvalidMember,
        "/lines/2"
    )]
    [InlineData("""{"id":"1","lines":[{"price":1} 7]}""", CallbackRejectionReason.Malformed, "/lines/0")]
    [InlineData("""{"id":"1" "secret":7}""", CallbackRejectionReason.Malformed, "/*")]
    [InlineData("""{"id":"1","secret":}""", CallbackRejectionReason.Malformed, "/*")]
    [InlineData("""{"id":"1","id":"1"}""", CallbackRejectionReason.DuplicateMember, "/id")]
    [InlineData("""{"id":"1","secret":1,"secret":2}""", CallbackRejectionReason.DuplicateMember, "/*")]
    [InlineData("""{"id":"1","lines":[{"price":1,"secret":{"a":1,"a":2}}]}""", CallbackRejectionReason.DuplicateMember, "/lines/0/*")]
    [InlineData("""[]""", CallbackRejectionReason.InvalidMember, "")]
    [InlineData("""null""", CallbackRejectionReason.InvalidMember, "")]
    public void The_place_is_a_pointer_of_declared_names(string json, CallbackRejectionReason reason, string where)
    {
        var rejection = CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(json)).Rejection;
        Assert.Equal((reason, where), (rejection?.Reason, rejection?.Where));
    }

    [Theory]
    [InlineData("""{"id":"CANARY-CANARY-CANARY-CANARY"}""")]
    [InlineData("""{"id":"1","amount":"CANARY"}""")]
    [InlineData("""{"id":"1","CANARY":1,"CANARY":2}""")]
    [InlineData("""{"id":"1","CANARY":{"CANARY":1,"CANARY":2}}""")]
    [InlineData("""{"id":"1","CANARY":CANARY}""")]
    [InlineData("""{"id":"1","lines":[{"price":"CANARY"}]}""")]
    [InlineData("CANARY")]
    public void No_text_of_the_request_gets_into_a_rejection(string json)
    {
        foreach (var rejection in new[] { CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(json)).Rejection, Lookup(json) })
            Assert.DoesNotContain("CANARY", rejection?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_slash_or_tilde_is_escaped_in_a_pointer()
    {
        var reader = new JsonPayloadReader("{}"u8);
        reader.StartObject();
        reader.NextMember();
        Assert.False(reader.Complete([0], [1], ["a/b~c"]));
        Assert.Equal("/a~1b~0c", reader.Rejection?.Where);
    }

    [Fact]
    public void Only_the_first_thing_that_is_wrong_counts()
    {
        var reader = new JsonPayloadReader("7"u8);
        Assert.Equal("", reader.Text());
        reader.Refuse("later");
        Assert.False(reader.StartObject());
        Assert.Equal(0, reader.Integer(coerce: true));
        Assert.False(reader.End());
        Assert.Equal("must be a text", reader.Rejection?.Detail);
    }

    private static CallbackRejection? Lookup(string json)
    {
        using var verification = Given.Verification(Given.Json(json));
        verification.ReadBody();
        return verification.Rejection;
    }
}
