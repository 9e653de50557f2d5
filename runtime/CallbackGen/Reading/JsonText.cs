using System.Text;
using System.Text.Unicode;

namespace CallbackGen.Reading;

/// <summary>What must hold of JSON text (RFC 8259) before and besides its grammar.</summary>
internal static class JsonText
{
    /// <summary>How deep objects and arrays may nest.</summary>
    public const int MaxDepth = 32;

    public const string NotUtf8 = "is not valid UTF-8";
    public const string NotJson = "is not well-formed JSON, or nests deeper than 32 levels";
    public const string LoneSurrogate = "holds half of a surrogate pair";
    public const string Repeats = "holds a member twice";

    public const string BeginsWithMark = "begins with a byte order mark";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a text begins with a byte-order mark in UTF-8.</summary>
    public static bool HasMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith(ByteOrderMark);

    /// <summary>The text without the mark, which a reader of JSON may ignore (RFC 8259, section 8.1); one mark and no more.</summary>
    public static ReadOnlySpan<byte> SkipMark(ReadOnlySpan<byte> utf8) => HasMark(utf8) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>
    /// Checks the encoding as a whole: the JSON reader of .NET looks at it only when a text is asked for, and then throws.
    /// </summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public static string? CheckEncoding(ReadOnlySpan<byte> utf8)
    {
        if (HasMark(utf8))
            return BeginsWithMark;
        return Utf8.IsValid(utf8) ? null : NotUtf8;
    }

    /// <summary>Takes the escapes out of a string's content (RFC 8259, section 7). The result is never longer.</summary>
    /// <param name="escaped">The bytes between the quotation marks, of correct grammar.</param>
    /// <param name="text">At least as long.</param>
    /// <param name="written">The length of the text.</param>
    /// <returns><see langword="false"/> when half of a surrogate pair is escaped.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> text, out int written)
    {
        written = 0;
        while (true)
        {
            var plain = escaped.IndexOf((byte)'\\');
            if (plain < 0)
            {
                escaped.CopyTo(text[written..]);
                written += escaped.Length;
                return true;
            }

            escaped[..plain].CopyTo(text[written..]);
            written += plain;
            escaped = escaped[plain..];
            if (escaped.Length < 2)
                return false;
            if (escaped[1] == (byte)'u')
            {
                if (!TryReadScalar(escaped, out var scalar, out var consumed))
                    return false;
                written += scalar.EncodeToUtf8(text[written..]);
                escaped = escaped[consumed..];
            }
            else
            {
                text[written++] = Unescape(escaped[1]);
                escaped = escaped[2..];
            }
        }
    }

    private static byte Unescape(byte letter) => letter switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => letter, // the quotation mark, the backslash and the slash stand for themselves
    };

    private static bool TryReadScalar(ReadOnlySpan<byte> escaped, out Rune scalar, out int consumed)
    {
        consumed = 6;
        scalar = default;
        if (!TryReadUnit(escaped, out var unit))
            return false;
        if (!char.IsSurrogate(unit))
        {
            scalar = new Rune(unit);
            return true;
        }

        consumed = 12;
        return TryReadUnit(escaped[6..], out var low) && Rune.TryCreate(unit, low, out scalar);
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escaped, out char unit)
    {
        unit = default;
        if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u')
            return false;
        var value = 0;
        foreach (var digit in escaped[2..6])
        {
            if (!PercentEncoding.TryHexDigit(digit, out var nibble))
                return false;
            value = (value << 4) | nibble;
        }

        unit = (char)value;
        return true;
    }
}
