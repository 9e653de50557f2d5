using System.Globalization;
using CallbackGen.Definitions;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

public class MessageTests
{
    [Theory]
    [InlineData("""{"id":"1","amount":1.50,"note":null,"checksum":"{0}"}""", "1.50|1|")]
    [InlineData("""{"id":"1","amount":"1.50","checksum":"{0}"}""", "1.50|1|")]
    [InlineData("""{"id":"\u0031","amount":"1.5","note":"a\/b é","checksum":"{0}"}""", "1.5|1|a/b é")]
    public void Chosen_members_are_joined_by_their_text_on_the_wire_and_keep_their_places(string body, string message)
    {
        var request = Given.Json(body.Replace("{0}", Given.HexMac(message), StringComparison.Ordinal));
        Assert.True(ChecksumInvoice.TypedFeed.Verify(request, Given.Keys(), Given.Clock()).IsSuccess);
    }

    [Fact]
    public void A_form_and_a_query_carry_the_same_message()
    {
        var mac = Given.HexMac("1.50|a b|");
        Assert.True(
            ChecksumInvoice.TypedFeed.Verify(Given.Form($"id=a+b&amount=1.50&checksum={mac}"), Given.Keys(), Given.Clock()).IsSuccess
        );
        Assert.True(
            ChecksumInvoice
                .TypedFeed.Verify(CallbackRequest.Get($"?id=a%20b&amount=1.50&checksum={mac}"), Given.Keys(), Given.Clock())
                .IsSuccess
        );
        var tampered = ChecksumInvoice.TypedFeed.Verify(Given.Form($"id=a+b&amount=1.51&checksum={mac}"), Given.Keys(), Given.Clock());
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, tampered.Rejection?.Reason);
    }

    [Theory]
    [InlineData("""{"id":"1|x","amount":"2","note":"n","checksum":"{0}"}""", "2|1|x|n", "body:/id")]
    [InlineData("""{"id":"\u007c","amount":"2","note":"n","checksum":"{0}"}""", "2|||n", "body:/id")]
    public void A_signed_value_that_holds_the_joining_text_is_refused_although_the_checksum_is_right(
        string body,
        string message,
        string where
    )
    {
        var request = Given.Json(body.Replace("{0}", Given.HexMac(message), StringComparison.Ordinal));
        var rejection = ChecksumInvoice.TypedFeed.Verify(request, Given.Keys(), Given.Clock()).Rejection;
        Assert.Equal((CallbackRejectionReason.AmbiguousMessage, where), (rejection?.Reason, rejection?.Where));
    }

    /// <summary>
    /// The last value may contain the delimiter, because no value follows it: the other reading of the message is refused.
    /// </summary>
    [Theory]
    [InlineData("""{"id":"1","amount":"2","note":"a|b","checksum":"{0}"}""", "2|1|a|b")]
    [InlineData("""{"id":"1","amount":"2","note":"\u007c","checksum":"{0}"}""", "2|1||")]
    public void The_last_signed_value_may_hold_the_joining_text(string body, string message)
    {
        var request = Given.Json(body.Replace("{0}", Given.HexMac(message), StringComparison.Ordinal));
        Assert.True(ChecksumInvoice.TypedFeed.Verify(request, Given.Keys(), Given.Clock()).IsSuccess);
    }

    [Theory]
    [InlineData("""{"id":{"a":1},"amount":"2","checksum":"00"}""")]
    [InlineData("""{"id":["1"],"amount":"2","checksum":"00"}""")]
    public void A_signed_member_must_be_a_scalar(string body)
    {
        var rejection = ChecksumInvoice.TypedFeed.Verify(Given.Json(body), Given.Keys(), Given.Clock()).Rejection;
        Assert.Equal((CallbackRejectionReason.InvalidMember, "body:/id"), (rejection?.Reason, rejection?.Where));
    }

    [Fact]
    public void A_value_that_ends_with_the_beginning_of_the_delimiter_is_refused_too()
    {
        // "a|" and "b" would have the same message as "a" and "|b".
        using var verification = Given.Verification();
        Assert.False(verification.BeginMessage().Append(WireValue.FromText("a|").From("body:/a"), "||"u8));
        Assert.Equal(CallbackRejectionReason.AmbiguousMessage, verification.Rejection?.Reason);
        using var other = Given.Verification();
        Assert.True(other.BeginMessage().Append(WireValue.FromText("a,").From("body:/a"), ", "u8));
    }

    [Fact]
    public void No_two_different_lists_of_accepted_values_have_one_message()
    {
        string[] values = ["", "a", "|", "a|", "|a", "aa", "a||", "||a", "|a|"];
        foreach (var join in new[] { "|", "||", "|a|" })
        {
            Dictionary<string, string> messages = [];
            foreach (var first in values)
            {
                foreach (var second in values)
                {
                    foreach (var third in values)
                    {
                        if (Message(join, first, second, third) is { } message)
                            Assert.True(messages.TryAdd(message, ""), $"{join}: {first} {second} {third}");
                    }
                }
            }

            Assert.NotEmpty(messages);
        }
    }

    [Theory]
    [InlineData(false, false, "1,,,", ",1")]
    [InlineData(true, false, "1,", ",1")]
    [InlineData(false, true, "1,,", "1")]
    [InlineData(true, true, "1", "1")]
    public void Members_are_left_out_as_the_schema_says_and_the_joining_text_with_them(
        bool omitNull,
        bool omitEmpty,
        string first,
        string second
    )
    {
        using var verification = Given.Verification(Given.Json("""{"a":"1","e":"","n":null}"""));

        Assert.Equal((first, second), (List("a", "e", "n", "x"), List("e", "a")));

        string List(params string[] names)
        {
            var message = verification.BeginMessage();
            var members = message.BeginMembers(","u8, omitNull: omitNull, omitEmpty: omitEmpty);
            foreach (var name in names)
                Assert.True(members.Append(verification.Body($"/{name}"), ","u8));
            return System.Text.Encoding.UTF8.GetString(message.From(0).Utf8);
        }
    }

    [Fact]
    public void A_member_of_a_list_is_refused_like_any_value_and_stands_between_its_texts()
    {
        using var verification = Given.Verification(Given.Json("""{"a":"1","b":"2|3","o":{}}"""));
        var message = verification.BeginMessage();
        var members = message.BeginMembers("&"u8, after: ";"u8);

        Assert.True(members.Append("a="u8, verification.Body("/a"), "|"u8));
        Assert.Equal("a=1;"u8, message.From(0).Utf8);
        Assert.False(members.Append("b="u8, verification.Body("/b"), "|"u8));
        Assert.Equal(
            (CallbackRejectionReason.AmbiguousMessage, "body:/b"),
            (verification.Rejection?.Reason, verification.Rejection?.Where)
        );

        using var other = Given.Verification(Given.Json("""{"o":{}}"""));
        Assert.False(other.BeginMessage().BeginMembers("&"u8, omitNull: true, omitEmpty: true).Append(other.Body("/o")));
        Assert.Equal((CallbackRejectionReason.InvalidMember, "body:/o"), (other.Rejection?.Reason, other.Rejection?.Where));
    }

    [Fact]
    public void A_template_checks_the_constant_behind_a_source()
    {
        using var verification = Given.Verification();
        var message = verification.BeginMessage();
        Assert.True(message.Append(WireValue.FromText("a").From("header:A"), "."u8));
        Assert.True(message.Append(WireValue.FromText("a.b").From("rawBody")));
        Assert.False(message.Append(WireValue.FromText("a.b").From("header:A"), "."u8));
        Assert.Equal(CallbackRejectionReason.AmbiguousMessage, verification.Rejection?.Reason);
    }

    [Fact]
    public void An_escaped_value_may_hold_its_own_delimiter_and_no_other()
    {
        using var verification = Given.Verification();
        var signatures = verification.FindSignatures(
            WireValue.FromText(Given.HexMac(@"a\:\\:b\:c")).From("header:X"),
            SignatureEncoding.Hex
        );
        Assert.NotNull(signatures);
        var message = verification.BeginMessage();
        Assert.True(message.Append(TextFilters.Escape(WireValue.FromText(@"a:\"), ':'), ":"u8));
        message.Append(":"u8);
        Assert.True(message.Append(TextFilters.Escape(WireValue.FromText("b:c"), ':')));
        Assert.True(signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey"));

        using var other = Given.Verification();
        Assert.False(other.BeginMessage().Append(TextFilters.Escape(WireValue.FromText("a|b"), ':'), "|"u8));
        using var filtered = Given.Verification();
        Assert.False(filtered.BeginMessage().Append(TextFilters.Lower(TextFilters.Escape(WireValue.FromText("a:b"), ':')), ":"u8));
        using var plain = Given.Verification();
        Assert.False(plain.BeginMessage().Append(WireValue.FromText(@"a\:b").From("body:/a"), ":"u8));
    }

    [Fact]
    public void A_message_longer_than_any_buffer_is_whole()
    {
        var body = new string('x', 300_000);
        using var verification = Given.Verification();
        var signatures = verification.FindSignatures(
            WireValue.FromText(Given.HexMac($"1.{body}.2")).From("header:X"),
            SignatureEncoding.Hex
        );
        Assert.NotNull(signatures);
        var message = verification.BeginMessage();
        message.Append("1."u8);
        Assert.True(message.Append(WireValue.FromText(body).From("rawBody")));
        message.Append(".2"u8);
        Assert.True(signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey"));
    }

    [Theory]
    [InlineData(TimestampUnit.Seconds, "1709208000")]
    [InlineData(TimestampUnit.Milliseconds, "1709208000000")]
    [InlineData(TimestampUnit.Iso8601, "2024-02-29T12:00:00Z")]
    [InlineData(TimestampUnit.Iso8601, "2024-02-29T20:00:00.000+08:00")]
    [InlineData(TimestampUnit.HttpDate, "Thu, 29 Feb 2024 12:00:00 GMT")]
    public void A_time_is_accepted_within_the_tolerance_on_both_sides_and_no_further(TimestampUnit unit, string text)
    {
        var tolerance = TimeSpan.FromMinutes(5);
        foreach (var side in new[] { -1, 1 })
        {
            Assert.Null(Timestamp(text, unit, Given.Now + (side * tolerance)));
            Assert.Equal(
                CallbackRejectionReason.TimestampOutsideTolerance,
                Timestamp(text, unit, Given.Now + (side * (tolerance + TimeSpan.FromTicks(1))))
            );
        }
    }

    [Theory]
    [InlineData(TimestampUnit.Seconds, "")]
    [InlineData(TimestampUnit.Seconds, " 1709208000")]
    [InlineData(TimestampUnit.Seconds, "+1709208000")]
    [InlineData(TimestampUnit.Seconds, "-1709208000")]
    [InlineData(TimestampUnit.Seconds, "1709208000.0")]
    [InlineData(TimestampUnit.Seconds, "1.709208e9")]
    [InlineData(TimestampUnit.Seconds, "0x65e07e40")]
    [InlineData(TimestampUnit.Seconds, "１７０９２０８０００")]
    [InlineData(TimestampUnit.Seconds, "999999999999999")]
    [InlineData(TimestampUnit.Seconds, "99999999999999999999999999")]
    [InlineData(TimestampUnit.Milliseconds, "999999999999999")]
    [InlineData(TimestampUnit.Iso8601, "2024-02-29T12:00:00")]
    [InlineData(TimestampUnit.Iso8601, "2024-02-29")]
    [InlineData(TimestampUnit.Iso8601, "1709208000")]
    [InlineData(TimestampUnit.HttpDate, "Wed, 29 Feb 2024 12:00:00 GMT")]
    [InlineData(TimestampUnit.HttpDate, "Thursday, 29-Feb-24 12:00:00 GMT")]
    [InlineData(TimestampUnit.HttpDate, "Thu, 29 Feb 2024 12:00:00 +0000")]
    [InlineData(TimestampUnit.HttpDate, "Thu, 29 Feb 2024 12:00:00 GMT ")]
    public void A_time_in_another_form_is_invalid(TimestampUnit unit, string text) =>
        Assert.Equal(CallbackRejectionReason.TimestampInvalid, Timestamp(text, unit, Given.Now));

    [Fact]
    public void An_absent_time_is_invalid()
    {
        using var verification = Given.Verification();
        Assert.False(verification.CheckTimestamp(default(WireValue).From("signature:t"), TimestampUnit.Seconds, TimeSpan.FromMinutes(5)));
        Assert.Equal(
            (CallbackRejectionReason.TimestampInvalid, "signature:t"),
            (verification.Rejection?.Reason, verification.Rejection?.Where)
        );
    }

    [Theory]
    [InlineData(301, "is 301 s behind this machine's clock; the schema allows 300 s")]
    [InlineData(-3600, "is 3600 s ahead of this machine's clock; the schema allows 300 s")]
    public void A_time_that_is_refused_says_by_how_much(int late, string detail)
    {
        using var verification = Given.Verification(now: Given.Now);
        var text = (Given.Now.ToUnixTimeSeconds() - late).ToString(CultureInfo.InvariantCulture);
        Assert.False(
            verification.CheckTimestamp(WireValue.FromText(text).From("header:X-Time"), TimestampUnit.Seconds, TimeSpan.FromMinutes(5))
        );
        Assert.Equal(detail, verification.Rejection!.Detail);
    }

    private static CallbackRejectionReason? Timestamp(string text, TimestampUnit unit, DateTimeOffset now)
    {
        using var verification = Given.Verification(now: now);
        verification.CheckTimestamp(WireValue.FromText(text).From("header:X-Time"), unit, TimeSpan.FromMinutes(5));
        return verification.Rejection?.Reason;
    }

    private static string? Message(string join, params string[] values)
    {
        using var verification = Given.Verification();
        var members = verification.BeginMessage().BeginMembers(Given.Utf8(join));
        foreach (var value in values)
        {
            if (!members.Append(WireValue.FromText(value).From("body:/x"), Given.Utf8(join)))
                return null;
        }

        return string.Join(join, values);
    }
}
