using System.Globalization;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;

namespace CallbackGen.Runtime.Tests.Reading;

/// <summary>Numbers, dates and other scalars are read exactly as written, or refused.</summary>
public class ScalarTests
{
    [Theory]
    [InlineData("\"paid\"", "paid", true)]
    [InlineData("\"p\\u0061id\"", "paid", false)]
    [InlineData("\"bezahlt für\"", "bezahlt für", false)]
    [InlineData("\"Paid\"", "Paid", false)]
    [InlineData("\"paid \"", "paid ", false)]
    [InlineData("\"\"", "", false)]
    public void A_listed_text_is_not_made_again(string json, string expected, bool isListed)
    {
        string[] listed = ["open", new(['p', 'a', 'i', 'd']), "bezahlt für"];
        var reader = new JsonPayloadReader(Given.Utf8(json));
        var text = reader.Text(listed);
        Assert.True(reader.End());
        Assert.Equal(expected, text);
        Assert.Equal(isListed, listed.Contains(text, ReferenceEqualityComparer.Instance));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("[\"paid\"]")]
    [InlineData("paid")]
    public void What_is_no_text_is_no_listed_one(string json)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.Equal("", reader.Text(["paid"]));
        Assert.False(reader.End());
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("10.00", "10.00")]
    [InlineData("-456.20", "-456.20")]
    [InlineData("1e2", "100")]
    [InlineData("1.50E+1", "15.0")]
    [InlineData("125e-2", "1.25")]
    [InlineData("1e28", "10000000000000000000000000000")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001", "0.0000000000000000000000000001")]
    [InlineData("7.9228162514264337593543950335", "7.9228162514264337593543950335")]
    [InlineData("1.000000000000000000000000000000000000", "1.0000000000000000000000000000")]
    [InlineData("10000000000000000000000000000000e-4", "1000000000000000000000000000.0")]
    [InlineData("0e999999999999", "0")]
    public void A_number_keeps_every_digit(string json, string expected)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        var value = reader.Number(coerce: false);
        Assert.True(reader.End());
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("1e29")]
    [InlineData("1e-29")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("0.00000000000000000000000000001")]
    [InlineData("7.92281625142643375935439503351")]
    [InlineData("1e99999999999999999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("\"1\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_number_that_a_decimal_cannot_hold_exactly_is_refused(string json)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.Equal(0m, reader.Number(coerce: false));
        Assert.Equal(CallbackRejectionReason.InvalidMember, reader.Rejection?.Reason);
    }

    [Fact]
    public void An_exponent_undone_by_a_hundred_thousand_zeros_is_read_or_refused_but_never_wrong()
    {
        var zeros = new string('0', 100_010);
        var reader = new JsonPayloadReader(Given.Utf8($"1{zeros}e-100010"));
        Assert.Equal(1m, reader.Number(coerce: false));
        reader = new JsonPayloadReader(Given.Utf8($"0.{zeros}1e100011"));
        Assert.Equal(1m, reader.Number(coerce: false));
    }

    [Theory]
    [InlineData("456.20", "456.20")]
    [InlineData("0", "0")]
    [InlineData("-0.10", "-0.10")]
    public void A_decimal_text_keeps_its_scale(string text, string expected)
    {
        Assert.Equal(expected, DecimalText($"\"{text}\"")?.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected, DecimalField(text)?.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("10,00")] // decimal.Parse in the invariant culture returns 1000 for it
    [InlineData("1,000.00")]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("1e2")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    [InlineData("１")] // a full-width digit
    [InlineData("1.00000000000000000000000000001")]
    public void Money_is_read_by_an_exact_grammar(string text)
    {
        Assert.Null(DecimalText($"\"{Given.JsonText(text)}\""));
        Assert.Null(DecimalField(text));
    }

    [Fact]
    public void A_JSON_number_is_a_decimal_text_only_where_the_schema_coerces()
    {
        Assert.Null(DecimalText("1.50"));
        Assert.Equal(1.50m, DecimalText("1.50", coerce: true));
        Assert.Null(DecimalText("true", coerce: true));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("1.0", 1)]
    [InlineData("1.50e1", 15)]
    [InlineData("2e3", 2000)]
    public void An_integer_has_no_fraction_and_64_bits(string json, long expected)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.Equal(expected, reader.Integer(coerce: false));
        Assert.True(reader.End());
    }

    [Theory]
    [InlineData("9223372036854775808", true)]
    [InlineData("-9223372036854775809", true)]
    [InlineData("1.5", true)]
    [InlineData("1e19", true)]
    [InlineData("\"1\"", false)]
    [InlineData("\"1.0\"", true)]
    [InlineData("\"01\"", true)]
    [InlineData("\"+1\"", true)]
    [InlineData("\" 1\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("\"9223372036854775808\"", true)]
    [InlineData("true", true)]
    public void What_is_no_such_integer_is_refused(string json, bool coerce)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        reader.Integer(coerce);
        Assert.Equal(CallbackRejectionReason.InvalidMember, reader.Rejection?.Reason);
    }

    [Theory]
    [InlineData("true", false, true)]
    [InlineData("\"1\"", true, true)]
    [InlineData("\"true\"", true, true)]
    [InlineData("\"false\"", true, false)]
    [InlineData("\"0\"", true, false)]
    public void A_truth_value_is_read(string json, bool coerce, bool expected)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.Equal(expected, reader.Boolean(coerce));
        Assert.True(reader.End());
    }

    [Theory]
    [InlineData("\"true\"", false)]
    [InlineData("\"True\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("1", false)]
    [InlineData("2", true)]
    [InlineData("1.0", true)]
    public void What_is_no_truth_value_is_refused(string json, bool coerce)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        reader.Boolean(coerce);
        Assert.True(reader.Failed);
    }

    [Theory]
    [InlineData("\"a\\u0062\"", "ab")]
    [InlineData("1.50", "1.50")]
    [InlineData("1E2", "1E2")]
    [InlineData("true", "true")]
    public void Coerced_text_is_the_text_on_the_wire(string json, string expected)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        Assert.Equal(expected, reader.TextOrNumber());
        Assert.True(reader.End());
    }

    [Fact]
    public void Text_is_no_number_unless_coerced_and_never_null_or_an_object()
    {
        foreach (var json in new[] { "1", "null", "{}" })
        {
            var reader = new JsonPayloadReader(Given.Utf8(json));
            reader.Text();
            Assert.True(reader.Failed);
        }

        var coerced = new JsonPayloadReader("null"u8);
        coerced.TextOrNumber();
        Assert.True(coerced.Failed);
    }

    [Theory]
    [InlineData("2024-02-29T12:00:00Z", "2024-02-29T12:00:00.0000000+00:00")]
    [InlineData("2024-02-29t12:00:00z", "2024-02-29T12:00:00.0000000+00:00")]
    [InlineData("2024-02-29T12:00:00.5+08:00", "2024-02-29T12:00:00.5000000+08:00")]
    [InlineData("2024-02-29T12:00:00.12345678999-00:30", "2024-02-29T12:00:00.1234567-00:30")]
    public void A_date_time_is_read_to_100_ns(string text, string expected)
    {
        var reader = new JsonPayloadReader(Given.Utf8($"\"{text}\""));
        Assert.Equal(expected, reader.DateTimeText().ToString("O", CultureInfo.InvariantCulture));
        Assert.True(reader.End());
    }

    [Theory]
    [InlineData("2024-02-29T12:00:00")]
    [InlineData("2024-02-29 12:00:00Z")]
    [InlineData("2023-02-29T12:00:00Z")]
    [InlineData("2024-13-01T12:00:00Z")]
    [InlineData("2024-02-29T24:00:00Z")]
    [InlineData("2024-02-29T12:60:00Z")]
    [InlineData("2024-02-29T12:00:60Z")]
    [InlineData("2024-02-29T12:00Z")]
    [InlineData("2024-02-29T12:00:00.Z")]
    [InlineData("2024-02-29T12:00:00,5Z")]
    [InlineData("2024-02-29T12:00:00+8:00")]
    [InlineData("2024-02-29T12:00:00+0800")]
    [InlineData("2024-02-29T12:00:00+15:00")]
    [InlineData("2024-02-29T12:00:00+08:60")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData(" 2024-02-29T12:00:00Z")]
    [InlineData("2024-02-29T12:00:00Zx")]
    [InlineData("")]
    public void What_RFC_3339_does_not_allow_is_no_date_time(string text)
    {
        var reader = new JsonPayloadReader(Given.Utf8($"\"{text}\""));
        reader.DateTimeText();
        Assert.Equal(CallbackRejectionReason.InvalidMember, reader.Rejection?.Reason);
    }

    [Fact]
    public void A_date_in_the_schemas_format_has_the_schemas_offset()
    {
        var reader = new JsonPayloadReader("\"29 Feb 24 01:02:03 PM\""u8);
        var value = reader.DateText("dd MMM yy hh:mm:ss tt", TimeSpan.FromHours(8));
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 13, 2, 3, TimeSpan.FromHours(8)), value);

        foreach (var text in new[] { " 29 Feb 24 01:02:03 PM", "29  Feb 24 01:02:03 PM", "30 Feb 24 01:02:03 PM", "" })
        {
            var refused = new JsonPayloadReader(Given.Utf8($"\"{text}\""));
            refused.DateText("dd MMM yy hh:mm:ss tt", TimeSpan.FromHours(8));
            Assert.True(refused.Failed);
        }

        var outside = new JsonPayloadReader("\"0001-01-01\""u8);
        outside.DateText("yyyy-MM-dd", TimeSpan.FromHours(8));
        Assert.True(outside.Failed);
    }

    [Fact]
    public void Dates_times_of_day_and_UUIDs_are_read_strictly()
    {
        var date = new JsonPayloadReader("\"2024-02-29\""u8);
        Assert.Equal(new DateOnly(2024, 2, 29), date.Date());
        var time = new JsonPayloadReader("\"23:59:59.5\""u8);
        Assert.Equal(new TimeOnly(23, 59, 59, 500), time.Time());
        var uuid = new JsonPayloadReader("\"f81d4fae-7DEC-11d0-a765-00a0c91e6bf6\""u8);
        Assert.Equal(Guid.Parse("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), uuid.Uuid());

        foreach (var text in new[] { "2024-2-29", "2024-02-30", "24-02-29", "2024-02-29 " })
        {
            date = new(Given.Utf8($"\"{text}\""));
            date.Date();
            Assert.True(date.Failed);
        }

        foreach (var text in new[] { "23:59", "24:00:00", "23:59:59Z", "23:59:59." })
        {
            time = new(Given.Utf8($"\"{text}\""));
            time.Time();
            Assert.True(time.Failed);
        }

        foreach (
            var text in new[]
            {
                "f81d4fae7dec11d0a76500a0c91e6bf6",
                "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
                " 81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "0x1d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "+81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            }
        )
        {
            uuid = new(Given.Utf8($"\"{text}\""));
            uuid.Uuid();
            Assert.True(uuid.Failed);
        }
    }

    private static decimal? DecimalText(string json, bool coerce = false)
    {
        var reader = new JsonPayloadReader(Given.Utf8(json));
        var value = reader.DecimalText(coerce);
        return reader.Failed ? null : value;
    }

    private static decimal? DecimalField(string text) =>
        CallbackPayload.ReadForm<SignedInvoice>(Given.Utf8($"id=1&amount={Uri.EscapeDataString(text)}")).Value?.Members.Amount;
}
