using System.Globalization;

namespace CallbackGen.Runtime.Tests.Trust;

/// <summary>Text of a callback in a printed line: all characters are visible, and its end is unambiguous.</summary>
public class PrintableTextTests
{
    [Theory]
    [InlineData("INV-1", "\"INV-1\"")]
    [InlineData("", "\"\"")]
    [InlineData(null, "null")]
    [InlineData("null", "\"null\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("Åsa 東京 é 😀", "\"Åsa 東京 é 😀\"")]
    [InlineData("a\" b=\"c", "\"a\\\" b=\\\"c\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("\\u0041", "\"\\\\u0041\"")]
    public void A_text_is_quoted_and_cannot_end_the_quotes(string? text, string expected) =>
        Assert.Equal(expected, PrintableText.Quote(text));

    [Theory]
    [InlineData("\0\t\r\n\u001b\u007f\u0085\u009b")] // controls
    [InlineData("\u2028\u2029")] // separators of lines and paragraphs
    [InlineData("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")] // bidirectional controls
    [InlineData("\u00AD\u200B\u200C\u200D\u2060\uFEFF\u180E\uFFF9")] // other format characters
    [InlineData("\u00A0\u1680\u2000\u2007\u2009\u202F\u205F\u3000")] // non-standard spaces
    [InlineData("\u034F\u115F\u1160\u17B4\u2800\u3164\uFFA0\uFE0F\u180B")] // invisible characters
    [InlineData("\uE000\uF8FF\uFFFF\uFDD0\u0378")] // private-use and unassigned characters
    [InlineData("\U000E0041\U000E0100\U000F0000\U0001D173")] // the same beyond 16 bits
    public void What_nobody_sees_is_escaped_in_every_place(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var printed = PrintableText.Quote($"a{rune}b");

            Assert.Equal($"\"a{string.Concat(rune.ToString().Select(unit => $"\\u{(int)unit:x4}"))}b\"", printed);
            Assert.All(printed, character => Assert.True(character is >= ' ' and <= '~'));
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_escaped()
    {
        Assert.Equal("\"a\\ud800b\"", PrintableText.Quote("a\uD800b"));
        Assert.Equal("\"\\udc00\\ud83d\"", PrintableText.Quote("\uDC00\uD83D"));
    }

    [Fact]
    public void A_mark_at_the_beginning_would_stand_over_the_quote_and_is_escaped()
    {
        Assert.Equal("\"\\u0301a\"", PrintableText.Quote("\u0301a"));
        Assert.Equal("\"a\u0301\"", PrintableText.Quote("a\u0301"));
    }

    [Theory]
    [InlineData("abcdef", 6, "\"abcdef\"", "abcdef")]
    [InlineData("abcdef", 5, "\"abcde\"…", "abcd…")]
    [InlineData("abcd😀", 5, "\"abcd\"…", "abcd…")]
    [InlineData("ab", 1, "\"a\"…", "…")]
    public void A_long_text_is_cut_between_characters(string text, int max, string quoted, string escaped)
    {
        Assert.Equal(quoted, PrintableText.Quote(text, max));
        Assert.Equal(escaped, PrintableText.Escape(text, max));
    }

    [Fact]
    public void Without_quotes_a_quote_stays_and_the_rest_is_the_same() =>
        Assert.Equal("a\"b\\\\\\u202e", PrintableText.Escape("a\"b\\\u202e"));

    [Fact]
    public void No_room_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PrintableText.Quote("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrintableText.Escape("a", 0));
    }

    [Fact]
    public void A_text_that_is_absent_has_no_quotes()
    {
        Assert.Equal("null", PrintableText.Quote(null));
        Assert.Equal("", PrintableText.Escape(null));
    }

    /// <summary>Two different texts are never printed in the same way: an escape cannot be confused with literal text.</summary>
    [Fact]
    public void Two_texts_are_never_printed_alike()
    {
        var random = new Random(7);
        var alphabet = "a\"\\u0\u202e\u2028 \n…".ToCharArray();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(random.GetItems(alphabet, random.Next(1, 8)));
            var printed = PrintableText.Quote(text);
            Assert.True(seen.TryAdd(printed, text) || seen[printed] == text, string.Create(CultureInfo.InvariantCulture, $"{printed}"));
        }
    }
}
