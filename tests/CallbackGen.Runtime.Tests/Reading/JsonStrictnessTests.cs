using System.Text;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>Content that a JSON payload must not contain, at any position.</summary>
public class JsonStrictnessTests
{
    private const string Nothing = "";

    public static TheoryData<string, CallbackRejectionReason> Refused =>
        new()
        {
            { """{"id":"1","id":"2"}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","\u0069d":"2"}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","x":1,"x":1}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","x":1,"\u0078":2}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","x":{"a":1,"a":2}}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","x":[{"a":{"b":1,"\u0062":2}}]}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","lines":[{"price":1,"price":2}]}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1","lines":[{"price":1,"y":1,"y":2}]}""", CallbackRejectionReason.DuplicateMember },
            { """{"id":"1"/* comment */}""", CallbackRejectionReason.Malformed },
            { "{\"id\":\"1\"}// comment", CallbackRejectionReason.Malformed },
            { """{"id":"1",}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","lines":[{"price":1},]}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":NaN}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":-Infinity}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":01}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":.5}""", CallbackRejectionReason.Malformed },
            { """{"id":'1'}""", CallbackRejectionReason.Malformed },
            { "{\"id\":\"1\n\"}", CallbackRejectionReason.Malformed },
            { "\uFEFF{\"id\":\"1\"}", CallbackRejectionReason.Malformed },
            { """{"id":"\ud800"}""", CallbackRejectionReason.Malformed },
            { """{"id":"\udc00\ud800"}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":"\ud800"}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":["\ud800x"]}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","\ud800":1}""", CallbackRejectionReason.Malformed },
            { """{"id":"1","x":{"\udfff":1}}""", CallbackRejectionReason.Malformed },
            { """{"id":"1"} {}""", CallbackRejectionReason.Malformed },
            { """{"id":"1"}x""", CallbackRejectionReason.Malformed },
            { """{"id":"1" """, CallbackRejectionReason.Malformed },
            { """{"id":"1","lines":[""", CallbackRejectionReason.Malformed },
            { Nothing, CallbackRejectionReason.Malformed },
            { "   ", CallbackRejectionReason.Malformed },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_typed_read_refuses_what_is_not_strict_JSON(string json, CallbackRejectionReason reason)
    {
        var result = CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(json));
        Assert.False(result.IsSuccess);
        Assert.Equal(reason, result.Rejection.Reason);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_value_kept_as_data_is_held_to_the_same_rules(string json, CallbackRejectionReason reason)
    {
        var result = CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(json));
        Assert.False(result.IsSuccess);
        Assert.Equal(reason, result.Rejection.Reason);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Looking_values_up_in_a_body_is_held_to_the_same_rules(string json, CallbackRejectionReason reason)
    {
        using var verification = Given.Verification(Given.Json(json));
        Assert.False(verification.ReadBody());
        Assert.Equal(reason, verification.Rejection!.Reason);
    }

    [Theory]
    [InlineData("""{"id":"1"}""")]
    [InlineData(" \r\n\t{ \"id\" : \"1\" } \n")]
    [InlineData("""{"id":"\ud83d\ude00\u0000\"\\\/\b\f\n\r\t","x":{"a":1,"b":{"a":2}}}""")]
    [InlineData("""{"id":"é€😀","x":[{"a":1},{"a":2}],"y":null}""")]
    public void Strict_JSON_is_read_by_all_three(string json)
    {
        Assert.True(CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(json)).IsSuccess);
        Assert.True(CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(json)).IsSuccess);
        using var verification = Given.Verification(Given.Json(json));
        Assert.True(verification.ReadBody());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0xAF })] // overlong slash
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // surrogate
    [InlineData(new byte[] { 0xE2, 0x82 })] // truncated
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond U+10FFFF
    public void Bytes_that_are_not_UTF_8_are_refused_in_values_names_and_data(byte[] bytes)
    {
        foreach (var (before, after) in new[] { ("{\"id\":\"", "\"}"), ("{\"id\":\"1\",\"", "\":1}"), ("{\"id\":\"1\",\"x\":[\"", "\"]}") })
        {
            byte[] json = [.. Given.Utf8(before), .. bytes, .. Given.Utf8(after)];
            Assert.Equal(CallbackRejectionReason.Malformed, CallbackPayload.ReadJson<SignedInvoice>(json).Rejection?.Reason);
            Assert.Equal(CallbackRejectionReason.Malformed, CallbackPayload.ReadJson<AnyPayload>(json).Rejection?.Reason);
        }
    }

    [Fact]
    public void A_byte_order_mark_is_called_by_its_name() =>
        Assert.Equal(
            "begins with a byte order mark",
            CallbackPayload.ReadJson<AnyPayload>([0xEF, 0xBB, 0xBF, (byte)'1']).Rejection?.Detail
        );

    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_refused()
    {
        Assert.True(CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(Nested(32))).IsSuccess);
        Assert.Equal(CallbackRejectionReason.Malformed, CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(Nested(33))).Rejection?.Reason);
        Assert.True(CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8($$"""{"id":"1","x":{{Nested(31)}}}""")).IsSuccess);
        Assert.False(CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8($$"""{"id":"1","x":{{Nested(32)}}}""")).IsSuccess);
    }

    [Fact]
    public void A_hundred_thousand_levels_are_refused_without_an_exception()
    {
        Assert.False(CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(new string('[', 100_000))).IsSuccess);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(40)]
    public void A_member_that_stands_twice_is_found_wherever_the_two_stand(int count)
    {
        for (var repeated = 0; repeated < count - 1; repeated++)
        {
            var members = string.Join(
                ',',
                Enumerable.Range(0, count).Select(number => $"\"m{(number == count - 1 ? repeated : number)}\":[{{\"m\":1}}]")
            );

            Assert.Equal(
                CallbackRejectionReason.DuplicateMember,
                CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8($"{{\"id\":\"1\",\"x\":{{{members}}}}}")).Rejection?.Reason
            );
            Assert.False(JsonIndex.TryBuild(Given.Utf8($"{{{members}}}"), out _, out var reason, out _));
            Assert.Equal(CallbackRejectionReason.DuplicateMember, reason);
        }
    }

    [Fact]
    public void A_member_that_stands_twice_among_ten_thousand_is_found()
    {
        var members = new StringBuilder("{\"id\":\"1\"");
        for (var index = 0; index < 10_000; index++)
            members.Append(System.Globalization.CultureInfo.InvariantCulture, $",\"m{index}\":0");
        Assert.True(CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(members + "}")).IsSuccess);
        Assert.True(CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(members + "}")).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            CallbackPayload.ReadJson<SignedInvoice>(Given.Utf8(members + ",\"m5000\":0}")).Rejection?.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            CallbackPayload.ReadJson<AnyPayload>(Given.Utf8(members + ",\"m5000\":0}")).Rejection?.Reason
        );
    }

    [Fact]
    public void The_same_name_in_two_objects_is_no_repetition()
    {
        Assert.True(CallbackPayload.ReadJson<AnyPayload>("""[{"a":1},{"a":1},{"b":{"a":1},"a":1}]"""u8).IsSuccess);
    }

    [Fact]
    public void Cutting_a_payload_short_anywhere_is_a_rejection_and_never_an_exception()
    {
        var json = Given.Utf8("""{"id":"1\u00e9","amount":"1.50","lines":[{"price":1.5,"x":{"y":[1,"é"]}}],"z":true}""");
        for (var length = 0; length < json.Length; length++)
        {
            Assert.False(CallbackPayload.ReadJson<SignedInvoice>(json.AsSpan(0, length)).IsSuccess);
            Assert.False(CallbackPayload.ReadJson<AnyPayload>(json.AsSpan(0, length)).IsSuccess);
        }
    }

    [Fact]
    public void Changing_any_byte_of_a_payload_never_ends_in_an_exception()
    {
        var json = Given.Utf8("""{"id":"1\u00e9","amount":"1.50","lines":[{"price":1.5,"x":{"y":[1,"é"]}}],"z":true}""");
        for (var index = 0; index < json.Length; index++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = json.ToArray();
                changed[index] = (byte)value;
                var typed = CallbackPayload.ReadJson<SignedInvoice>(changed);
                Assert.True(typed.IsSuccess || typed.Rejection.Detail.Length > 0);
                var data = CallbackPayload.ReadJson<AnyPayload>(changed);
                Assert.True(data.IsSuccess || !typed.IsSuccess); // a text that is not strict JSON is not a payload either
            }
        }
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);
}
